"""A database of cases that was put back does not hold again what a subject took back since."""

from datetime import timedelta

import pytest

from chassis.errors import Conflict
from tests.component.cases.conftest import OFFICER
from tests.support.components import NOON
from tests.support.restoring import Backup


def consents(site, case):
    items = site.call("list_consents", OFFICER, case_id=case["id"])["items"]
    return {one["purpose"]: (one["state"], one["recorded_at"]) for one in items}


def clearances(site, case):
    return [(one["id"], one["state"]) for one in site.call("list_clearances", OFFICER, case_id=case["id"])["items"]]


def instruct(site, case, **changes):
    given = {"party_id": case["subjects"][0]["id"], "kind": "do_not", "text": "No newspapers.", "purposes": ["media"]}
    site.call("add_instruction", OFFICER, case_id=case["id"], **{**given, **changes})


def test_consent_that_was_withdrawn_stays_withdrawn_and_what_rested_on_it_is_revoked(site):
    case = site.ready_case()
    clearance = site.clear(case)
    backup = Backup(site.service)
    site.now = NOON + timedelta(minutes=1)
    site.call("withdraw_consent", OFFICER, case_id=case["id"], purposes=["media"])
    backup.put_back()
    assert (consents(site, case), clearances(site, case)) == ({"media": ("given", "2026-03-05T12:00:00Z")}, [(clearance["id"], "open")])
    site.now = NOON + timedelta(hours=1)
    assert [backup.open() for _ in range(3)] == [1, 0, 0]
    assert consents(site, case) == {"media": ("withdrawn", "2026-03-05T12:01:00Z")}
    assert clearances(site, case) == [(clearance["id"], "revoked")]
    assert site.messages()[-1] == ("clearance.revoked.v1", {"clearance_id": clearance["id"], "consent_version": 2})
    with pytest.raises(Conflict, match="checks-missing"):
        site.clear(case)


def test_the_next_consent_version_is_newer_than_any_that_others_heard_of(site):
    case = site.ready_case()
    backup = Backup(site.service)
    for _ in range(3):
        site.record_consent(case, purposes=["assist"])
    site.call("withdraw_consent", OFFICER, case_id=case["id"], purposes=["media"])
    backup.put_back()
    assert backup.open() == 1
    site.record_consent(case)
    assert site.clear(case)["consent_version"] == 6


@pytest.mark.parametrize(
    "answer",
    [{"state": "refused"}, {"state": "requested"}, {"audience": {"kind": "organisation"}}, {"identifiability": "anonymous"},
     {"expires_at": "2026-04-01T00:00:00Z"}],
)  # fmt: skip
def test_whatever_took_consent_back_is_asked_for_anew(site, answer):
    case = site.ready_case()
    backup = Backup(site.service)
    site.record_consent(case, **answer)
    assert backup.open() == 0
    backup.put_back()
    assert backup.open() == 1
    assert consents(site, case)["media"][0] == ("refused" if answer == {"state": "refused"} else "withdrawn")


def test_consent_that_was_widened_is_as_it_was(site):
    case = site.ready_case(consents={"audience": {"kind": "organisation"}})
    backup = Backup(site.service)
    site.record_consent(case)
    backup.put_back()
    assert (backup.open(), consents(site, case)["media"][0]) == (0, "given")


def test_a_consent_given_after_one_that_ended_stands_while_nothing_is_put_back(site):
    case = site.ready_case()
    site.call("withdraw_consent", OFFICER, case_id=case["id"], purposes=["media"])
    site.record_consent(case)
    backup = Backup(site.service)
    assert (backup.open(), consents(site, case)["media"][0]) == (0, "given")


def test_what_a_subject_forbade_stays_forbidden_without_its_words(site):
    case = site.ready_case()
    clearance = site.clear(case)
    backup = Backup(site.service)
    instruct(site, case)
    instruct(site, case, kind="do", text="Call the family.")
    backup.put_back()
    assert [backup.open() for _ in range(3)] == [1, 0, 0]
    (kept,) = site.call("list_instructions", OFFICER, case_id=case["id"])["items"]
    assert (kept["kind"], kept["purposes"], kept["text"], kept["ended_at"]) == ("do_not", ["media"], "", None)
    assert clearances(site, case) == [(clearance["id"], "revoked")]


def test_a_clearance_that_was_revoked_stays_revoked_whatever_revoked_it(site):
    case = site.ready_case()
    clearance = site.clear(case)
    later = site.ready_case()
    site.clear(later)
    backup = Backup(site.service)
    for one in (case, later):
        site.call("withdraw_consent", OFFICER, case_id=one["id"], purposes=["media"])
    backup.put_back()
    site.service.reappliers = {"clearance.revoked": site.service.reappliers["clearance.revoked"]}
    assert [backup.open() for _ in range(3)] == [2, 0, 0]
    assert clearances(site, case) == [(clearance["id"], "revoked")]


def test_cases_that_came_after_the_backup_are_gone_and_stop_nothing(site):
    case = site.ready_case()
    backup = Backup(site.service)
    newer = site.ready_case()
    instruct(site, newer)
    for one in (newer, case):
        site.call("withdraw_consent", OFFICER, case_id=one["id"], purposes=["media"])
    backup.put_back()
    assert (backup.open(), consents(site, case)["media"][0]) == (1, "withdrawn")
