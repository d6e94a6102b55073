import pytest
from flask import Flask

from gateway.console.language_names import tag_of


def found(*said, reader="en"):
    with Flask("test").test_request_context("/", headers={"Accept-Language": reader}):
        return [tag_of(one) for one in said]


def test_a_language_is_known_by_its_tag():
    assert found("fr", "PT-br", " zh-hant ") == ["fr", "pt-BR", "zh-Hant"]


@pytest.mark.parametrize("reader", ["en", "ar", "es", "fr"])
def test_a_language_is_known_by_its_name_in_english_and_by_its_own(reader):
    assert found("French", "persian", "Français", "فارسی", "中文", reader=reader) == ["fr", "fa", "fr", "fa", "zh"]


def test_a_language_is_known_by_its_name_in_the_readers_language():
    assert found("Allemand", "espagnol", reader="fr") == ["de", "es"]
    assert found("الفرنسية", reader="ar") == ["fr"]
    assert found("Ewe", "Brazilian Portuguese") == ["ee", "pt-BR"]


def test_what_names_no_language_is_none():
    assert found("", "nothing of the kind", "Allemand") == [None, None, None]
