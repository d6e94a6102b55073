import pytest

from chassis.vocabularies import vocabulary
from services.cases.domain import ConsentState, Identifiability, Purpose, Stage, Verification

CODES = [
    ("purposes", Purpose),
    ("consent-states", ConsentState),
    ("identifiability", Identifiability),
    ("verification-statuses", Verification),
]


@pytest.mark.parametrize(("name", "words"), CODES)
def test_the_rules_speak_the_codes_of_the_vocabulary(name, words):
    assert {word.value for word in words} == set(vocabulary(name))


def test_stages_are_those_of_the_vocabulary_but_erasure():
    assert {stage.value for stage in Stage} == set(vocabulary("stages")) - {"erased"}
