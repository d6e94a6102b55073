"""The code name of a case stands in lists and mails: before one is saved that tells a name of the case, the page asks once."""

from collections.abc import Iterable

from flask import request

from gateway.console.form import Form
from gateway.console.names import tells_a_name

ANYWAY = "anyway"
"""The field that holds the code name which is to be saved although it tells a name."""


def is_asked_about(form: Form, names: Iterable[str]) -> bool:
    """Say whether the code name in a form that was sent tells one of the names, and was not said to be meant."""
    title = form.value("title")
    return form.is_sent and tells_a_name(title, names) and request.form.get(ANYWAY) != title
