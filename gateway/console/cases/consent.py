"""Consent and risk on one page; recording and withdrawing consent, and what the lawyer told us to do or not to do."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import request

from chassis.client import Call
from chassis.errors import HavanaError, Unavailable
from chassis.vocabularies import vocabulary
from gateway import calls
from gateway.console import shown
from gateway.console.cases.blueprint import MOST_PEOPLE, blueprint, case_of, case_page, named, people_of
from gateway.console.form import Form
from gateway.console.page import Answer, go, needs
from gateway.console.words.alerts import WITHDRAW
from gateway.languages import gettext, ngettext
from services.cases import schemas

MOST_ROWS = 200
CONFIRMATION = "confirmation"
EVERYTHING = "everything"
"""The choice that stands for every purpose for which consent is given."""
WITHDRAWN = "withdrawn"


@blueprint.get("/<uuid:case_id>/consent")
@needs("case", "read")
def consent(case_id: UUID) -> Answer:
    """Show every answer of every subject, the instructions, and the checks beside them."""
    case = case_of(case_id)
    about = {"case_id": case["id"]}
    found = answered(
        {
            "people": Call("cases", "list_parties", {**about, "limit": MOST_PEOPLE}),
            "checks": Call("cases", "list_checks", about),
            "instructions": Call("cases", "list_instructions", {**about, "limit": MOST_ROWS}),
            "clearances": Call("cases", "list_clearances", {**about, "limit": MOST_ROWS}),
        }
    )
    people = found["people"]["items"]
    return case_page(
        "consent.html",
        case,
        tab="consent",
        names=dict(named(people)),
        subjects=[one for one in people if one["role"] == "subject"],
        answers={(one["party_id"], one["purpose"]): one for one in found["checks"]["consents"]},
        checks=found["checks"],
        instructions=found["instructions"]["items"],
        clearances=found["clearances"]["items"],
        recalled=_recalled(found["clearances"]["items"]),
    )


def _recalled(clearances: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what rested on the consent that was just withdrawn and does not stand any more: what the address names."""
    named = request.args.getlist("recalled")
    ended = {one["for_record"]["id"]: one for one in clearances if one["state"] == "revoked"}
    return [ended[record] for record in named if record in ended]


def answered(questions: Mapping[str, Call]) -> dict[str, Any]:
    """Return the answers to questions that a page cannot do without; raises what one of them raised."""
    found = {}
    for name, answer in calls.ask_together(questions).items():
        if isinstance(answer, HavanaError):
            raise answer
        found[name] = answer
    return found


@blueprint.get("/<uuid:case_id>/consent/history")
@needs("case", "read")
def history(case_id: UUID) -> Answer:
    """Show every answer, verification and assessment there ever was, newest first."""
    case = case_of(case_id)
    about = {"case_id": case["id"], "limit": MOST_ROWS}
    found = answered(
        {
            "people": Call("cases", "list_parties", about),
            "consents": Call("cases", "list_consents", {**about, "history": True}),
            "verifications": Call("cases", "list_verifications", about),
            "risks": Call("cases", "list_risks", about),
        }
    )
    names = dict(named(found["people"]["items"]))
    return case_page(
        "history.html", case, tab="consent", names=names, **{name: found[name] for name in ("consents", "verifications", "risks")}
    )


@blueprint.route("/<uuid:case_id>/consent/record", methods=["GET", "POST"])
@needs("case", "consent")
def record_consent(case_id: UUID) -> Answer:
    """Record what a subject answered, for one purpose or several."""
    case = case_of(case_id)
    people = people_of(case)
    form = Form(schemas.RecordConsent, initial=_before(case, people))
    more: dict[str, Any] = (
        {} if form.value("audience.kind") == "group" else {"audience": {"kind": form.value("audience.kind"), "groups": []}}
    )
    if form.is_sent and form.send("cases", "record_consent", case_id=case["id"], **more) is not None:
        return go("console.cases.consent", case_id=case["id"], done="consent-recorded")
    speakers = named(people, "subject", "representative", "relative")
    return case_page(
        "record_consent.html",
        case,
        tab="consent",
        status=form.status,
        form=form,
        subjects=named(people, "subject"),
        speakers=speakers,
        groups=shown.groups(),
    )


