"""What happened: incidents with their acts, and dates as people know them."""

from typing import Any
from uuid import UUID

from flask import request

from chassis.vocabularies import vocabulary
from gateway import calls
from gateway.console.cases.blueprint import blueprint, case_of, case_page, named, people_of
from gateway.console.form import Form
from gateway.console.page import Answer, go, needs
from gateway.languages import gettext
from services.cases import schemas


@blueprint.get("/<uuid:case_id>/facts")
@needs("case", "read")
def facts(case_id: UUID) -> Answer:
    """Show what happened, earliest first."""
    case = case_of(case_id)
    cursor = request.args.get("cursor")
    incidents = calls.call("cases", "list_incidents", {"case_id": case["id"], **({"cursor": cursor} if cursor else {})})
    return case_page("facts.html", case, tab="facts", incidents=incidents, names=dict(named(people_of(case))))


@blueprint.route("/<uuid:case_id>/facts/new", methods=["GET", "POST"])
@needs("case", "amend")
def add_incident(case_id: UUID) -> Answer:
    """Add what happened."""
    case = case_of(case_id)
    form = Form(schemas.AddIncident, initial={"country": case["country"]})
    if form.is_sent and form.send("cases", "add_incident", case_id=case["id"]) is not None:
        return go("console.cases.facts", case_id=case["id"], done="incident-added")
    return _incident_page(case, form)


@blueprint.route("/<uuid:case_id>/facts/<uuid:incident_id>", methods=["GET", "POST"])
@needs("case", "amend")
def amend_incident(case_id: UUID, incident_id: UUID) -> Answer:
    """Change what is known of an incident."""
    case = case_of(case_id)
    ids = {"case_id": case["id"], "incident_id": str(incident_id)}
    incident = calls.call("cases", "get_incident", ids)
    form = Form(schemas.AmendIncident, initial=incident)
    if form.is_sent and form.send("cases", "amend_incident", stored=incident, **ids) is not None:
        return go("console.cases.facts", case_id=case["id"], done="saved")
    form.meet(incident)
    return _incident_page(case, form, incident=incident)


def _incident_page(case: dict[str, Any], form: Form, *, incident: dict[str, Any] | None = None) -> Answer:
    people = named(people_of(case))
    return case_page(
        "incident.html",
        case,
        tab="facts",
        status=form.status,
        form=form,
        incident=incident,
        people=people,
        names=dict(people),
        act_types=act_types(),
    )


def act_types() -> list[tuple[str, str]]:
    """Return (code, title) of every type of act, with the Basic Principles it touches."""
    return [(code, _with_principles(gettext(term.label), term.principles)) for code, term in vocabulary("act-types").items()]


def _with_principles(title: str, principles: tuple[str, ...]) -> str:
    if not principles:
        return title
    return gettext("{title} (Basic Principles {numbers})", title=title, numbers=principles)
