"""Replicas share the work, and one takes over from another that is killed."""

import time

from tests.support.toys import PATIENCE_S, Load, settled
from tests.support.waiting import until

TAKEOVER_S = 5.0
RELAY = "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted AND datname = current_database()"


def relaying(toys):
    """Return the replicas whose relay is active."""
    return [row[0] for row in toys.query("counter", RELAY)]


def test_two_replicas_share_calls_and_messages(toys):
    toys.start_all(replicas=2)
    with Load(toys, range(300)):
        pass
    assert settled(toys.effects, number=300) == list(range(300))
    assert {by for _, by in toys.counted()} == toys.pids("counter")
    assert {by for _, by in toys.effects()} == toys.pids("tally")


def test_messages_go_on_within_five_seconds_after_the_active_relay_was_killed(toys, full):
    toys.start_all(replicas=2)
    took_s = []
    for number in range(20 if full else 2):
        until(lambda: len(relaying(toys)) == 1, within_s=PATIENCE_S)
        (active,) = relaying(toys)
        toys.kill(active)
        killed_at = time.monotonic()
        with Load(toys, [number]):
            pass
        until(lambda number=number: len(toys.effects()) > number, within_s=PATIENCE_S)
        took_s.append(time.monotonic() - killed_at)
        toys.start_again(active)
        toys.await_replica(active)
    assert [row[0] for row in toys.effects()] == list(range(len(took_s)))
    assert max(took_s) < TAKEOVER_S, took_s
