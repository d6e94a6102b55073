from dataclasses import replace

import pytest

from chassis.errors import Conflict
from services.cases.domain import ClearanceState, ConsentState, Identifiability, Limits, Purpose, clearances
from tests.unit.cases.factories import (
    ANY_GROUP,
    GROUP,
    LATER,
    LAWYER,
    NOON,
    ORGANISATION,
    OTHER_GROUP,
    PUBLIC,
    SECOND_LAWYER,
    a_case,
    a_clearance,
    a_consent,
    a_group,
    an_instruction,
)

NAMED, INITIALS, ANONYMOUS = Identifiability.NAMED, Identifiability.INITIALS, Identifiability.ANONYMOUS


def clear(case, **changes):
    asked = {"purpose": Purpose.MEDIA, "audience": ANY_GROUP, "identifiability": ANONYMOUS, "now": NOON}
    return clearances.check_clear(case, **{**asked, **changes})


def test_a_clearance_is_as_narrow_as_the_most_careful_subject():
    second = a_consent(party_id=SECOND_LAWYER, audience=ANY_GROUP, identifiability=INITIALS, conditions="No photograph.", expires_at=LATER)
    limits = clear(a_case(subjects=(LAWYER, SECOND_LAWYER), consents=(a_consent(), second)))
    assert limits == Limits(ANY_GROUP, INITIALS, ("No photograph.",), LATER)


def test_no_clearance_while_something_is_missing():
    with pytest.raises(Conflict) as refused:
        clear(a_case(risk=None), audience=PUBLIC)
    gap = {"check": "risk", "code": "risk-not-assessed", "remedy": "record_risk", "party_id": None}
    assert refused.value.args == ("checks-missing", {"missing": [gap]})


def test_no_clearance_more_identifying_than_consent():
    with pytest.raises(Conflict, match="consent-less-identifying"):
        clear(a_case(consents=(a_consent(identifiability=INITIALS),)), identifiability=NAMED)


def narrowed(clearance, *consents, **changes):
    return clearances.narrowed([clearance], by=a_case(consent_version=2, consents=consents, **changes), now=LATER)


REVOKING = {
    "withdrawn": a_consent(state=ConsentState.WITHDRAWN),
    "expired": a_consent(state=ConsentState.EXPIRED),
    "refused": a_consent(state=ConsentState.REFUSED),
    "asked again": a_consent(state=ConsentState.REQUESTED),
    "run out": a_consent(expires_at=LATER),
    "for fewer": a_consent(audience=ANY_GROUP),
    "less identifying": a_consent(identifiability=ANONYMOUS),
}


@pytest.mark.parametrize("consent", REVOKING.values(), ids=REVOKING.keys())
def test_a_clearance_that_consent_no_longer_carries_is_revoked(consent):
    clearance = a_clearance()
    revoked = replace(clearance, state=ClearanceState.REVOKED, revoked_at=LATER, consent_version=2)
    assert narrowed(clearance, consent) == [revoked]


def test_a_clearance_is_revoked_when_one_of_several_subjects_withdraws():
    clearance = a_clearance(subjects=(LAWYER, SECOND_LAWYER))
    changed = narrowed(clearance, a_consent(), a_consent(party_id=SECOND_LAWYER, state=ConsentState.WITHDRAWN))
    assert [one.state for one in changed] == ["revoked"]


def test_a_new_instruction_revokes_what_it_forbids():
    changed = narrowed(a_clearance(), a_consent(), instructions=(an_instruction("do_not"),))
    assert [one.state for one in changed] == ["revoked"]


def test_a_clearance_that_is_still_carried_gets_the_narrower_limits():
    clearance = a_clearance(audience=a_group(GROUP), identifiability=ANONYMOUS)
    changed = narrowed(clearance, a_consent(audience=ANY_GROUP, identifiability=INITIALS, expires_at=LATER.replace(year=2027)))
    limits = Limits(ANY_GROUP, INITIALS, (), LATER.replace(year=2027))
    assert changed == [replace(clearance, limits=limits, consent_version=2)]


def test_wider_consent_changes_no_clearance():
    clearance = a_clearance(audience=ANY_GROUP, limits=Limits(ANY_GROUP, INITIALS, (), LATER))
    assert narrowed(clearance, a_consent()) == []


def test_consent_for_another_purpose_changes_no_clearance():
    assert narrowed(a_clearance(), a_consent(), a_consent(purpose=Purpose.ASSIST, state=ConsentState.WITHDRAWN)) == []


def test_a_new_subject_changes_no_clearance_issued_before():
    assert narrowed(a_clearance(), a_consent(), subjects=(LAWYER, SECOND_LAWYER)) == []


def test_a_revoked_clearance_never_comes_back():
    assert narrowed(a_clearance(state=ClearanceState.REVOKED), a_consent()) == []


COVERS = [
    (PUBLIC, PUBLIC, True),
    (PUBLIC, a_group(GROUP), True),
    (ANY_GROUP, a_group(GROUP), True),
    (ANY_GROUP, ORGANISATION, True),
    (a_group(GROUP, OTHER_GROUP), a_group(GROUP), True),
    (a_group(GROUP), a_group(GROUP, OTHER_GROUP), False),
    (a_group(GROUP), ANY_GROUP, False),
    (ANY_GROUP, PUBLIC, False),
    (ORGANISATION, ANY_GROUP, False),
]


@pytest.mark.parametrize(("wide", "narrow", "covered"), COVERS)
def test_an_audience_covers_who_is_in_it(wide, narrow, covered):
    assert wide.covers(narrow) is covered


WITHIN = [
    (PUBLIC, a_group(GROUP), a_group(GROUP)),
    (ANY_GROUP, a_group(GROUP), a_group(GROUP)),
    (a_group(GROUP, OTHER_GROUP), a_group(OTHER_GROUP), a_group(OTHER_GROUP)),
    (a_group(GROUP), a_group(OTHER_GROUP), ORGANISATION),
    (ORGANISATION, PUBLIC, ORGANISATION),
]


@pytest.mark.parametrize(("one", "other", "both"), WITHIN)
def test_what_two_allow_is_what_both_allow(one, other, both):
    assert (one.within(other), other.within(one)) == (both, both)
