"""Calls in flight while a service or the network fails: answered or refused, never left hanging."""

import time

import pytest

from chassis.client import RpcClient
from tests.support.proxy import proxied
from tests.support.toys import AT_ONCE_S, PATIENCE_S, InFlight, toys_on
from tests.support.waiting import until

CALLS = 20


def test_calls_in_flight_fail_at_once_when_the_only_replica_is_killed(toys):
    toys.start_all()
    calls = InFlight(toys.rpc, "nap", {"seconds": PATIENCE_S}, number=CALLS)
    time.sleep(0.5)
    toys.kill("counter-0")
    assert calls.ended_within(AT_ONCE_S) == ["outcome-unknown"] * CALLS


def test_calls_in_flight_of_a_killed_replica_are_answered_by_the_other(toys):
    toys.start_all(replicas=2)
    calls = InFlight(toys.rpc, "nap", {"seconds": 2}, number=CALLS)
    time.sleep(0.5)
    toys.kill("counter-0")
    answers = calls.ended_within(PATIENCE_S)
    assert [answer["by"] for answer in answers] == [toys.processes["counter-1"].pid] * CALLS


def test_large_calls_are_answered_through_a_connection_that_trickles(tmp_path, postgres, rabbitmq, rabbitmq_url):
    text = "x" * 8_000
    with proxied(rabbitmq.port, piece_bytes=64) as proxy:
        trickling = rabbitmq_url.replace(f":{rabbitmq.port}/", f":{proxy.port}/")
        with toys_on(tmp_path, postgres, trickling) as toys:
            toys.start_all()
            calls = InFlight(toys.rpc, "echo", {"text": text}, number=150)
            assert calls.ended_within(PATIENCE_S) == [{"text": text}] * 150


@pytest.mark.parametrize("side", ["caller", "service"])
def test_a_connection_whose_loss_the_broker_does_not_know_is_replaced_at_once(tmp_path, postgres, rabbitmq, rabbitmq_url, side):
    with proxied(rabbitmq.port) as proxy:
        through = rabbitmq_url.replace(f":{rabbitmq.port}/", f":{proxy.port}/")
        with toys_on(tmp_path, postgres, through if side == "service" else rabbitmq_url) as toys:
            toys.start_all()
            caller = RpcClient(through if side == "caller" else rabbitmq_url, name="test caller")
            caller.hints(("#",), lambda name, data: None)
            caller.call("counter", "nap", {"seconds": 0})
            proxy.cut()
            until(lambda: InFlight(caller, "nap", {"seconds": 0}, number=1, deadline_s=1).ended_within(2) == [answer_of(toys)], within_s=8)
            caller.close()


def answer_of(toys):
    return {"by": toys.processes["counter-0"].pid}
