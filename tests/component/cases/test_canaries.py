"""What is guarded is found in clear nowhere: no dump, no file, no message, no log, no error."""

import logging

from chassis.schemas import field_classes
from services.cases import schemas
from tests.component.cases.conftest import OFFICER
from tests.support.canaries import Canaries


def plant(site, canary):
    """Fill every guarded field there is of every request."""
    case = site.open_case(summary=canary("OpenCase.summary"), subject_name=canary("OpenCase.subject_name"))
    case_id, subject = case["id"], case["subjects"][0]["id"]
    texts = {"summary": canary("AmendCase.summary"), "shareable_summary": canary("AmendCase.shareable_summary")}
    site.call("amend_case", OFFICER, case_id=case_id, version=case["version"], **texts)
    person = {
        "name": canary("AddParty.name"),
        "other_names": [canary("AddParty.other_names")],
        "bar_association": canary("AddParty.bar_association"),
        "note": canary("AddParty.note"),
        "contacts": [
            {"kind": "phone", "value": canary("AddParty.contacts"), "hours": canary("contact.hours"), "code_word": canary("contact.word")}
        ],
    }
    party = site.call("add_party", OFFICER, case_id=case_id, role="relative", **person)
    person = {
        "name": canary("AmendParty.name"),
        "other_names": [canary("AmendParty.other_names")],
        "bar_association": canary("AmendParty.bar_association"),
        "note": canary("AmendParty.note"),
        "contacts": [{"kind": "email", "value": canary("AmendParty.contacts")}],
    }
    site.call("amend_party", OFFICER, case_id=case_id, party_id=party["id"], version=1, **person)
    act = {"type": "threat", "stated_reason": canary("act.stated_reason"), "description": canary("act.description")}
    dates = {"from": "2026-03-01", "to": "2026-03-31", "precision": "day_unknown", "note": canary("dates.note")}
    texts = {name: canary(f"AddIncident.{name}") for name in ("title", "place", "description")}
    incident = site.call("add_incident", OFFICER, case_id=case_id, dates=dates, acts=[{**act, "dates": dates}], **texts)
    texts = {name: canary(f"AmendIncident.{name}") for name in ("title", "place", "description")}
    site.call("amend_incident", OFFICER, case_id=case_id, incident_id=incident["id"], version=1, **texts)
    site.call("record_mandate", OFFICER, case_id=case_id, within=True, reason=canary("RecordMandate.reason"))
    sources = {name: canary(f"RecordVerification.{name}") for name in ("method", "sources")}
    site.call("record_verification", OFFICER, case_id=case_id, status="likely", **sources)
    fields = ("trigger", "threats", "vulnerabilities", "capacities", "harm_of_action", "measures")
    site.record_risk(case, **{name: canary(f"RecordRisk.{name}") for name in fields})
    answer = {name: canary(f"RecordConsent.{name}") for name in ("method", "evidence", "conditions")}
    site.record_consent(case, **answer)
    instruction = {"kind": "do", "text": canary("AddInstruction.text")}
    site.call("add_instruction", OFFICER, case_id=case_id, party_id=subject, **instruction)
    site.call("add_note", OFFICER, case_id=case_id, body=canary("AddNote.body"))
    site.call("find_people", OFFICER, name=canary("FindPeople.name"))
    version = site.call("get_case", OFFICER, case_id=case_id)["version"]
    version = site.call("accept_case", OFFICER, case_id=case_id, version=version)["version"]
    site.call("hold_case", OFFICER, case_id=case_id, version=version, reason=canary("HoldCase.reason"))
    site.call("withdraw_consent", OFFICER, case_id=case_id, purposes=["media"])


def test_what_is_guarded_is_found_in_no_dump_file_message_or_log(site, caplog, tmp_path):
    canary = Canaries()
    with caplog.at_level(logging.DEBUG):
        plant(site, canary)
    assert canary.found_in_database(site.database) == []
    assert canary.found_in_files(tmp_path) == []
    assert canary.found_in(caplog.text) == []


def test_every_guarded_field_of_every_request_has_its_canary(site):
    canary = Canaries()
    plant(site, canary)
    requests = [getattr(schemas, name) for name in schemas.__all__ if not name.endswith(("View", "List", "Item"))]
    guarded = {f"{request.__name__}.{name}" for request in requests for name, class_ in field_classes(request).items() if class_ != "open"}
    signed = {"Clear.on_behalf_of"}  # a context: no words of anybody stand in it
    assert guarded - signed - set(canary.planted) == set()
