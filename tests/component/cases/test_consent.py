"""Consent, and the clearances that live and end with it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.ledger import Ledger, write_intents
from tests.component.cases.conftest import COORDINATOR, OFFICER, OTHER_OFFICER, OTHER_ORG, a_member
from tests.support.components import NOON


def test_consent_stands_per_subject_and_purpose_and_its_history_is_kept(site):
    case = site.open_case()
    site.record_consent(case, purposes=["media", "assist", "media"], state="requested")
    site.now = NOON + timedelta(minutes=1)
    site.record_consent(case, purposes=["media"], state="given", conditions="No photograph.")
    standing = site.call("list_consents", OFFICER, case_id=case["id"])["items"]
    assert {one["purpose"]: (one["state"], one["conditions"]) for one in standing} == {
        "assist": ("requested", ""),
        "media": ("given", "No photograph."),
    }
    history = site.call("list_consents", OFFICER, case_id=case["id"], history=True)["items"]
    assert sorted((one["purpose"], one["state"], one["replaced_at"]) for one in history if one["purpose"] == "media") == [
        ("media", "given", None),
        ("media", "requested", "2026-03-05T12:01:00Z"),
    ]


def test_only_people_of_the_case_consent(site):
    case, other = site.open_case(), site.open_case()
    stranger = other["subjects"][0]["id"]
    with pytest.raises(Invalid) as refused:
        site.record_consent(case, party_id=stranger, given_by=stranger)
    wrong = [{"pointer": "/party_id", "code": "not-in-case"}, {"pointer": "/given_by", "code": "not-in-case"}]
    assert refused.value.params["errors"] == wrong


def test_every_wrong_field_of_a_consent_is_named(site):
    with pytest.raises(Invalid) as refused:
        site.record_consent(site.open_case(), purposes=["fame"], state="withdrawn", audience={"kind": "world"}, expires_at="2026-03-05")
    pointers = {error["pointer"]: error["code"] for error in refused.value.params["errors"]}
    assert pointers == {
        "/purposes/0": "not-one-of",
        "/state": "not-one-of",
        "/audience/kind": "not-one-of",
        "/expires_at": "time-without-offset",
    }


def test_a_clearance_tells_the_limits_and_conditions(site):
    case = site.ready_case(consents={"conditions": "No photograph.", "expires_at": "2026-04-01T00:00:00Z"})
    clearance = site.clear(case)
    shown = {
        name: clearance[name] for name in ("state", "identifiability", "max_identifiability", "conditions", "valid_until", "issued_to")
    }
    assert shown == {
        "state": "open",
        "identifiability": "initials",
        "max_identifiability": "named",
        "conditions": ["No photograph."],
        "valid_until": "2026-04-01T00:00:00Z",
        "issued_to": str(OFFICER.membership),
    }
    assert site.call("list_clearances", OFFICER, case_id=case["id"])["items"] == [clearance]


def test_no_clearance_while_something_is_missing_and_nothing_is_kept(site):
    case = site.open_case()
    with pytest.raises(Conflict) as refused:
        site.clear(case)
    assert [gap["remedy"] for gap in refused.value.params["missing"]] == [
        "accept_case",
        "record_mandate",
        "record_verification",
        "record_consent",
        "record_risk",
    ]
    assert site.call("list_clearances", OFFICER, case_id=case["id"])["total"] == 0


def test_a_service_sees_no_more_than_the_person_it_asks_for(site):
    case = site.ready_case()
    for person in (
        OTHER_OFFICER,
        a_member("coordinator", org=OTHER_ORG),
        a_member("case_officer", org=OTHER_ORG, membership=OFFICER.membership),
    ):
        with pytest.raises(NotFound, match="no-such-case"):
            site.clear(case, viewer=person)
    with pytest.raises(Forbidden, match="role-lacks-verb"):
        site.clear(case, viewer=a_member("auditor"))


def test_people_clear_nothing_themselves(site):
    case = site.ready_case()
    with pytest.raises(Forbidden, match="not-for-you"):
        site.clear(case, service=COORDINATOR)


def test_withdrawal_and_its_message_are_saved_together(site):
    case = site.ready_case()
    clearance = site.clear(case)
    site.call("withdraw_consent", OFFICER, case_id=case["id"], purposes=["media"])
    revoked = {"clearance_id": clearance["id"], "consent_version": 2}
    assert site.messages()[-1] == ("clearance.revoked.v1", revoked)
    assert site.call("list_clearances", OFFICER, case_id=case["id"])["items"][0]["state"] == "revoked"


def test_what_ends_goes_to_the_safety_ledger(site, tmp_path):
    case = site.ready_case()
    clearance = site.clear(case)
    site.call("withdraw_consent", OFFICER, case_id=case["id"], purposes=["media"])
    written = Ledger(tmp_path / "ledger" / "cases.jsonl")
    assert write_intents(site.database, written, NOON) == 2
    ended, revoked = written.entries()
    person = {
        "case_id": case["id"], "party_id": case["subjects"][0]["id"], "purpose": "media", "state": "withdrawn", "consent_version": 2,
    }  # fmt: skip
    assert {name: ended[name] for name in ("what", *person)} == {"what": "consent.ended", **person}
    assert revoked == {"what": "clearance.revoked", "id": clearance["id"], "consent_version": 2}


def withdraw_on_a_full_disk(site, case):
    method = site.service.methods["withdraw_consent"]
    with site.database.transaction() as tx:
        method.handler(site.service, tx, OFFICER, method.request().load({"case_id": case["id"], "purposes": ["media"]}))
        raise OSError("disk full")


def test_a_withdrawal_that_fails_leaves_neither_change_nor_message(site):
    case = site.ready_case()
    site.clear(case)
    before = (site.messages(), site.call("list_consents", OFFICER, case_id=case["id"]))
    with pytest.raises(OSError, match="disk full"):
        withdraw_on_a_full_disk(site, case)
    assert (site.messages(), site.call("list_consents", OFFICER, case_id=case["id"])) == before


def test_withdrawing_what_was_not_given_is_a_conflict(site):
    with pytest.raises(Conflict, match="consent-not-given"):
        site.call("withdraw_consent", OFFICER, case_id=site.open_case()["id"], purposes=["media"])


def test_a_withdrawal_leaves_other_purposes_alone(site):
    case = site.ready_case(consents={"purposes": ["media", "urgent_appeal"]})
    media, appeal = site.clear(case), site.clear(case, purpose="urgent_appeal")
    site.call("withdraw_consent", OFFICER, case_id=case["id"], purposes=["media"])
    states = {one["id"]: one["state"] for one in site.call("list_clearances", OFFICER, case_id=case["id"])["items"]}
    assert states == {media["id"]: "revoked", appeal["id"]: "open"}


def test_a_refusal_revokes(site):
    case = site.ready_case()
    site.clear(case)
    site.record_consent(case, state="refused")
    assert site.messages()[-1][0] == "clearance.revoked.v1"


def test_narrower_consent_narrows_what_it_still_carries(site):
    case = site.ready_case()
    group = str(uuid4())
    clearance = site.clear(case, audience={"kind": "group", "groups": [group]}, identifiability="anonymous")
    narrower = {"audience": {"kind": "group", "groups": [group]}, "identifiability": "initials", "expires_at": "2026-06-01T00:00:00Z"}
    site.record_consent(case, **narrower)
    assert site.messages()[-1] == (
        "clearance.narrowed.v1",
        {
            "clearance_id": clearance["id"],
            "consent_version": 2,
            "max_audience": "group",
            "groups": [group],
            "identifiability": "initials",
            "valid_until": "2026-06-01T00:00:00Z",
        },
    )


def test_wider_consent_sends_nothing(site):
    case = site.ready_case(consents={"identifiability": "initials"})
    site.clear(case)
    before = len(site.messages())
    site.record_consent(case)
    assert len(site.messages()) == before


def test_expired_consent_revokes_by_timer(site):
    case = site.ready_case(consents={"expires_at": "2026-03-10T00:00:00Z"})
    clearance = site.clear(case)
    assert site.timers() == {("expire_consents", "2026-03-10"), ("expire_risk", "2026-04-04")}
    site.now = NOON + timedelta(days=6)
    site.run_timer("expire_consents", case_id=case["id"])
    assert site.messages()[-1] == ("clearance.revoked.v1", {"clearance_id": clearance["id"], "consent_version": 2})
    assert [one["state"] for one in site.call("list_consents", OFFICER, case_id=case["id"])["items"]] == ["expired"]


def test_a_renewed_consent_does_not_expire_with_the_old_one(site):
    case = site.ready_case(consents={"expires_at": "2026-03-10T00:00:00Z"})
    site.clear(case)
    site.record_consent(case, expires_at="2026-09-01T00:00:00Z")
    assert site.timers() == {("expire_consents", "2026-09-01"), ("expire_risk", "2026-04-04")}
    before = len(site.messages())
    site.now = NOON + timedelta(days=6)
    site.run_timer("expire_consents", case_id=case["id"])
    assert len(site.messages()) == before


def test_the_consent_of_every_subject_counts(site):
    case = site.ready_case()
    second = site.call("add_party", OFFICER, case_id=case["id"], role="subject", name="Sample Lawyer 9")
    with pytest.raises(Conflict, match="consent-missing"):
        site.clear(case)
    site.record_consent(case, party_id=second["id"], identifiability="initials")
    site.clear(case)
    site.call("withdraw_consent", OFFICER, case_id=case["id"], purposes=["media"], party_id=second["id"])
    assert site.messages()[-1][0] == "clearance.revoked.v1"


def test_an_instruction_stands_in_the_way_until_it_ends_and_recalls_what_it_forbids(site):
    case = site.ready_case()
    site.clear(case)
    given = {"party_id": case["subjects"][0]["id"], "kind": "do_not", "purposes": ["media"], "text": "Not before the hearing."}
    instruction = site.call("add_instruction", OFFICER, case_id=case["id"], **given)["items"][0]
    assert site.messages()[-1][0] == "clearance.revoked.v1"
    with pytest.raises(Conflict, match="instruction-do-not"):
        site.clear(case)
    site.call("end_instruction", OFFICER, case_id=case["id"], instruction_id=instruction["id"])
    assert site.clear(case)["state"] == "open"
    with pytest.raises(Conflict, match="instruction-ended"):
        site.call("end_instruction", OFFICER, case_id=case["id"], instruction_id=instruction["id"])


def test_withholding_names_from_whom(site):
    case = site.open_case()
    given = {"party_id": case["subjects"][0]["id"], "kind": "withhold_from", "text": "Not to them."}
    with pytest.raises(Invalid) as refused:
        site.call("add_instruction", OFFICER, case_id=case["id"], **given)
    assert refused.value.params["errors"] == [{"pointer": "/groups", "code": "required"}]
