"""Cases and everything that belongs to one."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from chassis.client import Call
from gateway.api import including
from gateway.api.operation import Operation
from gateway.api.resource import Resource
from services.alerts import schemas as alerts
from services.cases import schemas
from services.library.schemas import plans, references

CASE = "/<uuid:case_id>"
PARTS = ("alerts", "timeline", "parties", "incidents", "checks", "plans", "works")

cases = Resource("cases", service="cases", description="People at risk, what happened to them, and what may be done with it.")
resources = (cases,)


class GetCaseWith(schemas.GetCase):
    """One case; `include` asks for more in the same answer."""

    include = fields.List(fields.String(validate=validate.OneOf(PARTS)), load_default=list)


class CaseWith(schemas.CaseView):
    """A case with the parts asked for; a part that did not come is null and named in `incomplete`."""

    alerts = fields.Nested(alerts.AlertList, allow_none=True)
    timeline = fields.Nested(schemas.TimelineList, allow_none=True)
    parties = fields.Nested(schemas.PartyList, allow_none=True)
    incidents = fields.Nested(schemas.IncidentList, allow_none=True)
    checks = fields.Nested(schemas.ChecksView, allow_none=True)
    plans = fields.Nested(plans.LinkedPlansView, allow_none=True)
    works = fields.Nested(references.ReferredWorksView, allow_none=True)
    incomplete = fields.List(fields.String())


def _case_with(question: dict[str, Any]) -> Response:
    case = {"case_id": question["case_id"]}
    parts = {
        "alerts": Call("alerts", "list_alerts", case),
        "timeline": Call("cases", "list_timeline", case),
        "parties": Call("cases", "list_parties", case),
        "incidents": Call("cases", "list_incidents", case),
        "checks": Call("cases", "list_checks", case),
        "plans": Call("library", "list_plans_of_case", case),
        "works": Call("library", "list_works_of_case", case),
    }
    return including.answer(Call("cases", "get_case", case), parts, wanted=question.get("include", []))


cases.add("GET", "", "list_cases", asks=schemas.ListCases, answers=schemas.CaseList, says="Cases you may see, newest change first.")
cases.add("POST", "", "open_case", asks=schemas.OpenCase, answers=schemas.CaseView, says="Take in a case.", status=201)
cases.serve(
    Operation(
        verb="GET",
        rule=CASE,
        service="cases",
        method="get_case",
        asks=GetCaseWith,
        answers=CaseWith,
        says="One case, with what `include` names.",
    ),
    _case_with,
)
cases.add("PATCH", CASE, "amend_case", asks=schemas.AmendCase, answers=schemas.CaseView, says="Change any part of a case.")
cases.add(
    "PUT", f"{CASE}/team", "set_team", asks=schemas.SetTeam, answers=schemas.CaseView, says="Say who works on the case and so sees it."
)
cases.add("POST", f"{CASE}/accept", "accept_case", asks=schemas.AcceptCase, answers=schemas.CaseView, says="intake → open.")
cases.add("POST", f"{CASE}/decline", "decline_case", asks=schemas.DeclineCase, answers=schemas.CaseView, says="intake → declined.")
cases.add("POST", f"{CASE}/hold", "hold_case", asks=schemas.HoldCase, answers=schemas.CaseView, says="open → on_hold.")
cases.add("POST", f"{CASE}/resume", "resume_case", asks=schemas.ResumeCase, answers=schemas.CaseView, says="on_hold → open.")
cases.add("POST", f"{CASE}/close", "close_case", asks=schemas.CloseCase, answers=schemas.CaseView, says="open or on_hold → closing.")
cases.add(
    "POST",
    f"{CASE}/approve-closing",
    "approve_closing",
    asks=schemas.ApproveClosing,
    answers=schemas.CaseView,
    says="closing → closed, by a second person.",
)
cases.add("POST", f"{CASE}/reopen", "reopen_case", asks=schemas.ReopenCase, answers=schemas.CaseView, says="closing or closed → open.")
cases.add("POST", f"{CASE}/archive", "archive_case", asks=schemas.ArchiveCase, answers=schemas.CaseView, says="closed → archived.")

cases.add("GET", f"{CASE}/parties", "list_parties", asks=schemas.ListParties, answers=schemas.PartyList, says="The people of a case.")
cases.add("POST", f"{CASE}/parties", "add_party", asks=schemas.AddParty, answers=schemas.PartyView, says="Add a person.", status=201)
cases.add(
    "GET", f"{CASE}/parties/<uuid:party_id>", "get_party", asks=schemas.GetParty, answers=schemas.PartyView, says="One person of a case."
)
cases.add(
    "PATCH",
    f"{CASE}/parties/<uuid:party_id>",
    "amend_party",
    asks=schemas.AmendParty,
    answers=schemas.PartyView,
    says="Change what is held on a person.",
)
# not GET: names do not belong into addresses, which logs and histories keep
cases.add(
    "POST",
    "/find-people",
    "find_people",
    asks=schemas.FindPeople,
    answers=schemas.PersonList,
    says="Find people by name in the cases you may see.",
)

cases.add(
    "GET",
    f"{CASE}/incidents",
    "list_incidents",
    asks=schemas.ListIncidents,
    answers=schemas.IncidentList,
    says="What happened, earliest first.",
)
cases.add(
    "POST",
    f"{CASE}/incidents",
    "add_incident",
    asks=schemas.AddIncident,
    answers=schemas.IncidentView,
    says="Add what happened.",
    status=201,
)
cases.add(
    "GET",
    f"{CASE}/incidents/<uuid:incident_id>",
    "get_incident",
    asks=schemas.GetIncident,
    answers=schemas.IncidentView,
    says="One incident.",
)
cases.add(
    "PATCH",
    f"{CASE}/incidents/<uuid:incident_id>",
    "amend_incident",
    asks=schemas.AmendIncident,
    answers=schemas.IncidentView,
    says="Change an incident.",
)

cases.add(
    "GET",
    f"{CASE}/checks",
    "list_checks",
    asks=schemas.ListChecks,
    answers=schemas.ChecksView,
    says="The four checks; with `purpose` also what is missing for it.",
)
cases.add(
    "PUT",
    f"{CASE}/mandate",
    "record_mandate",
    asks=schemas.RecordMandate,
    answers=schemas.ChecksView,
    says="Say whether the case falls within the mandate.",
)
cases.add(
    "GET",
    f"{CASE}/verifications",
    "list_verifications",
    asks=schemas.ListVerifications,
    answers=schemas.VerificationList,
    says="Every verification, newest first.",
)
cases.add(
    "POST",
    f"{CASE}/verifications",
    "record_verification",
    asks=schemas.RecordVerification,
    answers=schemas.ChecksView,
    says="Say how sure the facts are.",
)
cases.add(
    "GET",
    f"{CASE}/risk-assessments",
    "list_risks",
    asks=schemas.ListRisks,
    answers=schemas.RiskList,
    says="Every risk assessment, newest first.",
)
cases.add(
    "POST",
    f"{CASE}/risk-assessments",
    "record_risk",
    asks=schemas.RecordRisk,
    answers=schemas.ChecksView,
    says="Assess the risk of acting.",
)
cases.add(
    "POST",
    f"{CASE}/risk-assessments/<uuid:risk_id>/approve",
    "approve_risk",
    asks=schemas.ApproveRisk,
    answers=schemas.ChecksView,
    says="Approve a colleague's assessment.",
)

cases.add(
    "GET",
    f"{CASE}/consents",
    "list_consents",
    asks=schemas.ListConsents,
    answers=schemas.ConsentList,
    says="Consent as it stands, per subject and purpose.",
)
cases.add(
    "POST",
    f"{CASE}/consents",
    "record_consent",
    asks=schemas.RecordConsent,
    answers=schemas.ConsentList,
    says="Record what the lawyer agreed to or refused.",
)
cases.add(
    "POST",
    f"{CASE}/consents/withdraw",
    "withdraw_consent",
    asks=schemas.WithdrawConsent,
    answers=schemas.ConsentList,
    says="Withdraw consent; what rests on it is recalled.",
)
cases.add(
    "GET",
    f"{CASE}/instructions",
    "list_instructions",
    asks=schemas.ListInstructions,
    answers=schemas.InstructionList,
    says="What a subject told us to do or not.",
)
cases.add(
    "POST",
    f"{CASE}/instructions",
    "add_instruction",
    asks=schemas.AddInstruction,
    answers=schemas.InstructionList,
    says="Note an instruction.",
)
cases.add(
    "POST",
    f"{CASE}/instructions/<uuid:instruction_id>/end",
    "end_instruction",
    asks=schemas.EndInstruction,
    answers=schemas.InstructionList,
    says="It no longer holds.",
)
cases.add(
    "GET",
    f"{CASE}/clearances",
    "list_clearances",
    asks=schemas.ListClearances,
    answers=schemas.ClearanceList,
    says="What was cleared, newest first.",
)

cases.add("GET", f"{CASE}/notes", "list_notes", asks=schemas.ListNotes, answers=schemas.NoteList, says="Notes, newest first.")
cases.add(
    "POST",
    f"{CASE}/notes",
    "add_note",
    asks=schemas.AddNote,
    answers=schemas.NoteView,
    says="Write something down for the team.",
    status=201,
)
cases.add("GET", f"{CASE}/notes/<uuid:note_id>", "get_note", asks=schemas.GetNote, answers=schemas.NoteView, says="One note.")
cases.add(
    "GET",
    f"{CASE}/timeline",
    "list_timeline",
    asks=schemas.ListTimeline,
    answers=schemas.TimelineList,
    says="What was done to a case, newest first.",
)
