import pytest

from chassis.errors import Conflict, Invalid
from services.cases.domain import ConsentState, Purpose, checks, consent
from tests.unit.cases.factories import COORDINATOR, LATER, LAWYER, NOON, OFFICER, SECOND_LAWYER, a_consent, a_risk


def withdraw(consents, *purposes, party_id=None):
    return consent.withdraw(consents, purposes=frozenset(purposes), party_id=party_id, by=OFFICER, now=LATER)


def test_withdrawing_ends_the_consents_for_these_purposes():
    media, assist = a_consent(), a_consent(purpose=Purpose.ASSIST)
    ended = withdraw([media, assist], Purpose.MEDIA)
    assert [(one.purpose, one.state, one.recorded_at, one.recorded_by) for one in ended] == [("media", "withdrawn", LATER, OFFICER)]


def test_withdrawing_is_for_every_subject_unless_one_is_named():
    both = [a_consent(), a_consent(party_id=SECOND_LAWYER)]
    assert [one.party_id for one in withdraw(both, Purpose.MEDIA)] == [LAWYER, SECOND_LAWYER]
    assert [one.party_id for one in withdraw(both, Purpose.MEDIA, party_id=SECOND_LAWYER)] == [SECOND_LAWYER]


@pytest.mark.parametrize("state", [state for state in ConsentState if state != ConsentState.GIVEN])
def test_withdrawing_what_was_not_given_is_a_conflict(state):
    with pytest.raises(Conflict, match="consent-not-given"):
        withdraw([a_consent(state=state)], Purpose.MEDIA)


def test_only_what_was_given_and_ran_out_expires():
    consents = [
        a_consent(expires_at=NOON),
        a_consent(expires_at=LATER),
        a_consent(),
        a_consent(state=ConsentState.REFUSED, expires_at=NOON),
    ]
    assert [(one.state, one.recorded_by) for one in consent.expire(consents, now=NOON)] == [("expired", None)]


def test_nothing_ends_before_it_was_recorded():
    with pytest.raises(Invalid, match="invalid-fields"):
        checks.check_validity(NOON, pointer="/expires_at", now=NOON)


APPROVALS = [
    ("risk-superseded", a_risk(id=OFFICER, approver=None)),
    ("risk-superseded", None),
    ("approver-assessed", a_risk(approver=None, assessor=COORDINATOR)),
    ("risk-already-approved", a_risk(approver=OFFICER)),
    ("risk-expired", a_risk(approver=None, valid_until=NOON)),
]


@pytest.mark.parametrize(("code", "risk"), APPROVALS)
def test_a_risk_assessment_is_approved_once_in_time_and_by_somebody_else(code, risk):
    with pytest.raises(Conflict, match=code):
        checks.approve(risk, risk_id=a_risk().id, by=COORDINATOR, now=NOON)


def test_somebody_else_approves_a_risk_assessment():
    assert checks.approve(a_risk(approver=None), risk_id=a_risk().id, by=COORDINATOR, now=NOON) == a_risk(approver=COORDINATOR)
