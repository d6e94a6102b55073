"""What a process counts, for Prometheus. Labels are names from the code: never ids, never text."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

calls = Counter("havana_calls_total", "Calls answered, by outcome.", ("service", "method", "outcome"))
call_seconds = Histogram("havana_call_seconds", "Time from taking a call to its reply.", ("service", "method"), buckets=SECONDS)
outbox_pending = Gauge("havana_outbox_pending", "Messages that the broker has not taken yet.", ("service",))
dead_letters = Gauge("havana_dead_letters", "Messages that were given up.", ("service",))
outbox_oldest_seconds = Gauge("havana_outbox_oldest_seconds", "How long the oldest of these messages has waited.", ("service",))
inbox_failed = Gauge("havana_inbox_failed", "Messages that failed and are tried again.", ("service",))
timers_parked = Gauge("havana_timers_parked", "Timers that were given up.", ("service",))
hub_lag_seconds = Gauge("havana_hub_lag_seconds", "How late the process's event loop last woke.", ("process",), multiprocess_mode="livemax")
WAITING = {"outbox_pending": outbox_pending, "inbox_failed": inbox_failed, "dead_letters": dead_letters, "timers_parked": timers_parked}
"""What waits or went wrong in a service: counts of its `status` by their names there."""


def note_waiting(service: str, status: Mapping[str, Any], *, now: datetime) -> None:
    """Show what the `status` of a service says waits at `now`."""
    for name, gauge in WAITING.items():
        gauge.labels(service).set(status[name])
    oldest_at = status["outbox_oldest_at"]
    outbox_oldest_seconds.labels(service).set((now - oldest_at).total_seconds() if oldest_at else 0.0)


def forget_waiting(service: str) -> None:
    """Show nothing of what waits in a service: nobody knows."""
    for gauge in (*WAITING.values(), outbox_oldest_seconds):
        with suppress(KeyError):
            gauge.remove(service)


@cache
def calls_of(service: str, method: str, outcome: str) -> Counter:
    """Return the counter of the calls of one method that ended alike, without looking its labels up again."""
    return calls.labels(service, method, outcome)


@cache
def call_seconds_of(service: str, method: str) -> Histogram:
    """Return the times of one method."""
    return call_seconds.labels(service, method)
