"""Entrypoints of cases: which request leads to which action or query. Timers act as the service itself."""

from typing import Any
from uuid import UUID

from chassis import behalf
from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, reapplies, rpc, timer
from chassis.storage import Transaction
from services.cases import schemas
from services.cases.actions import cases, checks, clearances, consent, incidents, notes, parties, stages
from services.cases.queries import cases as case_queries
from services.cases.queries import checks as check_queries
from services.cases.queries import incidents as incident_queries
from services.cases.queries import people, work

Request = dict[str, Any]
Target = dict[str, UUID]


class Intake(Service):
    """Cases, their team and their stages."""

    @rpc(schemas.OpenCase, returns=schemas.CaseView, then="get_case")
    def open_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Take a case in; the opener leads it."""
        return {"case_id": cases.open_case(tx, viewer, **request, now=self.now())}

    @rpc(schemas.AmendCase, returns=schemas.CaseView, then="get_case")
    def amend_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Change what is known of a case."""
        cases.amend_case(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.SetTeam, returns=schemas.CaseView, then="get_case")
    def set_team(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Say who works on a case and therefore sees it."""
        cases.set_team(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.AcceptCase, returns=schemas.CaseView, then="get_case")
    def accept_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """intake → open."""
        stages.accept_case(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.DeclineCase, returns=schemas.CaseView, then="get_case")
    def decline_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """intake → declined."""
        stages.decline_case(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.HoldCase, returns=schemas.CaseView, then="get_case")
    def hold_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """open → on_hold."""
        stages.hold_case(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.ResumeCase, returns=schemas.CaseView, then="get_case")
    def resume_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """on_hold → open."""
        stages.resume_case(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.CloseCase, returns=schemas.CaseView, then="get_case")
    def close_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """open or on_hold → closing."""
        stages.close_case(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.ApproveClosing, returns=schemas.CaseView, then="get_case")
    def approve_closing(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """closing → closed, by somebody else."""
        stages.approve_closing(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.ReopenCase, returns=schemas.CaseView, then="get_case")
    def reopen_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """closing or closed → open."""
        stages.reopen_case(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.ArchiveCase, returns=schemas.CaseView, then="get_case")
    def archive_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """closed → archived."""
        stages.archive_case(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.GetCase, returns=schemas.CaseView)
    def get_case(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """One case, by its own id or the one it is known by outside."""
        return case_queries.case_view(tx, viewer, request["case_id"], now=self.now())

    @rpc(schemas.ListCases, returns=schemas.CaseList)
    def list_cases(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """The cases in sight, by their last change."""
        return case_queries.list_cases(tx, viewer, **request, now=self.now())

    @rpc(schemas.MyDay, returns=schemas.MyDayView)
    def my_day(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """What waits for the viewer in their cases."""
        return work.my_day(tx, viewer, **request, now=self.now())

    @timer("review_case")
    def review_case(self, tx: Transaction, viewer: Viewer, args: Request) -> None:
        """Note that a case is due for review."""
        cases.review_case(tx, viewer, case_id=UUID(args["case_id"]), now=self.now())


class Facts(Service):
    """People and what happened to them."""

    @rpc(schemas.AddParty, returns=schemas.PartyView, then="get_party")
    def add_party(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Add a person to a case."""
        party_id = parties.add_party(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"], "party_id": party_id}

    @rpc(schemas.AddIncident, returns=schemas.IncidentView, then="get_incident")
    def add_incident(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Add what happened, with its acts."""
        incident_id = incidents.add_incident(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"], "incident_id": incident_id}

    @rpc(schemas.AddNote, returns=schemas.NoteView, then="get_note")
    def add_note(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Write something down for the team."""
        note_id = notes.add_note(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"], "note_id": note_id}

    @rpc(schemas.AmendParty, returns=schemas.PartyView, then="get_party")
    def amend_party(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Change what is held on a person."""
        parties.amend_party(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"], "party_id": request["party_id"]}

    @rpc(schemas.AmendIncident, returns=schemas.IncidentView, then="get_incident")
    def amend_incident(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Change what is known of an incident."""
        incidents.amend_incident(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"], "incident_id": request["incident_id"]}

    @rpc(schemas.GetParty, returns=schemas.PartyView)
    def get_party(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """One person of a case."""
        return people.party_view(tx, viewer, **request, now=self.now())

    @rpc(schemas.ListParties, returns=schemas.PartyList)
    def list_parties(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """The people of a case."""
        return people.list_parties(tx, viewer, **request, now=self.now())

    @rpc(schemas.FindPeople, returns=schemas.PersonList)
    def find_people(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """People by the words of their names, in cases in sight."""
        return people.find_people(tx, viewer, **request, now=self.now())

    @rpc(schemas.GetIncident, returns=schemas.IncidentView)
    def get_incident(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """One incident with its acts."""
        return incident_queries.incident_view(tx, viewer, **request, now=self.now())

    @rpc(schemas.ListIncidents, returns=schemas.IncidentList)
    def list_incidents(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """What happened, earliest first."""
        return incident_queries.list_incidents(tx, viewer, **request, now=self.now())

    @rpc(schemas.GetNote, returns=schemas.NoteView)
    def get_note(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """One note."""
        return work.note_view(tx, viewer, **request, now=self.now())

    @rpc(schemas.ListNotes, returns=schemas.NoteList)
    def list_notes(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Notes, newest first."""
        return work.list_notes(tx, viewer, **request, now=self.now())

    @rpc(schemas.ListTimeline, returns=schemas.TimelineList)
    def list_timeline(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """What was done to a case, newest first."""
        return work.list_timeline(tx, viewer, **request, now=self.now())


class Guard(Service):
    """The checks, consent, and the clearances that rest on them."""

    @rpc(schemas.RecordMandate, returns=schemas.ChecksView, then="list_checks")
    def record_mandate(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Say whether the case falls within the mandate."""
        checks.record_mandate(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.RecordVerification, returns=schemas.ChecksView, then="list_checks")
    def record_verification(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Say how sure the facts are."""
        checks.record_verification(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.RecordRisk, returns=schemas.ChecksView, then="list_checks")
    def record_risk(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Assess the risk."""
        checks.record_risk(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.ApproveRisk, returns=schemas.ChecksView, then="list_checks")
    def approve_risk(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Approve the newest risk assessment of somebody else."""
        checks.approve_risk(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.RecordConsent, returns=schemas.ConsentList, then="list_consents")
    def record_consent(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Record what a subject answered."""
        consent.record_consent(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.WithdrawConsent, returns=schemas.ConsentList, then="list_consents")
    def withdraw_consent(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Withdraw consent; what rests on it is recalled."""
        consent.withdraw_consent(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.AddInstruction, returns=schemas.InstructionList, then="list_instructions")
    def add_instruction(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """Keep what a subject told us to do or not to do."""
        consent.add_instruction(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.EndInstruction, returns=schemas.InstructionList, then="list_instructions")
    def end_instruction(self, tx: Transaction, viewer: Viewer, request: Request) -> Target:
        """End an instruction."""
        consent.end_instruction(tx, viewer, **request, now=self.now())
        return {"case_id": request["case_id"]}

    @rpc(schemas.ListChecks, returns=schemas.ChecksView)
    def list_checks(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Where the checks stand, and what is missing for a purpose."""
        return check_queries.list_checks(tx, viewer, **request, now=self.now())

    @rpc(schemas.ListVerifications, returns=schemas.VerificationList)
    def list_verifications(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Every verification, newest first."""
        return check_queries.list_verifications(tx, viewer, **request, now=self.now())

    @rpc(schemas.ListRisks, returns=schemas.RiskList)
    def list_risks(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Every risk assessment, newest first."""
        return check_queries.list_risks(tx, viewer, **request, now=self.now())

    @rpc(schemas.ListConsents, returns=schemas.ConsentList)
    def list_consents(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Consent as it stands, or as it ever was."""
        return check_queries.list_consents(tx, viewer, **request, now=self.now())

    @rpc(schemas.ListInstructions, returns=schemas.InstructionList)
    def list_instructions(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Instructions, newest first."""
        return check_queries.list_instructions(tx, viewer, **request, now=self.now())

    @rpc(schemas.ListClearances, returns=schemas.ClearanceList)
    def list_clearances(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Clearances, newest first."""
        return check_queries.list_clearances(tx, viewer, **request, now=self.now())

    @rpc(schemas.Clear, returns=schemas.ClearanceView, writes=True, for_services=True)
    def clear(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Target, Any]:
        """Leave for a service to do one thing with a case, seen through the eyes of whom it acts for."""
        somebody = behalf.viewer_of(request.pop("on_behalf_of"), self.keyring.public, self.now())
        row = clearances.clear(tx, somebody, **request, service=viewer.name, now=self.now())
        return {"clearance_id": row["id"]}, check_queries.clearance_view(row)

    @rpc(behalf.ListSeen, returns=behalf.SeenView, for_services=True)
    def list_seen_cases(self, tx: Transaction, viewer: Viewer, request: Request) -> Any:
        """Which of these cases somebody sees, for a service that links to them."""
        somebody = behalf.viewer_of(request["on_behalf_of"], self.keyring.public, self.now())
        return {"ids": case_queries.seen_among(tx, somebody, request["ids"], now=self.now())}

    @reapplies("consent.ended")
    def end_consent_again(self, tx: Transaction, viewer: Viewer, entry: Request) -> bool:
        """End a consent that ended before the database was put back."""
        return consent.end_consent_again(tx, viewer, entry=entry, now=self.now())

    @reapplies("instruction.added")
    def instruct_again(self, tx: Transaction, viewer: Viewer, entry: Request) -> bool:
        """Keep an instruction that was given before the database was put back."""
        return consent.instruct_again(tx, viewer, entry=entry, now=self.now())

    @reapplies("clearance.revoked")
    def revoke_again(self, tx: Transaction, _viewer: Viewer, entry: Request) -> bool:
        """Revoke a clearance that was revoked before the database was put back."""
        return clearances.revoke_again(tx, clearance_id=UUID(entry["id"]), consent_version=entry["consent_version"], now=self.now())

    @timer("expire_consents")
    def expire_consents(self, tx: Transaction, viewer: Viewer, args: Request) -> None:
        """Let consent that has run out be expired."""
        consent.expire_consents(tx, viewer, case_id=UUID(args["case_id"]), now=self.now())

    @timer("expire_risk")
    def expire_risk(self, tx: Transaction, viewer: Viewer, args: Request) -> None:
        """Note that a risk assessment has run out."""
        checks.expire_risk(tx, viewer, case_id=UUID(args["case_id"]), risk_id=UUID(args["risk_id"]), now=self.now())


class CasesService(Intake, Facts, Guard, name="cases"):
    """Owns cases: people, what happened, what was checked, consent and what rests on it."""
