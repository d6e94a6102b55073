"""Cases that nothing stands against, changed by what a test states."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from services.cases.domain import (
    Audience,
    Case,
    Clearance,
    Closing,
    Consent,
    ConsentState,
    Course,
    Identifiability,
    Instruction,
    Limits,
    Mandate,
    Purpose,
    Reach,
    Risk,
    Stage,
    Verification,
    Verified,
)

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=30)
EARLIER = NOON - timedelta(days=30)
CASE, LAWYER, SECOND_LAWYER, OFFICER, COORDINATOR, GROUP, OTHER_GROUP, ALERT = (UUID(int=number) for number in range(1, 9))

ORGANISATION = Audience(Reach.ORGANISATION)
AUTHORITY = Audience(Reach.AUTHORITY)
ANY_GROUP = Audience(Reach.GROUP)
PUBLIC = Audience(Reach.PUBLIC)


def a_group(*groups) -> Audience:
    return Audience(Reach.GROUP, frozenset(groups))


def a_consent(**changes) -> Consent:
    """Return a consent given for everything; codes may be plain."""
    given = {
        "id": UUID(int=50),
        "party_id": LAWYER,
        "purpose": Purpose.MEDIA,
        "state": ConsentState.GIVEN,
        "audience": PUBLIC,
        "identifiability": Identifiability.NAMED,
        "recorded_by": OFFICER,
        "recorded_at": NOON,
    }
    given |= changes
    return Consent(**given | {"state": ConsentState(given["state"]), "identifiability": Identifiability(given["identifiability"])})


def a_risk(**changes) -> Risk:
    return Risk(**{"id": UUID(int=60), "assessor": OFFICER, "valid_until": LATER, "approver": COORDINATOR, **changes})


def a_case(**changes) -> Case:
    given = {
        "id": CASE,
        "stage": Stage.OPEN,
        "type": "individual_support",
        "priority": "normal",
        "consent_version": 1,
        "subjects": (LAWYER,),
        "mandate": Mandate(within=True),
        "verification": Verified(Verification.LIKELY),
        "risk": a_risk(),
        "consents": (a_consent(),),
    }
    return Case(**{**given, **changes})


def an_instruction(kind, **changes) -> Instruction:
    given = {"id": UUID(int=70), "party_id": LAWYER, "purposes": frozenset(), "groups": frozenset()}
    return Instruction(kind=kind, **{**given, **changes})


def a_course(stage, **changes) -> Course:
    closing = Closing("released", date(2036, 1, 1), OFFICER, NOON) if stage in {"closing", "closed", "archived"} else None
    return Course(**{"stage": stage, "since": NOON, "closing": closing, **changes})


def a_clearance(**changes) -> Clearance:
    given = {
        "id": UUID(int=80),
        "case_id": CASE,
        "purpose": Purpose.MEDIA,
        "audience": PUBLIC,
        "identifiability": Identifiability.INITIALS,
        "subjects": (LAWYER,),
        "limits": Limits(),
        "consent_version": 1,
        "record_kind": "alert",
        "record_id": ALERT,
        "issued_at": NOON,
        "issued_to": OFFICER,
    }
    return Clearance(**{**given, **changes})
