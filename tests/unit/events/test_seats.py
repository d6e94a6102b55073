"""Who gets the next place, and why the others do not."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Conflict
from services.events.domain.seats import Outcome, Pool, Waiting, Why, choose, decide, resized
from services.events.domain.words import Mode
from tests.unit.events.factories import NOW, ORG, PARTNER_ORG


def a_pool(**changed):
    event_id = uuid4()
    return Pool(**{"id": uuid4(), "event_id": event_id, "occurrence_id": event_id, "owner_org": ORG, **changed})


def a_queue(*parties, priority=()):
    """Return who waits, in the order in which they came; `priority` of each by position."""
    return [
        Waiting(id=UUID(int=n), seats=seats, priority=dict(priority).get(n, 0), queued_at=NOW + timedelta(minutes=n))
        for n, seats in enumerate(parties)
    ]


def decided(pool, queue, *, at_once=None, offers=True, pass_over=False):
    decisions = decide(pool, queue, at_once=None if at_once is None else UUID(int=at_once), offers=offers, pass_over=pass_over)
    return [(one.id.int, one.outcome.value, one.why.value) for one in decisions]


def test_places_are_offered_in_the_order_of_the_queue():
    assert decided(a_pool(capacity=2), a_queue(1, 1, 1)) == [(0, "offered", "fits"), (1, "offered", "fits"), (2, "waits", "full")]


def test_a_higher_priority_comes_first():
    assert decided(a_pool(capacity=1), a_queue(1, 1, priority=[(1, 5)])) == [(1, "offered", "fits"), (0, "waits", "full")]


def test_who_is_here_gets_the_place_at_once_but_never_before_who_waits_longer():
    assert decided(a_pool(capacity=1), a_queue(1), at_once=0) == [(0, "confirmed", "fits")]
    assert decided(a_pool(capacity=1), a_queue(1, 1), at_once=1) == [(0, "offered", "fits"), (1, "waits", "full")]


def test_a_party_that_does_not_fit_holds_up_the_others_unless_it_may_be_passed_over():
    queue = a_queue(3, 1)
    assert decided(a_pool(capacity=2), queue) == [(0, "waits", "too_large"), (1, "waits", "behind")]
    assert decided(a_pool(capacity=2), queue, pass_over=True) == [(0, "passed_over", "too_large"), (1, "offered", "fits")]


def test_without_offers_a_place_is_given_at_once():
    assert decided(a_pool(capacity=1), a_queue(1), offers=False) == [(0, "confirmed", "fits")]


def test_a_pool_without_end_takes_everybody():
    assert decided(a_pool(), a_queue(5, 5)) == [(0, "offered", "fits"), (1, "offered", "fits")]


@given(
    capacity=st.integers(0, 20), taken=st.integers(0, 20), parties=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 2))), pass_over=st.booleans()
)  # fmt: skip
def test_nobody_gets_a_place_that_is_not_there_and_no_place_stays_empty_that_the_next_could_take(capacity, taken, parties, pass_over):
    pool = a_pool(capacity=capacity, taken=min(taken, capacity))
    queue = [Waiting(id=UUID(int=n), seats=seats, priority=priority, queued_at=NOW) for n, (seats, priority) in enumerate(parties)]
    decisions = decide(pool, queue, at_once=None, offers=True, pass_over=pass_over)
    seats = {one.id: one.seats for one in queue}
    given = sum(seats[one.id] for one in decisions if one.outcome is Outcome.OFFERED)
    left = pool.free - given
    assert left >= 0
    assert {one.id for one in decisions} == seats.keys()
    waiting = [one for one in decisions if one.outcome is not Outcome.OFFERED]
    assert [one for one in waiting if one.why is not Why.BEHIND and seats[one.id] <= left] == []
    assert pass_over is False or [one for one in waiting if one.why is Why.BEHIND] == []


def test_somebody_draws_from_the_narrowest_pool_that_is_theirs():
    everybody, online, theirs = a_pool(), a_pool(mode=Mode.ONLINE), a_pool(host_org=PARTNER_ORG)
    pools = [everybody, online, theirs]
    chosen = [
        choose(pools, mode=mode, host_org=org)
        for mode, org in ((None, None), (Mode.ONLINE, None), (Mode.OFFLINE, PARTNER_ORG), (Mode.ONLINE, ORG))
    ]
    assert chosen == [everybody, online, theirs, online]


def test_without_a_pool_of_theirs_nobody_is_let_into_another():
    with pytest.raises(Conflict, match="no-places-for-this"):
        choose([a_pool(host_org=PARTNER_ORG)], mode=None, host_org=ORG)
    with pytest.raises(Conflict, match="mode-required"):
        choose([a_pool(mode=Mode.ONLINE), a_pool(mode=Mode.OFFLINE)], mode=None, host_org=ORG)


def test_a_pool_never_shrinks_below_what_was_given():
    with pytest.raises(Conflict, match="places-are-taken"):
        resized(a_pool(capacity=5, taken=3), 2)
    assert [resized(a_pool(capacity=5, taken=3), capacity) for capacity in (3, None)] == [3, None]
