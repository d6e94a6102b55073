"""The people of a case: who they are, how to reach them safely, who speaks for whom."""

from typing import Any
from uuid import UUID

from flask import request

from gateway import calls
from gateway.console.cases.blueprint import blueprint, case_of, case_page, named, people_of
from gateway.console.form import Form
from gateway.console.page import Answer, go, needs
from services.cases import schemas


@blueprint.get("/<uuid:case_id>/people")
@needs("case", "read")
def people(case_id: UUID) -> Answer:
    """Show the people of a case."""
    case = case_of(case_id)
    found = people_of(case)
    return case_page("people.html", case, tab="people", people=found, names=dict(named(found)))


@blueprint.route("/<uuid:case_id>/people/new", methods=["GET", "POST"])
@needs("case", "amend")
def add_person(case_id: UUID) -> Answer:
    """Add a person."""
    case = case_of(case_id)
    form = Form(schemas.AddParty, initial={"role": request.args.get("role", "")})
    if form.is_sent and form.send("cases", "add_party", case_id=case["id"]) is not None:
        return go("console.cases.people", case_id=case["id"], done="person-added")
    return _person_page(case, form)


@blueprint.route("/<uuid:case_id>/people/<uuid:party_id>", methods=["GET", "POST"])
@needs("case", "amend")
def amend_person(case_id: UUID, party_id: UUID) -> Answer:
    """Change what is held on a person."""
    case = case_of(case_id)
    ids = {"case_id": case["id"], "party_id": str(party_id)}
    person = calls.call("cases", "get_party", ids)
    form = Form(schemas.AmendParty, initial=person)
    if form.is_sent and form.send("cases", "amend_party", stored=person, **ids) is not None:
        return go("console.cases.people", case_id=case["id"], done="saved")
    form.meet(person)
    return _person_page(case, form, person=person)


def _person_page(case: dict[str, Any], form: Form, *, person: dict[str, Any] | None = None) -> Answer:
    others = [one for one in people_of(case) if person is None or one["id"] != person["id"]]
    return case_page("person.html", case, tab="people", status=form.status, form=form, person=person, others=named(others))
