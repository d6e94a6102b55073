"""What a request becomes, from the wire to the wire: the reply, what is counted, the trace."""

import json
import time

import pytest
from marshmallow import fields
from prometheus_client import REGISTRY

from chassis.broker import Incoming
from chassis.client import CONTEXT, DEADLINE, TRACEPARENT
from chassis.contexts import PrivateKey, PublicKeys, Viewer, sign
from chassis.entrypoints.answer import answer
from chassis.entrypoints.service import Service, rpc
from chassis.errors import Conflict
from chassis.schemas import Schema
from chassis.tracing import current_trace_id
from chassis.values import utcnow

DIRECTORY = PrivateKey.new("directory")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class Question(Schema):
    number = fields.Integer(required=True)


class AnswerView(Schema):
    number = fields.Integer()
    trace = fields.String()


class Counting(Service, name="counting"):
    @rpc(Question, returns=AnswerView, transaction=False)
    def double(self, viewer, request):
        if request["number"] == 13:
            raise Conflict("unlucky")
        return {"number": request["number"] * 2, "trace": current_trace_id()}


class Keys:
    public = PublicKeys.of(DIRECTORY)


@pytest.fixture
def service():
    return Counting(None, settings=None, keyring=Keys())


def a_call(method="double", *, number=2, deadline_in_s=5, context=True):
    token = sign(Viewer(kind="person", scopes=frozenset({"*"})), DIRECTORY, utcnow())
    headers = {DEADLINE: str(int((time.time() + deadline_in_s) * 1000)), TRACEPARENT: f"00-{TRACE}-00f067aa0ba902b7-01"}
    return Incoming(
        tag=1,
        body=json.dumps({"args": [], "kwargs": {"number": number}}).encode(),
        headers=headers | ({CONTEXT: token} if context else {}),
        content_type="application/json",
        correlation_id="c1",
        reply_to="amq.rabbitmq.reply-to.x",
        routing_key=f"counting.{method}",
        redelivered=False,
    )


def counted():
    """Return (method, outcome) → calls, and how many were timed."""
    samples = [sample for metric in REGISTRY.collect() for sample in metric.samples if sample.labels.get("service") == "counting"]
    calls = {(one.labels["method"], one.labels["outcome"]): one.value for one in samples if one.name == "havana_calls_total"}
    return calls, sum(one.value for one in samples if one.name == "havana_call_seconds_count")


def test_a_call_is_answered_in_the_trace_that_it_came_with(service):
    reply = answer(service, a_call())
    assert (reply.routing_key, reply.correlation_id) == ("amq.rabbitmq.reply-to.x", "c1")
    assert json.loads(reply.body) == {"result": {"number": 4, "trace": TRACE}, "error": None}


def test_every_call_is_counted_by_its_outcome_and_timed(service):
    calls_before, timed_before = counted()
    made = [a_call(), a_call(), a_call(number=13), a_call(number="x"), a_call(context=False), a_call("drop_all"), a_call(deadline_in_s=-1)]
    for call in made:
        answer(service, call)
    calls, timed = counted()
    assert {key: value - calls_before.get(key, 0) for key, value in calls.items()} == {
        ("double", "ok"): 2,
        ("double", "conflict"): 1,
        ("double", "invalid"): 1,
        ("double", "forbidden"): 1,
        ("unknown", "not-found"): 1,
        ("double", "expired"): 1,
    }
    assert timed - timed_before == len(made) - 1


def test_a_call_whose_caller_has_given_up_is_not_run(service):
    assert answer(service, a_call(deadline_in_s=-1)) is None


def test_names_that_only_the_caller_knows_are_no_labels(service):
    for deadline_in_s in (5, -1):
        answer(service, a_call(f"made_up_{deadline_in_s}", deadline_in_s=deadline_in_s))
    assert {method for method, _outcome in counted()[0]} <= {"double", "unknown"}
