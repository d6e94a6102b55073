"""The least that messaging here can cost: py-amqp and nothing above it. `python -m tests.bench.raw PART URL [plain|eventlet]`."""

import sys
import time
from uuid import uuid4

import amqp
import eventlet

from tests.bench.programs import say, serve
from tests.bench.urls import connected

PART, URL, *RUNTIME = sys.argv[1:]
REPLY_TO = "amq.rabbitmq.reply-to"
ECHO = "-".join(["echo", *RUNTIME])
CALL = b'{"args": [], "kwargs": {"text": "%s"}}' % (b"x" * 265)

QUEUE = "raw-messages"
MESSAGE = b"x" * 1000
WINDOW, PREFETCH, BATCH = 500, 100, 50
"""Unconfirmed messages, as the relay has; unacknowledged ones and those acknowledged at once, as the inbox has."""


def echo() -> None:
    """Send every call back as its own reply."""
    channel = connected(URL).channel()
    channel.queue_declare(ECHO, auto_delete=True)
    channel.basic_qos(0, 64, False)

    def answer(call: amqp.Message) -> None:
        channel.basic_publish(amqp.Message(call.body, correlation_id=call.properties["correlation_id"]), "", call.properties["reply_to"])
        channel.basic_ack(call.delivery_info["delivery_tag"])

    channel.basic_consume(ECHO, callback=answer)
    say("ready")
    while True:
        channel.connection.drain_events()


class Caller:
    """Keeps so many calls in flight on one connection: each reply sends the next call."""

    def __init__(self, *, exchange: str = "", routing_key: str = ECHO, reply_queue: bool = False) -> None:
        self._to = (exchange, routing_key)
        self._channel = connected(URL).channel()
        self._reply_to = self._bound(exchange) if reply_queue else REPLY_TO
        self._channel.basic_consume(self._reply_to, no_ack=True, callback=self._replied)

    def rate(self, in_flight: str, seconds: str) -> float:
        """Return the calls answered in a second."""
        self._answered, self._in_flight = 0, int(in_flight)
        began = time.perf_counter()
        self._ends_at = began + float(seconds)
        for _ in range(self._in_flight):
            self._call()
        while self._in_flight:
            self._channel.connection.drain_events()
        return self._answered / (time.perf_counter() - began)

    def _bound(self, exchange: str) -> str:
        queue = f"replies-{uuid4().hex}"
        self._channel.queue_declare(queue, exclusive=True)
        self._channel.queue_bind(queue, exchange, queue)
        return queue

    def _call(self) -> None:
        call = amqp.Message(
            CALL, correlation_id=uuid4().hex, reply_to=self._reply_to, content_type="application/json", content_encoding="utf-8"
        )
        self._channel.basic_publish(call, *self._to)

    def _replied(self, _reply: amqp.Message) -> None:
        self._answered += 1
        if time.perf_counter() < self._ends_at:
            self._call()
        else:
            self._in_flight -= 1


class Publisher:
    """Publishes with confirms, a window of them open."""

    def __init__(self) -> None:
        self._channel = connected(URL).channel()
        self._channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._confirmed)
        self._published = self._last_confirmed = 0

    def publish(self, number: str) -> float:
        """Publish so many, wait for every confirm, and return when it began."""
        began = time.time()
        last = self._published + int(number)
        while self._last_confirmed < last:
            while self._published < min(last, self._last_confirmed + WINDOW):
                self._channel.basic_publish(amqp.Message(MESSAGE, message_id=uuid4().hex, delivery_mode=2), "", QUEUE, mandatory=True)
                self._published += 1
            self._channel.connection.drain_events()
        return began

    def _confirmed(self, tag: int, _multiple: bool) -> None:
        self._last_confirmed = max(self._last_confirmed, tag)


class Consumer:
    """Takes messages and acknowledges them by batches."""

    def __init__(self) -> None:
        self._channel = connected(URL).channel()
        self._channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        self._channel.basic_qos(0, PREFETCH, False)
        self._channel.basic_consume(QUEUE, callback=self._take)

    def consume(self, number: str) -> float:
        """Take so many and return when the last was acknowledged."""
        self._left = int(number)
        while self._left:
            self._channel.connection.drain_events()
        return time.time()

    def _take(self, message: amqp.Message) -> None:
        self._left -= 1
        if self._left % BATCH == 0:
            self._channel.basic_ack(message.delivery_info["delivery_tag"], multiple=True)


if __name__ == "__main__":
    if PART == "echo":
        if RUNTIME == ["eventlet"]:
            eventlet.monkey_patch()
        echo()
    elif PART == "caller":
        serve(Caller().rate)
    elif PART == "nameko-caller":
        serve(Caller(exchange="nameko-rpc", routing_key="stock.echo", reply_queue=True).rate)
    elif PART == "publisher":
        serve(Publisher().publish)
    elif PART == "consumer":
        serve(Consumer().consume)
