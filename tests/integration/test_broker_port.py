"""One behaviour of the broker port, held by both adapters: RabbitMQ and the single process."""

import threading
import time
from contextlib import ExitStack
from uuid import uuid4

import pytest

from chassis.broker import Queue, Transient, connect
from chassis.broker.inproc import topic
from chassis.broker.port import REPLY_TO
from chassis.messages.envelope import EXCHANGE, HINTS, Publication
from tests.support.logs import written
from tests.support.proxy import proxied
from tests.support.waiting import until

WAIT_S = 10


@pytest.fixture(params=["amqp", "inproc"])
def url(request):
    return request.getfixturevalue("rabbitmq_url") if request.param == "amqp" else f"inproc://{uuid4().hex}"


@pytest.fixture
def connections(url):
    made = []

    def make(set_up=lambda broker: None):
        broker = connect(url, name="test")
        set_up(broker)
        broker.start()
        assert broker.wait_ready(WAIT_S)
        made.append(broker)
        return broker

    yield make
    for broker in made:
        broker.close()


def a_publication(routing_key="toy.made.v1", *, exchange=EXCHANGE, mandatory=True, body=b"{}"):
    return Publication(
        id=uuid4().hex, exchange=exchange, routing_key=routing_key, headers={"ce-id": "1"}, content_type="application/json", body=body,
        mandatory=mandatory,
    )  # fmt: skip


def a_queue(*keys, **settings):
    return Queue(**{"name": f"q.{uuid4().hex}", "exchange": EXCHANGE, "routing_keys": keys or ("toy.#",), **settings})


def reading(queue, into, *, prefetch=100, no_ack=False):
    return lambda broker: broker.consume(queue, into.append, prefetch=prefetch, no_ack=no_ack)


def test_what_is_published_reaches_every_queue_bound_to_it_and_no_other(connections):
    mine, yours, others = [], [], []
    connections(reading(a_queue("toy.made.*"), mine))
    connections(reading(a_queue("toy.#"), yours))
    connections(reading(a_queue("other.#"), others))
    sent = [a_publication(body=str(n).encode()) for n in range(20)]
    assert connections().publish(sent, timeout_s=WAIT_S) == ["confirmed"] * 20
    until(lambda: len(mine) == len(yours) == 20)
    assert [[one.body for one in found] for found in (mine, yours)] == [[one.body for one in sent]] * 2
    assert others == []


def test_a_mandatory_message_without_a_queue_comes_back_and_others_do_not(connections):
    connections(reading(a_queue("toy.made.v1"), []))
    sent = [a_publication(), a_publication("nobody.reads.v1"), a_publication("nobody.reads.v1", mandatory=False), a_publication()]
    assert connections().publish(sent, timeout_s=WAIT_S) == ["confirmed", "returned", "confirmed", "confirmed"]


def test_a_message_can_be_sent_to_one_queue_alone(connections):
    mine, yours = [], []
    queue = a_queue()
    connections(reading(queue, mine))
    connections(reading(a_queue(), yours))
    assert connections().publish([a_publication(queue.name, exchange="")], timeout_s=WAIT_S) == ["confirmed"]
    until(lambda: len(mine) == 1)
    assert yours == []


def test_no_more_than_the_prefetch_is_delivered_until_it_is_acknowledged(connections):
    found = []
    broker = connections(reading(a_queue(), found, prefetch=3))
    connections().publish([a_publication() for _ in range(7)], timeout_s=WAIT_S)
    until(lambda: len(found) == 3)
    time.sleep(0.2)
    assert len(found) == 3
    broker.ack(found[0].tag)
    until(lambda: len(found) == 4)
    broker.ack(*(one.tag for one in found[1:]))
    until(lambda: len(found) == 7)


