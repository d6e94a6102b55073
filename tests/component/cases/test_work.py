"""Notes, the timeline, the audit, and what waits for somebody."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from chassis.audit import audit
from chassis.errors import Invalid, NotFound
from tests.component.cases.conftest import COORDINATOR, OFFICER, OTHER_OFFICER, a_member
from tests.support.components import NOON


def test_notes_are_listed_newest_first(site):
    case = site.open_case()
    notes = [site.call("add_note", OFFICER, case_id=case["id"], body=f"Note {number}\nof two lines") for number in range(3)]
    assert site.call("list_notes", OFFICER, case_id=case["id"])["items"] == notes[::-1]
    assert notes[0]["author"] == str(OFFICER.membership)
    with pytest.raises(NotFound, match="no-such-note"):
        site.call("get_note", OFFICER, case_id=case["id"], note_id=str(uuid4()))


def test_the_timeline_tells_every_change_without_a_word_of_text(site):
    case = site.ready_case()
    site.call("add_note", OFFICER, case_id=case["id"], body="A long talk.")
    entries = site.call("list_timeline", OFFICER, case_id=case["id"])["items"]
    assert [entry["code"] for entry in entries] == [
        "add_note",
        "record_consent",
        "approve_risk",
        "record_risk",
        "record_verification",
        "record_mandate",
        "accept_case",
        "open_case",
    ]
    assert entries[1]["params"] == {"party_id": case["subjects"][0]["id"], "purposes": ["media"], "state": "given"}
    assert {entry["by"] for entry in entries} == {str(OFFICER.membership), str(COORDINATOR.membership)}


def audited(site):
    with site.database.reading() as tx:
        return [(row.action, row.actor, json.loads(row.body)["subjects"]) for row in tx.execute(select(audit).order_by(audit.c.id))]


def test_changes_and_reads_of_guarded_records_are_audited(site):
    case = site.open_case()
    before = len(audited(site))
    site.call("list_parties", COORDINATOR, case_id=case["id"])
    site.call("add_note", OFFICER, case_id=case["id"], body="Seen.")
    lines = audited(site)[before:]
    assert [(action, actor) for action, actor, _ in lines][:2] == [("party.list", COORDINATOR.key), ("case.add_note", OFFICER.key)]
    assert lines[0][2] == [case["id"]]


def test_a_hidden_case_leaves_no_line_that_it_was_read(site):
    case = site.open_case()
    before = audited(site)
    with pytest.raises(NotFound):
        site.call("get_case", OTHER_OFFICER, case_id=case["id"])
    assert audited(site) == before


def day(site, viewer, **asked):
    return [(item["code"], item["due_at"][:10]) for item in site.call("my_day", viewer, **asked)["items"]]


def test_what_expires_and_what_is_due_waits_soonest_first(site):
    case = site.ready_case(consents={"expires_at": "2026-03-12T00:00:00Z"})
    site.call("amend_case", OFFICER, case_id=case["id"], version=case["version"], next_review_at="2026-03-08T09:00:00Z")
    assert day(site, OFFICER, days=14) == [("review_due", "2026-03-08"), ("consent_expiring", "2026-03-12")]
    assert day(site, OFFICER, days=90) == [
        ("review_due", "2026-03-08"),
        ("consent_expiring", "2026-03-12"),
        ("risk_expiring", "2026-04-04"),
    ]
    assert day(site, OFFICER, days=1) == []
    assert day(site, OTHER_OFFICER, days=90) == []


def test_a_case_in_intake_waits_for_who_leads_it_until_it_is_taken_on(site):
    case = site.open_case()
    assert day(site, OFFICER) == [("intake", "2026-03-05")]
    assert day(site, COORDINATOR) == []
    site.call("accept_case", OFFICER, case_id=case["id"], version=case["version"])
    assert day(site, OFFICER) == []


def test_who_may_approve_finds_it_waiting_and_who_made_it_does_not(site):
    first, second = site.open_case(), site.open_case(COORDINATOR)
    site.record_risk(first)
    site.record_risk(second, COORDINATOR)
    case = site.call("accept_case", COORDINATOR, case_id=second["id"], version=second["version"] + 1)
    site.call("close_case", COORDINATOR, case_id=case["id"], version=case["version"], outcome="released", retain_until="2036-01-01")
    assert day(site, COORDINATOR) == [("risk_to_approve", "2026-03-05")]
    assert sorted(day(site, a_member("coordinator"))) == [
        ("closing_to_approve", "2026-03-05"),
        ("risk_to_approve", "2026-03-05"),
        ("risk_to_approve", "2026-03-05"),
    ]
    assert day(site, OFFICER) == [("intake", "2026-03-05")]


def test_a_review_comes_by_timer_and_is_planned_once(site):
    case = site.open_case()
    for version, due_at in ((1, "2026-04-01T00:00:00Z"), (2, "2026-05-01T00:00:00Z")):
        site.call("amend_case", OFFICER, case_id=case["id"], version=version, next_review_at=due_at)
    assert site.timers() == {("review_case", "2026-05-01")}
    site.now = NOON + timedelta(days=60)
    site.run_timer("review_case", case_id=case["id"])
    assert site.call("list_timeline", OFFICER, case_id=case["id"])["items"][0]["code"] == "review_case"
    site.call("amend_case", OFFICER, case_id=case["id"], version=4, next_review_at=None)
    assert site.timers() == set()


def test_a_cursor_of_one_case_fits_no_other(site):
    case, other = site.open_case(), site.open_case()
    for number in range(2):
        site.call("add_note", OFFICER, case_id=case["id"], body=f"Note {number}")
    cursor = site.call("list_notes", OFFICER, case_id=case["id"], limit=1)["next"]
    assert [note["body"] for note in site.call("list_notes", OFFICER, case_id=case["id"], cursor=cursor)["items"]] == ["Note 0"]
    with pytest.raises(Invalid, match="wrong-cursor"):
        site.call("list_notes", OFFICER, case_id=other["id"], cursor=cursor)
