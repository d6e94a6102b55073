"""Where the pages of the calendar of mechanisms hang, and what each of them shows."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint

from chassis.errors import Invalid
from chassis.schemas import Schema
from gateway import calls, reading
from gateway.console.form import Form
from gateway.console.page import Answer, page, who
from gateway.console.words.mechanisms import TABS

MOST = 200
blueprint = Blueprint("mechanisms", __name__)


def calendar_page(template: str, *, status: int = 200, **content: Any) -> Answer:
    """Return a page of the calendar, with the tabs that the reader's roles open."""
    return page(f"mechanisms/{template}", status=status, tabs=who().places(TABS), **content)


def asked_by(schema: type[Schema]) -> dict[str, Any]:
    """Return what the address asks for; everything if it asks for nonsense."""
    try:
        return reading.query_of(schema, blanks=False)
    except Invalid:
        return {}


def mechanisms() -> list[tuple[str, str]]:
    """Return (id, acronym and name) of every mechanism, by acronym, for a field that offers them."""
    found = calls.call("library", "list_mechanisms", {"limit": MOST})["items"]
    return sorted(((one["id"], f"{one['acronym']} · {one['name']}") for one in found), key=lambda pair: pair[1])


def sessions_of(mechanism_id: str) -> list[tuple[str, str]]:
    """Return (id, name) of the sessions of a mechanism, the latest first, for a field that offers them."""
    found = calls.call("library", "list_mechanism_sessions", {"mechanism_id": mechanism_id, "limit": MOST})["items"]
    return [(one["id"], one["name"]) for one in found]


def meet_version(form: Form, version: int) -> None:
    """Let a form whose record somebody changed meanwhile go on from what is stored now."""
    if form.problem is not None and form.problem.code == "stale-version":
        form.fill("version", [str(version)])


def status_of(forms: Iterable[Form]) -> int:
    """Return the status of a page with several forms: that of the one that did not come through."""
    return max((form.status for form in forms), default=200)


def named_forms(record: Mapping[str, Any], schemas: Mapping[str, type[Schema]]) -> dict[str, Form]:
    """Return a form for each step, by name, for the version that the page shows."""
    return {name: Form(schema, name=name, initial={"version": record["version"]}) for name, schema in schemas.items()}
