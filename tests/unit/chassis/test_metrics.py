"""What is shown of what waits in a service."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from chassis import metrics

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STATUS = {"outbox_pending": 3, "outbox_oldest_at": NOON, "inbox_failed": 2, "dead_letters": 1, "timers_parked": 0}
NAMES = ("outbox_pending", "outbox_oldest_seconds", "inbox_failed", "dead_letters", "timers_parked")


def shown(service):
    return [REGISTRY.get_sample_value(f"havana_{name}", {"service": service}) for name in NAMES]


@pytest.fixture(autouse=True)
def forget():
    yield
    metrics.forget_waiting("toy")


def test_counts_and_the_age_of_the_oldest_are_shown():
    metrics.note_waiting("toy", STATUS, now=NOON + timedelta(seconds=90))
    assert shown("toy") == [3.0, 90.0, 2.0, 1.0, 0.0]


def test_nothing_that_waits_is_no_age():
    metrics.note_waiting("toy", {**STATUS, "outbox_pending": 0, "outbox_oldest_at": None}, now=NOON)
    assert shown("toy")[:2] == [0.0, 0.0]


def test_what_nobody_knows_is_not_shown_as_it_was():
    metrics.note_waiting("toy", STATUS, now=NOON)
    metrics.forget_waiting("toy")
    metrics.forget_waiting("toy")
    assert shown("toy") == [None] * 5
