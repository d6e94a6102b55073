"""Where the pages of the library hang, and what those of one record share."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint

from chassis.errors import Invalid, NotFound
from chassis.schemas import Schema
from gateway import calls, reading
from gateway.console.form import Form
from gateway.console.page import Answer, page, who
from gateway.console.words.pages import LIBRARY_TABS
from gateway.languages import language
from gateway.problems.problem import field_error

OWN = "full"
FIRST_LANGUAGES = ("en", "fr")
Record = dict[str, Any]
blueprint = Blueprint("library", __name__, url_prefix="/library")


@blueprint.context_processor
def _said() -> dict[str, Any]:
    """Give the templates of the library their words."""
    return {"field_said": lambda error: field_error(error)["detail"]}


def library_page(template: str, *, status: int = 200, **content: Any) -> Answer:
    """Return a page of the library, with the tabs that the reader's roles open."""
    return page(f"library/{template}", status=status, tabs=who().places(LIBRARY_TABS), **content)


class Step(NamedTuple):
    """A step of a record: the service's method, its request, and what the next page says was done."""

    method: str
    schema: type[Schema]
    done: str


def own(method: str, name: str, record_id: UUID) -> Record:
    """Return our own work or training; NotFound for what others published."""
    found: Record = calls.call("library", method, {name: str(record_id)})
    if found["representation"] != OWN:
        raise NotFound("no-such-record", id=str(record_id))
    return found


def forms_of(record: Record, steps: Mapping[str, Step], *names: str) -> dict[str, Form]:
    """Return the forms of these steps, by name, each for the version that the page shows."""
    return {name: Form(steps[name].schema, initial={"version": record["version"]}, name=name) for name in names}


def taken(forms: Iterable[Form], steps: Mapping[str, Step], **ids: Any) -> Step | None:
    """Take the step whose form was sent; None if none was, or if it did not come through and says why."""
    for form in forms:
        if form.is_sent and form.send("library", steps[form.name].method, **ids) is not None:
            return steps[form.name]
    return None


def asked_by(schema: type[Schema]) -> dict[str, Any]:
    """Return what the address narrows a list by; nothing where it says what no list understands."""
    try:
        return reading.query_of(schema, blanks=False)
    except Invalid:
        return {}


def empty_texts(*names: str) -> dict[str, dict[str, str]]:
    """Return the texts of a new form: in the reader's language and one more."""
    tags = list(dict.fromkeys([language(), *FIRST_LANGUAGES]))[:1]
    return {tag: dict.fromkeys(names, "") for tag in tags}
