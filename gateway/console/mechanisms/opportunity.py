"""One opportunity: what it is, what each source says of its date, and the steps that are left."""

from typing import Any
from uuid import UUID

from flask import request

from gateway import calls
from gateway.console.form import Form, id_of
from gateway.console.mechanisms.blueprint import blueprint, calendar_page, mechanisms, meet_version, named_forms, sessions_of, status_of
from gateway.console.more_languages import COMES_BACK, add_language
from gateway.console.page import Answer, go, needs, who
from gateway.console.words import say
from gateway.languages import language
from services.library.schemas import mechanisms as schemas
from services.library.schemas.plans import MakePlan

STEPS = {"publish": schemas.PublishOpportunity, "withdraw": schemas.WithdrawOpportunity, "decide": schemas.DecideNotice}
METHODS = {"publish": "publish_opportunity", "withdraw": "withdraw_opportunity", "decide": "decide_notice"}
DONE = {"publish": "opportunity-published", "withdraw": "opportunity-withdrawn", "decide": "notice-decided"}
USUAL = {"due.certainty": "confirmed", "due.precision": "date_only", "due.tzid": "Europe/Zurich"}
OWN = "full"


def opportunity_of(opportunity_id: UUID) -> dict[str, Any]:
    """Return the opportunity as the reader may see it. NotFound."""
    found: dict[str, Any] = calls.call("library", "get_opportunity", {"opportunity_id": str(opportunity_id)})
    return found


@blueprint.route("/opportunities/<uuid:opportunity_id>", methods=["GET", "POST"])
@needs("opportunity", "read")
def opportunity(opportunity_id: UUID) -> Answer:
    """Show one opportunity with its sources side by side, and take the steps that need no page of their own."""
    found = opportunity_of(opportunity_id)
    forms = named_forms(found, STEPS)
    notice = Form(schemas.RecordNotice, name="notice", initial={"version": found["version"], "due": _said(found["due"])})
    plan = Form(MakePlan, name="plan")
    for name, form in forms.items():
        if form.is_sent and _step(name, form, found):
            return go("console.mechanisms.opportunity", opportunity_id=found["id"], done=DONE[name])
        meet_version(form, found["version"])
    if notice.is_sent and notice.done("library", "record_notice", opportunity_id=found["id"]):
        return go("console.mechanisms.opportunity", opportunity_id=found["id"], done="notice-recorded")
    meet_version(notice, found["version"])
    if plan.is_sent and (made := plan.send("library", "make_plan", opportunity_id=found["id"])) is not None:
        return go("console.mechanisms.plan", plan_id=id_of(made), done="plan-made")
    every = [*forms.values(), notice, plan]
    return calendar_page(
        "opportunity.html", status=status_of(every), found=found, forms=forms, notice=notice, plan=plan, plans=_plans(found)
    )


def _step(name: str, form: Form, found: dict[str, Any]) -> bool:
    if name == "withdraw":
        form.confirm("confirmation", say("confirm", "opportunity"))
    return form.done("library", METHODS[name], opportunity_id=found["id"])


def _plans(found: dict[str, Any]) -> list[dict[str, Any]]:
    if not who().may("plan", "read"):
        return []
    return list(calls.call("library", "list_plans", {"opportunity_id": found["id"]})["items"])


def _said(due: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in the fields of a date."""
    return {name: due[name] for name in ("precision", "certainty", "tzid", "date", "time", "month", "days_before_session")}


@blueprint.route("/opportunities/new", methods=["GET", "POST"])
@needs("opportunity", "create")
def new_opportunity() -> Answer:
    """Add an opportunity of a mechanism that was chosen before."""
    mechanism_id = request.args.get("mechanism_id", "")
    form = Form(schemas.AddOpportunity, initial={"texts": _empty_texts(), "due": _usual(), "mechanism_id": mechanism_id})
    if form.is_sent and not _comes_back(form) and (made := form.send("library", "add_opportunity")) is not None:
        return go("console.mechanisms.opportunity", opportunity_id=id_of(made), done="opportunity-added")
    chosen = form.value("mechanism_id") or mechanism_id
    return calendar_page(
        "new_opportunity.html",
        status=form.status,
        form=form,
        mechanisms=mechanisms(),
        chosen=chosen,
        sessions=sessions_of(chosen) if chosen else [],
        tags=form.parts("texts"),
    )


def _usual() -> dict[str, str]:
    return {name.removeprefix("due."): value for name, value in USUAL.items()}


def _empty_texts() -> dict[str, Any]:
    return {tag: {"title": "", "summary": ""} for tag in dict.fromkeys([language(), "en"])}


def _comes_back(form: Form) -> bool:
    if not request.form.get(COMES_BACK):
        return False
    add_language(form, "title")
    return True


@blueprint.route("/opportunities/<uuid:opportunity_id>/amend", methods=["GET", "POST"])
@needs("opportunity", "amend")
def amend_opportunity(opportunity_id: UUID) -> Answer:
    """Change what an opportunity is; its date is changed by what a source says."""
    found = opportunity_of(opportunity_id)
    form = Form(schemas.AmendOpportunity, initial=_held(found))
    if not form.is_sent and "amend" not in found.get("steps", ()):
        return go("console.mechanisms.opportunity", opportunity_id=found["id"])
    changes = form.is_sent and not _comes_back(form)
    if changes and form.send("library", "amend_opportunity", stored=_held(found), opportunity_id=found["id"]) is not None:
        return go("console.mechanisms.opportunity", opportunity_id=found["id"], done="saved")
    form.meet(_held(found))
    return calendar_page(
        "amend_opportunity.html",
        status=form.status,
        found=found,
        form=form,
        sessions=sessions_of(found["mechanism"]["id"]),
        tags=form.parts("texts"),
    )


def _held(found: dict[str, Any]) -> dict[str, Any]:
    kept = {name: found[name] for name in ("version", "kind", "country", "texts", "requirements")}
    return {**kept, "session_id": found["session"]["id"] if found["session"] else None}
