from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from uuid import UUID

import pytest

from chassis.values import Tlp
from services.streams.domain import FIRST_HASH, Entry, Filter, chained, digest, lost, matches, sequence, withdrawn_type

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ENTRY = Entry(
    id=UUID(int=1),
    position=7,
    type="alert.published.v1",
    kind="alert",
    owner_org=UUID(int=8),
    representation_id=UUID(int=2),
    version=1,
    withdrawn=False,
    tlp=Tlp.AMBER,
    country="FR",
    lang="en",
    visible_until=None,
    occurred_at=NOON,
    recorded_at=NOON,
    cause=UUID(int=3),
    digest=bytes(32),
)


@pytest.mark.parametrize(
    ("narrowed", "wanted"),
    [
        (Filter(), True),
        (Filter(types=("alert.*",)), True),
        (Filter(types=("event.*",)), False),
        (Filter(types=("event.*", "alert.published.*")), True),
        (Filter(subjects=(UUID(int=2),)), True),
        (Filter(subjects=(UUID(int=9),)), False),
        (Filter(countries=("DE", "FR")), True),
        (Filter(countries=("DE",)), False),
        (Filter(langs=("fr",)), False),
        (Filter(ceiling=Tlp.AMBER), True),
        (Filter(ceiling=Tlp.GREEN), False),
    ],
)
def test_a_subscription_narrows_by_each_part_of_its_filter(narrowed, wanted):
    assert matches(ENTRY, narrowed) is wanted


def test_a_withdrawal_passes_every_filter():
    withdrawal = replace(ENTRY, withdrawn=True, type="alert.withdrawn.v1")
    assert matches(withdrawal, Filter(types=("event.*",), countries=("DE",), langs=("fr",), ceiling=Tlp.CLEAR))


@pytest.mark.parametrize(
    ("addressed", "audience", "told"),
    [
        ({"a"}, {"a"}, set()),
        ({"a", "b"}, {"a"}, {"b"}),
        ({"a"}, {"a", "b"}, set()),
        ({"a", "b"}, set(), {"a", "b"}),
        (set(), {"a"}, set()),
    ],
)
def test_who_lost_sight_is_told_and_nobody_else(addressed, audience, told):
    assert lost(frozenset(addressed), frozenset(audience)) == told


def test_a_chain_differs_from_where_its_history_differs():
    one, other = ([digest({"id": name}, b"salt") for name in names] for names in ("abc", "axc"))
    first, second = (list(accumulate(enumerate(chain), lambda h, e: chained(h, *e), initial=FIRST_HASH)) for chain in (one, other))
    assert [a == b for a, b in zip(first, second, strict=True)] == [True, True, False, False]


def test_sequences_sort_as_their_numbers():
    assert sorted(map(sequence, [10, 9, 100])) == [sequence(9), sequence(10), sequence(100)]


def test_a_withdrawal_is_named_after_its_record():
    assert withdrawn_type("alert.published.v1") == "alert.withdrawn.v1"
