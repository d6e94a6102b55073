"""A form of texts by language gets one more: the button sends the form, which comes back with the fields of that language."""

from flask import request

from gateway.console.form import Form
from gateway.console.language_names import tag_of

COMES_BACK = "comes_back"
"""The name of the buttons that send a form to get it back with more in it."""
WITH_LANGUAGE = "with_language"
LANGUAGE = "language"


def asks_for_language() -> bool:
    """Say whether the form was sent to get one more language."""
    return request.form.get(COMES_BACK, "") == WITH_LANGUAGE


def add_language(form: Form, first_field: str) -> None:
    """Add the text of a language, begun by `first_field`, and let the writer go on there; of one that is there, go on there too."""
    tag = tag_of(form.value(LANGUAGE))
    if tag is None:
        form.blame(LANGUAGE, "no-such-language")
        return
    if tag not in form.parts("texts"):
        form.fill(f"texts.{tag}.{first_field}", [""])
    form.fill(LANGUAGE, [""])
    form.more = f"texts.{tag}"
