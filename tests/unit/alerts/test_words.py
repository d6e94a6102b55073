"""The words of alerts are those of the vocabularies that everybody shares."""

import pytest

from chassis.vocabularies import vocabulary
from services.alerts.domain.alert import Aspect, State
from services.alerts.domain.content import Identifiability, Kind
from services.alerts.domain.recall import RecallState


@pytest.mark.parametrize(("words", "name"), [(Kind, "alert-kinds"), (Aspect, "sign-off-aspects"), (Identifiability, "identifiability")])
def test_every_word_of_the_vocabulary_is_used(words, name):
    assert {word.value for word in words} == set(vocabulary(name))


@pytest.mark.parametrize(("words", "name"), [(State, "alert-states"), (RecallState, "recall-states")])
def test_every_word_used_is_in_the_vocabulary(words, name):
    assert {word.value for word in words} - set(vocabulary(name)) == set()
