"""What a process counts, for Prometheus. Labels are names from the code: never ids, never text."""

from functools import cache

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

calls = Counter("havana_calls_total", "Calls answered, by outcome.", ("service", "method", "outcome"))
call_seconds = Histogram("havana_call_seconds", "Time from taking a call to its reply.", ("service", "method"), buckets=SECONDS)
outbox_pending = Gauge("havana_outbox_pending", "Messages that the broker has not taken yet.", ("service",))
dead_letters = Gauge("havana_dead_letters", "Messages that were given up.", ("service",))
hub_lag_seconds = Gauge("havana_hub_lag_seconds", "How late the process's event loop last woke.", ("process",))


@cache
def calls_of(service: str, method: str, outcome: str) -> Counter:
    """Return the counter of the calls of one method that ended alike, without looking its labels up again."""
    return calls.labels(service, method, outcome)


@cache
def call_seconds_of(service: str, method: str) -> Histogram:
    """Return the times of one method."""
    return call_seconds.labels(service, method)
