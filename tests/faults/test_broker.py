"""The broker stopped, killed and frozen under load: messages wait, calls are refused, nothing is lost."""

import time

import pytest

from tests.support.toys import AT_ONCE_S, PATIENCE_S, InFlight, Load, settled, toys_on
from tests.support.waiting import until

CALLS = 20
NAP_S = 10.0


@pytest.fixture
def toys(tmp_path, postgres, own_rabbitmq):
    with toys_on(tmp_path, postgres, own_rabbitmq.address.url()) as toys:
        toys.start_all()
        yield toys


@pytest.mark.timeout(600)
def test_messages_that_flow_while_the_broker_stops_and_dies_are_all_applied_once(toys, own_rabbitmq, full):
    numbers, rounds = (4000, 5) if full else (1000, 1)
    ends = [own_rabbitmq.stop, own_rabbitmq.kill] * rounds
    with Load(toys, range(numbers)) as load:
        for number, end in enumerate(ends):
            load.await_share((number + 0.5) / (len(ends) + 1))
            end()
            own_rabbitmq.start()
    assert settled(toys.effects, number=numbers) == list(range(numbers))
    assert [number for number, _ in toys.counted()] == list(range(numbers))


def test_calls_in_flight_fail_at_once_when_the_broker_dies_and_are_taken_again_when_it_is_back(toys, own_rabbitmq):
    calls = InFlight(toys.rpc, "nap", {"seconds": NAP_S}, number=CALLS)
    time.sleep(0.5)
    own_rabbitmq.kill()
    assert calls.ended_within(AT_ONCE_S) == ["outcome-unknown"] * CALLS
    assert InFlight(toys.rpc, "nap", {"seconds": 0}, number=CALLS).ended_within(AT_ONCE_S) == ["broker-unavailable"] * CALLS
    own_rabbitmq.start()
    until(toys.answer, within_s=PATIENCE_S)


def test_calls_end_by_their_deadline_when_the_broker_stands_still(toys, own_rabbitmq):
    own_rabbitmq.freeze()
    try:
        calls = InFlight(toys.rpc, "nap", {"seconds": 0}, number=CALLS, deadline_s=2)
        assert calls.ended_within(2 + AT_ONCE_S) == ["deadline-exceeded"] * CALLS
    finally:
        own_rabbitmq.thaw()
    until(toys.answer, within_s=PATIENCE_S)