def _before(case: Mapping[str, Any], people: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the form begins with: whom and what the address names, within the limits that were given before."""
    subjects = [one["id"] for one in people if one["role"] == "subject"]
    party_id = request.args.get("party_id") or (subjects[0] if len(subjects) == 1 else "")
    purpose = request.args.get("purpose", "")
    begun = {"party_id": party_id, "purposes": [purpose], "audience": {"kind": "organisation"}, "identifiability": "anonymous"}
    if party_id not in subjects or purpose not in vocabulary("purposes"):
        return begun
    consents = calls.call("cases", "list_consents", {"case_id": case["id"], "party_id": party_id})["items"]
    held: dict[str, Any] = next((one for one in consents if one["purpose"] == purpose), {})
    return {**begun, **{name: held[name] for name in ("audience", "identifiability", "conditions") if name in held}}


@blueprint.route("/<uuid:case_id>/consent/withdraw", methods=["GET", "POST"])
@needs("case", "consent")
def withdraw_consent(case_id: UUID) -> Answer:
    """Say what is recalled and what cannot be, ask for the word, withdraw."""
    case = case_of(case_id)
    given = _given(case)
    alerts = _alerts(case)
    resting = _resting(case, alerts or [])
    chosen = {"purposes": request.args.getlist("purpose"), "party_id": request.args.get("party_id")}
    form = Form(schemas.WithdrawConsent, initial=chosen)
    if form.is_sent:
        form.confirm(CONFIRMATION, gettext(WITHDRAW))
        ended = given if EVERYTHING in form.values("purposes") else form.values("purposes")
        if form.send("cases", "withdraw_consent", case_id=case["id"], purposes=[purpose for purpose in ended if purpose]) is not None:
            recalled = sorted({record for purpose in ended for record in resting.get(purpose, ())})
            return go("console.cases.consent", case_id=case["id"], done="consent-withdrawn", recalled=recalled)
    return case_page(
        "withdraw_consent.html",
        case,
        tab="consent",
        status=form.status,
        form=form,
        word=WITHDRAW,
        everything=EVERYTHING,
        purposes=[pair for pair in shown.terms("purposes") if pair[0] in given],
        notes={purpose: _disappear(len(records)) for purpose, records in resting.items()},
        subjects=named(people_of(case), "subject"),
        alerts=None if alerts is None else [one for one in alerts if one["published_at"] and one["state"] != WITHDRAWN],
    )


def _given(case: Mapping[str, Any]) -> list[str]:
    """Return the purposes for which somebody of the case has agreed."""
    answers = calls.call("cases", "list_consents", {"case_id": case["id"], "limit": MOST_ROWS})["items"]
    return sorted({one["purpose"] for one in answers if one["state"] == "given"})


def _alerts(case: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return the alerts of the case; None if alerts do not answer."""
    try:
        found: list[dict[str, Any]] = calls.call("alerts", "list_alerts", {"case_id": case["id"], "limit": MOST_ROWS})["items"]
    except Unavailable:
        return None
    return found


def _resting(case: Mapping[str, Any], alerts: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Return the published alerts that rest on each purpose, those too that the reader may not open, without those withdrawn by hand."""
    clearances = calls.call("cases", "list_clearances", {"case_id": case["id"], "limit": MOST_ROWS})["items"]
    gone = {one["id"] for one in alerts if one["state"] == WITHDRAWN}
    found: dict[str, set[str]] = {}
    for one in clearances:
        if one["state"] == "open" and one["for_record"]["id"] not in gone:
            found.setdefault(one["purpose"], set()).add(one["for_record"]["id"])
    return found


def _disappear(number: int) -> str:
    return ngettext("{number} published alert disappears", "{number} published alerts disappear", number)


@blueprint.route("/<uuid:case_id>/instructions/new", methods=["GET", "POST"])
@needs("case", "consent")
def add_instruction(case_id: UUID) -> Answer:
    """Keep what a subject told us to do or not to do."""
    case = case_of(case_id)
    people = people_of(case)
    subjects = named(people, "subject")
    form = Form(schemas.AddInstruction, initial={"party_id": subjects[0][0] if len(subjects) == 1 else ""})
    if form.is_sent and form.send("cases", "add_instruction", case_id=case["id"]) is not None:
        return go("console.cases.consent", case_id=case["id"], done="instruction-added")
    return case_page("instruction.html", case, tab="consent", status=form.status, form=form, subjects=subjects, groups=shown.groups())


@blueprint.route("/<uuid:case_id>/instructions/<uuid:instruction_id>/end", methods=["GET", "POST"])
@needs("case", "consent")
def end_instruction(case_id: UUID, instruction_id: UUID) -> Answer:
    """Show the instruction once more and end it."""
    case = case_of(case_id)
    form = Form(schemas.EndInstruction)
    if form.is_sent and form.send("cases", "end_instruction", case_id=case["id"], instruction_id=str(instruction_id)) is not None:
        return go("console.cases.consent", case_id=case["id"], done="instruction-ended")
    found = calls.call("cases", "list_instructions", {"case_id": case["id"], "limit": MOST_ROWS})["items"]
    instruction = next((one for one in found if one["id"] == str(instruction_id)), None)
    names = dict(named(people_of(case)))
    return case_page("end_instruction.html", case, tab="consent", status=form.status, form=form, instruction=instruction, names=names)