def test_what_a_reader_raises_troubles_nobody_and_its_delivery_is_acknowledged_with_no_other(connections):
    queue, found, second = a_queue(), [], []

    def deliver(incoming):
        if incoming.body == b"2":
            raise TypeError("not foreseen")
        found.append(incoming)

    broker = connections(lambda broker: broker.consume(queue, deliver, prefetch=100))
    sender = connections()
    sender.publish([a_publication(body=str(number).encode()) for number in (1, 2, 3)], timeout_s=WAIT_S)
    until(lambda: len(found) == 2)
    broker.ack(*(one.tag for one in found))
    time.sleep(0.2)
    broker.close()
    connections(reading(queue, second))
    until(lambda: second)
    assert ([one.body for one in found], [one.body for one in second]) == ([b"1", b"3"], [b"2"])


def test_what_was_not_acknowledged_comes_again_first_on_the_next_connection(connections):
    queue, first, second = a_queue(), [], []
    broker = connections(reading(queue, first))
    sender = connections()
    sender.publish([a_publication(body=b"1"), a_publication(body=b"2")], timeout_s=WAIT_S)
    until(lambda: len(first) == 2)
    broker.ack(first[0].tag)
    time.sleep(0.2)
    broker.close()
    sender.publish([a_publication(body=b"3")], timeout_s=WAIT_S)
    connections(reading(queue, second))
    until(lambda: len(second) == 2)
    assert [(one.body, one.redelivered) for one in second] == [(b"2", True), (b"3", False)]


def test_two_readers_share_a_queue(connections):
    queue, first, second = a_queue(), [], []
    connections(reading(queue, first, no_ack=True))
    connections(reading(queue, second, no_ack=True))
    connections().publish([a_publication() for _ in range(40)], timeout_s=WAIT_S)
    until(lambda: len(first) + len(second) == 40)
    assert len(first) > 5
    assert len(second) > 5


@pytest.fixture
def through_proxy(rabbitmq, rabbitmq_url):
    """A proxy before RabbitMQ, and a connection through it to which `set_up` was done."""
    with proxied(rabbitmq.port) as proxy, ExitStack() as stack:

        def connected(set_up):
            broker = connect(rabbitmq_url.replace(f":{rabbitmq.port}/", f":{proxy.port}/"), name="test")
            set_up(broker)
            broker.start()
            stack.callback(broker.close)
            assert broker.wait_ready(WAIT_S)
            return broker

        yield proxy, connected


TRUNCATED = b"\x01\x00\x01\x00\x00\x00\x01\x00\xce"
ON_AN_UNKNOWN_CHANNEL = b"\x01\x00\x63\x00\x00\x00\x05\x00\x14\x00\x0b\x00\xce"


@pytest.mark.parametrize("frame", [TRUNCATED, ON_AN_UNKNOWN_CHANNEL])
def test_a_connection_on_which_something_unforeseen_comes_is_followed_by_the_next(through_proxy, tmp_path, frame):
    (proxy, connected), found = through_proxy, []
    with written(tmp_path / "havana.log") as log:
        broker = connected(reading(a_queue(), found, no_ack=True))
        proxy.inject(frame)
        until(log.lines)
        until(lambda: broker.wait_ready(0))
        broker.publish([a_publication() for _ in range(4)], timeout_s=WAIT_S)  # some to whoever the broker still takes for a reader
        until(lambda: found)
    assert [(line["event"], line["level"]) for line in log.lines()] == [("broker.failed", "error")]


def test_a_lost_connection_is_followed_by_the_next_whatever_those_raise_who_are_told(through_proxy):
    (proxy, connected), found, told = through_proxy, [], []

    def lost():
        told.append("lost")
        raise KeyError("not foreseen")

    def set_up(broker):
        reading(a_queue(), found, no_ack=True)(broker)
        broker.on_lost(lost)
        broker.on_lost(lambda: told.append("lost too"))

    broker = connected(set_up)
    proxy.cut()
    until(lambda: told)
    until(lambda: broker.wait_ready(0))
    broker.publish([a_publication() for _ in range(4)], timeout_s=WAIT_S)  # some to whoever the broker still takes for a reader
    until(lambda: found)
    assert told == ["lost", "lost too"]


