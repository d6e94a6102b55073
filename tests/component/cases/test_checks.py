"""Mandate, verification and risk as they are recorded, and what is missing because of them."""

from datetime import timedelta

import pytest

from chassis.errors import Conflict, Forbidden, Invalid
from tests.component.cases.conftest import COORDINATOR, OFFICER, a_member
from tests.support.components import NOON


def missing(site, case, **asked):
    given = {"purpose": "media", "audience": {"kind": "public"}, "identifiability": "named"}
    return site.call("list_checks", OFFICER, case_id=case["id"], **{**given, **asked})["missing"]


def test_each_remedy_in_turn_leads_to_a_case_against_which_nothing_stands(site):
    case = site.open_case()
    subject = case["subjects"][0]["id"]
    soon = (NOON + timedelta(days=30)).isoformat()
    assessment = {"likelihood": 2, "impact": 3, "harm_of_action": "None foreseen.", "valid_until": soon}
    consent = {"party_id": subject, "purposes": ["media"], "state": "given", "audience": {"kind": "public"}, "identifiability": "named"}
    remedies = {
        "accept_case": lambda: {"version": 1},
        "record_mandate": lambda: {"within": True},
        "record_verification": lambda: {"status": "likely"},
        "record_consent": lambda: consent,
        "record_risk": lambda: assessment,
        "approve_risk": lambda: {"risk_id": site.call("list_checks", OFFICER, case_id=case["id"])["risk"]["id"]},
    }
    taken = []
    while gaps := missing(site, case):
        taken.append(gaps[0]["remedy"])
        site.call(taken[-1], COORDINATOR if taken[-1] == "approve_risk" else OFFICER, case_id=case["id"], **remedies[taken[-1]]())
    assert taken == list(remedies)


def test_what_is_missing_names_check_code_remedy_and_person(site):
    case = site.open_case()
    site.call("accept_case", OFFICER, case_id=case["id"], version=1)
    assert missing(site, case) == [
        {"check": "mandate", "code": "mandate-not-checked", "remedy": "record_mandate", "party_id": None},
        {"check": "verification", "code": "not-verified", "remedy": "record_verification", "party_id": None},
        {"check": "consent", "code": "consent-missing", "remedy": "record_consent", "party_id": case["subjects"][0]["id"]},
        {"check": "risk", "code": "risk-not-assessed", "remedy": "record_risk", "party_id": None},
    ]


def test_without_a_purpose_nothing_is_said_to_be_missing(site):
    assert site.call("list_checks", OFFICER, case_id=site.open_case()["id"])["missing"] is None


def test_a_newer_verification_takes_the_place_of_the_older_which_stays_on_record(site):
    case = site.open_case()
    for status in ("confirmed", "refuted"):
        checks = site.call("record_verification", OFFICER, case_id=case["id"], status=status, method="Asked around.")
    assert checks["verification"]["status"] == "refuted"
    listed = site.call("list_verifications", OFFICER, case_id=case["id"])["items"]
    assert [(item["status"], item["method"]) for item in listed] == [("refuted", "Asked around."), ("confirmed", "Asked around.")]


def test_the_assessor_does_not_approve_the_risk(site):
    case = site.open_case(COORDINATOR)
    risk = site.record_risk(case, COORDINATOR)["risk"]
    with pytest.raises(Conflict, match="approver-assessed"):
        site.call("approve_risk", COORDINATOR, case_id=case["id"], risk_id=risk["id"])
    assert site.call("list_checks", COORDINATOR, case_id=case["id"])["risk"]["approver"] is None


def test_an_officer_approves_no_risk(site):
    case = site.open_case(COORDINATOR)
    risk = site.record_risk(case, COORDINATOR)["risk"]
    with pytest.raises(Forbidden, match="role-lacks-verb"):
        site.call("approve_risk", OFFICER, case_id=case["id"], risk_id=risk["id"])


def test_an_approved_assessment_ends_with_the_next_one(site):
    case = site.ready_case()
    before = site.call("list_checks", OFFICER, case_id=case["id"])["risk"]
    site.record_risk(case, likelihood=5)
    assert [gap["code"] for gap in missing(site, case)] == ["risk-not-approved"]
    with pytest.raises(Conflict, match="risk-superseded"):
        site.call("approve_risk", COORDINATOR, case_id=case["id"], risk_id=before["id"])
    listed = site.call("list_risks", OFFICER, case_id=case["id"])["items"]
    assert [(item["likelihood"], item["approver"]) for item in listed] == [(5, None), (3, str(COORDINATOR.membership))]


def test_a_risk_assessment_runs_out_by_the_clock_and_the_timeline_says_so(site):
    case = site.ready_case()
    risk = site.call("list_checks", OFFICER, case_id=case["id"])["risk"]
    site.now = NOON + timedelta(days=30)
    assert [gap["code"] for gap in missing(site, case)] == ["risk-expired"]
    site.run_timer("expire_risk", case_id=case["id"], risk_id=risk["id"])
    entry = site.call("list_timeline", OFFICER, case_id=case["id"], limit=1)["items"][0]
    assert (entry["code"], entry["by"], entry["params"]) == ("expire_risk", None, {"risk_id": risk["id"]})


@pytest.mark.parametrize(("method", "given"), [("record_mandate", {"within": True}), ("record_verification", {"status": "likely"})])
def test_a_check_does_not_end_before_it_was_made(site, method, given):
    with pytest.raises(Invalid) as refused:
        site.call(method, OFFICER, case_id=site.open_case()["id"], expires_at=NOON.isoformat(), **given)
    assert refused.value.params["errors"] == [{"pointer": "/expires_at", "code": "in-the-past"}]


def test_every_wrong_field_of_an_assessment_is_named(site):
    with pytest.raises(Invalid) as refused:
        site.record_risk(site.open_case(), likelihood=6, impact="high", harm_of_action="", valid_until="soon")
    assert [error["pointer"] for error in refused.value.params["errors"]] == ["/likelihood", "/impact", "/harm_of_action", "/valid_until"]


def test_a_reviewer_in_the_team_approves_what_an_officer_assessed(site):
    reviewer = a_member("reviewer")
    case = site.open_case()
    site.call("set_team", OFFICER, case_id=case["id"], version=1, lead=case["lead"], members=[str(reviewer.membership)])
    risk = site.record_risk(case)["risk"]
    approved = site.call("approve_risk", reviewer, case_id=case["id"], risk_id=risk["id"])["risk"]
    assert approved["approver"] == str(reviewer.membership)
