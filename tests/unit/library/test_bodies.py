from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from chassis.errors import Conflict
from services.library.domain import bodies as rules
from services.library.domain.bodies import Body, BodyState

NOON, LATER = datetime(2027, 1, 10, 12, tzinfo=UTC), datetime(2027, 8, 1, 12, tzinfo=UTC)
PERSON = UUID(int=2)


def a_body(**changed):
    given = {
        "id": UUID(int=60),
        "owner_org": UUID(int=1),
        "version": 1,
        "state": BodyState.DRAFT,
        "kind": "ministry",
        "name": "Sample Ministry of Justice, Country A",
        "role": "Minister of Justice",
        "country": "FR",
        "languages": ("fr",),
        "contact": {"email": "ministry@example.org"},
        "source_url": "https://ministry.example",
        "verified_at": NOON,
        "verified_by": PERSON,
        "review_by": rules.review_day(NOON),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Body(**{**given, **changed})


def test_what_was_verified_is_trusted_for_half_a_year():
    assert rules.review_day(NOON) == date(2027, 7, 9)
    assert (rules.is_stale(a_body().review_by, now=NOON), rules.is_stale(a_body().review_by, now=LATER)) == (False, True)


def test_verifying_it_again_begins_anew():
    seen = rules.verify(a_body(), by=PERSON, review_by=None, now=LATER)
    assert (seen.verified_at, seen.review_by, seen.version) == (LATER, date(2028, 1, 28), 2)


def test_whoever_verifies_it_may_say_when_to_look_again():
    assert rules.verify(a_body(), by=PERSON, review_by=date(2027, 9, 1), now=LATER).review_by == date(2027, 9, 1)


def test_it_is_published_once_and_withdrawn_for_good():
    withdrawn = rules.withdraw(rules.publish(a_body(), now=LATER), now=LATER)
    assert (withdrawn.state, rules.steps(withdrawn)) == (BodyState.WITHDRAWN, [])
    for step in (rules.publish, rules.withdraw):
        with pytest.raises(Conflict, match="wrong-state"):
            step(withdrawn, now=LATER)