def test_a_single_reader_is_followed_by_the_next(connections):
    queue, first, second = a_queue(single=True), [], []
    broker = connections(reading(queue, first, no_ack=True))
    connections(reading(queue, second, no_ack=True))
    sender = connections()
    sender.publish([a_publication() for _ in range(10)], timeout_s=WAIT_S)
    until(lambda: len(first) == 10)
    broker.close()
    until(lambda: sender.publish([a_publication()], timeout_s=WAIT_S) and len(second) > 0)


def test_a_call_is_answered_on_the_callers_own_connection(connections):
    replies, others, calls = [], [], []
    caller = connections(reading(Queue(name=REPLY_TO, durable=False), replies, prefetch=0, no_ack=True))
    connections(reading(Queue(name=REPLY_TO, durable=False), others, prefetch=0, no_ack=True))
    queue = Queue(name=f"rpc-{uuid4().hex}", exchange="nameko-rpc", routing_keys=("toy.*",), durable=False, expires_s=10)
    server = connections(reading(queue, calls))
    call = Transient(
        exchange="nameko-rpc", routing_key="toy.add", body=b"[1]", correlation_id="c1", reply_to=REPLY_TO, headers={"a": "b"}, expires_s=5
    )
    caller.send(call, timeout_s=WAIT_S)
    until(lambda: len(calls) == 1)
    (asked,) = calls
    assert (asked.routing_key, asked.body, asked.headers, asked.correlation_id) == ("toy.add", b"[1]", {"a": "b"}, "c1")
    server.send(Transient(exchange="", routing_key=asked.reply_to, body=b"2", correlation_id=asked.correlation_id), timeout_s=WAIT_S)
    until(lambda: len(replies) == 1)
    assert ((replies[0].correlation_id, replies[0].body), others) == (("c1", b"2"), [])


def test_a_reply_acknowledges_the_call_that_it_answers(connections):
    replies, first, second = [], [], []
    caller = connections(reading(Queue(name=REPLY_TO, durable=False), replies, prefetch=0, no_ack=True))
    queue = Queue(name=f"rpc-{uuid4().hex}", exchange="nameko-rpc", routing_keys=("both.*",), durable=False, expires_s=10)
    server = connections(reading(queue, first, prefetch=1))
    for key in ("answered", "unanswered"):
        call = Transient(exchange="nameko-rpc", routing_key="both.add", body=b"", correlation_id=key, reply_to=REPLY_TO, expires_s=5)
        caller.send(call, timeout_s=WAIT_S)
    until(lambda: first)
    reply = Transient(exchange="", routing_key=first[0].reply_to, body=b"", correlation_id=first[0].correlation_id)
    server.send(reply, timeout_s=WAIT_S, answers=first[0].tag)
    until(lambda: replies and len(first) == 2)
    server.close()
    connections(reading(queue, second))
    until(lambda: second)
    assert [[one.correlation_id for one in some] for some in (replies, second)] == [["answered"], ["unanswered"]]


def test_many_calls_at_once_arrive_whole_and_in_order(connections):
    calls = []
    queue = Queue(name=f"rpc-{uuid4().hex}", exchange="nameko-rpc", routing_keys=("many.*",), durable=False, expires_s=10)
    connections(reading(queue, calls, no_ack=True))
    sender = connections()
    bodies = [bytes([number % 256]) * size for number, size in enumerate([0, 1, 300, 70_000, 400_000] * 40)]
    for body in bodies:
        sender.send(Transient(exchange="nameko-rpc", routing_key="many.add", body=body), timeout_s=WAIT_S)
    until(lambda: len(calls) == len(bodies))
    assert [one.body for one in calls] == bodies


