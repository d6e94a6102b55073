"""Changing what a case says of itself, and who works on it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request

from gateway import calls
from gateway.console.cases.blueprint import blueprint, case_of, case_page, named
from gateway.console.cases.code_name import is_asked_about
from gateway.console.form import Form
from gateway.console.names import names_of
from gateway.console.page import Answer, Who, go, needs
from services.cases import schemas

MOST_MEMBERS = 200


@blueprint.route("/<uuid:case_id>/amend", methods=["GET", "POST"])
@needs("case", "amend")
def amend_case(case_id: UUID) -> Answer:
    """Change the case."""
    case = case_of(case_id)
    form = Form(schemas.AmendCase, initial=case)
    is_changed = form.value("title") != case["title"]
    tells = is_changed and is_asked_about(form, names_of(case)) and form.is_right(case_id=case["id"])
    if form.is_sent and not tells and form.send("cases", "amend_case", stored=case, case_id=case["id"]) is not None:
        return go("console.cases.case", case_id=case["id"], done="saved")
    form.meet(case)
    return case_page("amend.html", case, tab="overview", status=form.status, form=form, tells_a_name=tells)


@blueprint.route("/<uuid:case_id>/team", methods=["GET", "POST"])
@needs("case", "amend")
def team(case_id: UUID) -> Answer:
    """Choose who works on the case; first shows who gains and who loses sight, then saves."""
    case = case_of(case_id)
    members = _members(case)
    form = Form(schemas.SetTeam, initial={"version": case["version"], "lead": case["lead"], "members": case["team"]})
    chosen = {form.value("lead"), *form.values("members")} - {""}
    is_looked_at = request.form.get("looked_at", "") == _mark(form, chosen)
    if form.is_sent and is_looked_at and (saved := form.send("cases", "set_team", case_id=case["id"])) is not None:
        leads_to = ("console.cases.case", {"case_id": case["id"]}) if saved else ("console.cases.list_cases", {})
        return go(leads_to[0], **leads_to[1], done="team-set")
    form.meet({**case, "members": case["team"]})
    preview = _preview(case, chosen, members) if form.is_sent else None
    return case_page(
        "team.html",
        case,
        tab="overview",
        status=form.status,
        form=form,
        options=named(members),
        preview=preview,
        looked_at=_mark(form, chosen),
    )


def _members(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return who may be in the team: active members whose roles read cases, and whoever is in it already."""
    found = calls.call("directory", "list_members", {"limit": MOST_MEMBERS})["items"]
    return [one for one in found if one["id"] in case["team"] or (one["state"] == "active" and Who(one).may("case", "read"))]


def _mark(form: Form, chosen: set[str]) -> str:
    """Return what the preview was of: this lead and these people, on top of this version."""
    return "|".join([form.value("version"), form.value("lead"), *sorted(chosen)])


def _sees_every_case(member: Mapping[str, Any]) -> bool:
    return "coordinator" in member["roles"]


def _preview(case: Mapping[str, Any], chosen: set[str], members: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return who gains and who loses sight of the case, and who leaves the team but sees it as a coordinator."""
    before = set(case["team"])
    gains = [one for one in members if one["id"] in chosen - before and not _sees_every_case(one)]
    leaves = [one for one in members if one["id"] in before - chosen]
    return {
        "gains": gains,
        "loses": [one for one in leaves if not _sees_every_case(one)],
        "keeps": [one for one in leaves if _sees_every_case(one)],
    }
