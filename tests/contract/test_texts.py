"""Every text that people read stands in the catalogues, and nothing else does."""

import re

import pytest

from gateway.languages import DEFAULT, languages
from gateway.texts import collected, held

PLACE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
TAGS = [tag for tag in languages() if tag != DEFAULT]


def texts(catalog):
    return {message.id for message in catalog if message.id}


def forms(text):
    return text if isinstance(text, tuple | list) else (text,)


@pytest.mark.parametrize("tag", TAGS)
def test_a_catalogue_has_every_text_and_no_other(tag):
    assert texts(held(tag)) == texts(collected()), "run make texts"


@pytest.mark.parametrize("tag", TAGS)
def test_every_text_is_translated(tag):
    assert [message.id for message in held(tag) if message.id and not all(forms(message.string))] == []


@pytest.mark.parametrize("tag", TAGS)
def test_translations_speak_of_what_the_text_speaks_of(tag):
    def places(text):
        return set(PLACE.findall(text))

    wrong = [
        message.id
        for message in held(tag)
        if message.id and any(form and not places(form) <= places(" ".join(forms(message.id))) for form in forms(message.string))
    ]
    assert wrong == []
