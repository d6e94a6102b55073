from flask import Flask

from gateway import languages
from gateway.problems.words import OF_STATUS


def in_request(header, cookie=None):
    headers = {"Accept-Language": header} | ({"Cookie": f"{languages.COOKIE}={cookie}"} if cookie else {})
    return Flask("test").test_request_context("/", headers=headers)


def test_the_best_language_of_the_reader_is_used():
    with in_request("de, ar;q=0.8, en;q=0.5"):
        assert languages.language() == "ar"
    with in_request("fr-CA"):
        assert languages.language() == "fr"


def test_a_chosen_language_goes_before_what_the_browser_asks_for():
    with in_request("fr", cookie="ar"):
        assert languages.language() == "ar"
    with in_request("fr", cookie="../../etc"):
        assert languages.language() == "fr"


def test_an_unknown_language_gets_english():
    with in_request("xx"):
        assert languages.language() == "en"
        assert languages.gettext("Sign in first") == "Sign in first"


def test_arabic_is_written_from_right_to_left():
    assert [languages.direction(tag) for tag in ("ar", "ar-EG", "fr", "en")] == ["rtl", "rtl", "ltr", "ltr"]


def test_parameters_stand_in_the_sentence_and_lists_have_commas():
    assert languages.gettext("Choose one of: {choices}.", choices=["a", "b"]) == "Choose one of: a, b."


def test_a_text_in_a_template_is_filled_and_its_parameters_are_escaped(make_app):
    app = make_app()
    with app.test_request_context("/"):
        template = app.jinja_env.from_string('{{ _("due {moment}", moment=moment) }}')
        assert template.render(moment="<b>noon</b>") == "due &lt;b&gt;noon&lt;/b&gt;"


def test_a_parameter_with_braces_is_shown_as_it_is():
    assert languages.gettext("Choose one of: {choices}.", choices="{__class__}") == "Choose one of: {__class__}."


def test_every_status_has_its_words_in_every_language():
    titles = [words.title for words in OF_STATUS.values()]
    for tag in languages.languages()[1:]:
        known = languages.translations(tag)
        assert [title for title in titles if known.ugettext(title) == title] == [], tag