def test_what_was_sent_just_before_closing_arrives(connections):
    calls = []
    queue = Queue(name=f"rpc-{uuid4().hex}", exchange="nameko-rpc", routing_keys=("last.*",), durable=False, expires_s=10)
    connections(reading(queue, calls, no_ack=True))
    sender = connections()
    for number in range(50):
        sender.send(Transient(exchange="nameko-rpc", routing_key="last.add", body=str(number).encode()), timeout_s=WAIT_S)
    sender.close()
    until(lambda: len(calls) == 50)


def test_a_call_to_nobody_comes_back_at_once(connections):
    returned = threading.Event()
    keys = []

    def set_up(broker):
        broker.on_returned(lambda key: (keys.append(key), returned.set()))

    connections(set_up).send(
        Transient(exchange="nameko-rpc", routing_key="nobody.add", body=b"", correlation_id="c9", mandatory=True), timeout_s=WAIT_S
    )
    assert returned.wait(WAIT_S)
    assert keys == ["c9"]


def test_a_call_that_nobody_took_in_time_is_dropped(connections):
    calls = []
    queue = Queue(name=f"rpc-{uuid4().hex}", exchange="nameko-rpc", routing_keys=("late.*",), durable=False, expires_s=10)
    sender = connections(lambda broker: broker.declare(queue))
    sender.send(Transient(exchange="nameko-rpc", routing_key="late.add", body=b"old", expires_s=0.05), timeout_s=WAIT_S)
    time.sleep(0.3)
    sender.send(Transient(exchange="nameko-rpc", routing_key="late.add", body=b"new", expires_s=5), timeout_s=WAIT_S)
    connections(reading(queue, calls))
    until(lambda: calls)
    assert [one.body for one in calls] == [b"new"]


def test_hints_reach_every_reader_and_nobody_keeps_them(connections):
    first, second = [], []
    for found in (first, second):
        queue = a_queue("session.*", exchange=HINTS, durable=False, exclusive=True)
        connections(reading(queue, found, prefetch=0, no_ack=True))
    sender = connections()
    for name in ("session.revoked", "stream.head"):
        sender.send(Transient(exchange=HINTS, routing_key=name, body=b"{}"), timeout_s=WAIT_S)
    until(lambda: first and second)
    assert [[one.routing_key for one in found] for found in (first, second)] == [["session.revoked"]] * 2


def test_who_stops_consuming_may_still_acknowledge(connections):
    queue, found, later = a_queue(), [], []
    broker = connections(reading(queue, found))
    sender = connections()
    sender.publish([a_publication(body=b"1")], timeout_s=WAIT_S)
    until(lambda: found)
    broker.stop_consuming()
    time.sleep(0.2)
    broker.ack(found[0].tag)
    time.sleep(0.2)
    sender.publish([a_publication(body=b"2")], timeout_s=WAIT_S)
    connections(reading(queue, later))
    until(lambda: later)
    assert [[one.body for one in some] for some in (found, later)] == [[b"1"], [b"2"]]


@pytest.mark.parametrize(
    ("pattern", "key", "matches"),
    [
        ("a.b", "a.b", True), ("a.b", "a.c", False), ("a.*", "a.b", True), ("a.*", "a.b.c", False), ("a.*", "a", False), ("#", "", True),
        ("#", "a.b.c", True), ("a.#", "a", True), ("a.#", "a.b.c", True), ("a.#", "ab", False), ("#.c", "c", True), ("#.c", "a.b.c", True),
        ("#.c", "bc", False), ("a.#.c", "a.c", True), ("a.#.c", "a.x.y.c", True), ("a.#.c", "a.x", False), ("*.*", "a.b", True),
        ("a.b*", "a.bc", False),
    ],
)  # fmt: skip
def test_topics_match_as_amqp_says(pattern, key, matches):
    assert bool(topic(pattern).fullmatch(key)) is matches
