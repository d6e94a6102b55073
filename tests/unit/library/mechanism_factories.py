from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from services.library.domain.due import Certainty, Due, Precision
from services.library.domain.mechanisms import Notice, Opportunity, OpportunityState, Summary

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)
LATER = datetime(2027, 1, 11, 12, tzinfo=UTC)
ORG, PERSON, MECHANISM, SESSION, FIRST_NOTICE = (UUID(int=number) for number in range(1, 6))
SOURCE, OTHER_SOURCE = "https://mechanism.example/calendar", "https://other.example/deadlines"


def a_due(day=date(2027, 3, 15), **changed) -> Due:
    return Due(**{"precision": Precision.DATE_ONLY, "certainty": Certainty.CONFIRMED, "tzid": "Europe/Zurich", "day": day, **changed})


def an_exact_due(day=date(2027, 3, 15), at=time(18), **changed) -> Due:
    return a_due(day, precision=Precision.EXACT, at=at, **changed)


def a_month(day=date(2027, 3, 1), **changed) -> Due:
    return a_due(day, precision=Precision.MONTH, **changed)


def a_relative_due(days_before_session=90, **changed) -> Due:
    return a_due(None, precision=Precision.RELATIVE, days_before_session=days_before_session, **changed)


def a_notice(due=None, *, source_url=SOURCE, notice_id=FIRST_NOTICE, at=NOON, **changed) -> Notice:
    known = {"recorded_at": at, "recorded_by": PERSON, "verified_at": at, "verified_by": PERSON}
    return Notice(id=notice_id, source_url=source_url, due=due or a_due(), **{**known, **changed})


def an_opportunity(due=None, **changed) -> Opportunity:
    given = {
        "id": UUID(int=90),
        "owner_org": ORG,
        "version": 1,
        "state": OpportunityState.DRAFT,
        "mechanism_id": MECHANISM,
        "session_id": SESSION,
        "session_begins": date(2027, 6, 1),
        "kind": "stakeholder_submission",
        "country": "FR",
        "texts": {"en": Summary("Sample opportunity")},
        "requirements": {},
        "notices": (a_notice(due),),
        "in_force": FIRST_NOTICE,
        "ical_uid": "sample-uid",
        "sequence": 0,
        "due_changed_at": NOON,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Opportunity(**{**given, **changed})


def another(notice: Notice, number: int, **changed) -> Notice:
    return replace(notice, id=UUID(int=number), **changed)
