"""Notes, the alerts of a case, and what was done to it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request

from chassis.errors import Unavailable
from gateway import calls
from gateway.console import shown, words
from gateway.console.cases.blueprint import blueprint, case_of, case_page
from gateway.console.form import Form
from gateway.console.page import Answer, go, needs
from gateway.languages import gettext, listed
from services.cases import schemas


def _page_of(case: Mapping[str, Any]) -> dict[str, str]:
    cursor = request.args.get("cursor")
    return {"case_id": case["id"], **({"cursor": cursor} if cursor else {})}


@blueprint.route("/<uuid:case_id>/notes", methods=["GET", "POST"])
@needs("case", "read")
def notes(case_id: UUID) -> Answer:
    """Show the notes, newest first, and add one."""
    case = case_of(case_id)
    form = Form(schemas.AddNote)
    if form.is_sent and form.send("cases", "add_note", case_id=case["id"]) is not None:
        return go("console.cases.notes", case_id=case["id"], done="note-added")
    return case_page(
        "notes.html", case, tab="notes", status=form.status, form=form, notes=calls.call("cases", "list_notes", _page_of(case))
    )


@blueprint.get("/<uuid:case_id>/alerts")
@needs("case", "read")
def alerts(case_id: UUID) -> Answer:
    """Show the alerts of the case; if alerts do not answer, say so."""
    case = case_of(case_id)
    try:
        found = calls.call("alerts", "list_alerts", _page_of(case))
    except Unavailable:
        found = None
    return case_page("alerts.html", case, tab="alerts", alerts=found)


@blueprint.get("/<uuid:case_id>/timeline")
@needs("case", "read")
def timeline(case_id: UUID) -> Answer:
    """Show what was done to the case, newest first."""
    case = case_of(case_id)
    entries = calls.call("cases", "list_timeline", _page_of(case))
    return case_page("timeline.html", case, tab="timeline", entries=entries, told=told)


VOCABULARIES = {"decline_reason": "decline-reasons", "outcome": "outcomes", "role": "party-roles", "status": "verification-statuses"}
LISTED = {"acts": "act-types", "purposes": "purposes", "purpose": "purposes"}
TABLES = {"state": "consent", "kind": "instruction", "reach": "reach", "within": "within"}


def told(entry: Mapping[str, Any]) -> str:
    """Return what was done, in words."""
    return gettext(
        words.cases.TIMELINE.get(entry["code"], entry["code"]), **{name: _said(name, value) for name, value in entry["params"].items()}
    )


def _said(name: str, value: Any) -> str:
    if name in LISTED:
        codes = value if isinstance(value, list) else [value]
        return listed(shown.term(LISTED[name], code) for code in codes) or gettext(words.cases.NO_ACTS)
    if name in VOCABULARIES:
        return shown.term(VOCABULARIES[name], value)
    if name in TABLES:
        return words.say(TABLES[name], str(value).lower() if isinstance(value, bool) else value)
    return shown.member(value) if name == "lead" else str(value)
