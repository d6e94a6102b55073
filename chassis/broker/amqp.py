"""The port on RabbitMQ, by py-amqp: one connection with one channel and one reader, which alone reads from the socket.

Everybody else writes, under one lock and by `send_method`: `Channel.basic_publish` reads first, from the caller, while the reader
may be in the middle of a frame. Whatever needs an answer (declare, consume) happens on the reader before it reads on. What is
written in one turn leaves in one piece (`chassis.broker.frames`): replies with their acknowledgements, calls, a batch of messages.
A system call for each of them would cost as much as the rest of the work.
"""

import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import amqp
from amqp import spec
from amqp.exceptions import AMQPError
from amqp.method_framing import frame_writer

from chassis.broker.frames import JoinedFrames, read_frames
from chassis.broker.listeners import tell
from chassis.broker.port import REPLY_TO, Incoming, Queue, Transient
from chassis.errors import Unavailable, code_of
from chassis.messages.envelope import EXCHANGE, HINTS, Outcome, Publication

EXCHANGES = ((EXCHANGE, "topic"), (HINTS, "topic"), ("nameko-rpc", "topic"))
HEARTBEAT_S = 10
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 3.0
JITTER = random.SystemRandom()
"""Spreads reconnections; of its own, for a test that draws at random may run in another thread."""
LASTING_S = 5.0
"""A connection that stood for so long is followed by the next at once."""
CLOSE_S = 2.0
DELIVERY_LIMIT = 20
DEAD_LETTERS = "dead-letters"
PERSISTENT, TRANSIENT = 2, 1
LOST = (OSError, AMQPError)
"""What is raised where a connection was lost or the broker has ended it. Anything else is a fault of ours: it costs the connection too."""

log = logging.getLogger(__name__)


class _Confirms:
    """The publications that wait for the broker's word."""

    def __init__(self, publications: Sequence[Publication], first_tag: int) -> None:
        self.outcomes: list[Outcome | None] = [None] * len(publications)
        self.first_tag = first_tag
        self.by_id = {one.id: index for index, one in enumerate(publications)}
        self.returned: set[int] = set()
        self.left = len(publications)
        self.done = threading.Event()
        self._lowest = 0

    def settle(self, tag: int, *, multiple: bool, outcome: Outcome) -> None:
        last = tag - self.first_tag
        for index in range(self._lowest, last + 1) if multiple else (last,):
            if 0 <= index < len(self.outcomes) and self.outcomes[index] is None:
                self.outcomes[index] = "returned" if index in self.returned else outcome
                self.left -= 1
        if multiple:
            self._lowest = max(self._lowest, last + 1)
        if self.left == 0:
            self.done.set()


class Amqp:
    """A connection to RabbitMQ that comes back by itself. See `chassis.broker.port.Broker`."""

    def __init__(self, url: str, *, name: str) -> None:
        """`url`: `amqp://user:password@host:port/vhost`. Nothing is opened before `start`."""
        self._parts, self._name = urlsplit(url), name
        self._consumers: list[tuple[Queue, Callable[[Incoming], None], int, bool]] = []
        self._queues: list[Queue] = []
        self._returned: list[Callable[[str], None]] = []
        self._lost: list[Callable[[], None]] = []
        self._held_up: list[Callable[[], None]] = []
        self._write = threading.Lock()
        self._to_flush = threading.Lock()
        self._to_flush.acquire()
        self._flush_is_due = False
        self._ready = threading.Event()
        self._ended = threading.Event()
        self._closing = False
        self._blocked = False
        self._connection: amqp.Connection | None = None
        self._channel: Any = None
        self._socket: socket.socket | None = None
        self._frames: JoinedFrames | None = None
        self._consumer_tags: list[str] = []
        self._confirming = False
        self._published = 0
        self._confirms: _Confirms | None = None
        self._generation = 0

    def consume(self, queue: Queue, deliver: Callable[[Incoming], None], *, prefetch: int, no_ack: bool = False) -> None:
        """See the port."""
        self._consumers.append((queue, deliver, prefetch, no_ack))

    def declare(self, queue: Queue) -> None:
        """See the port."""
        self._queues.append(queue)

    def on_returned(self, call: Callable[[str], None]) -> None:
        """See the port."""
        self._returned.append(call)

    def on_lost(self, call: Callable[[], None]) -> None:
        """See the port."""
        self._lost.append(call)

    def on_blocked(self, call: Callable[[], None]) -> None:
        """See the port."""
        self._held_up.append(call)

    def start(self) -> None:
        """See the port."""
        threading.Thread(target=self._run, name=f"amqp {self._name}", daemon=True).start()
        threading.Thread(target=self._flush, name=f"amqp {self._name} writer", daemon=True).start()
        threading.Thread(target=self._tick, name=f"amqp {self._name} heartbeat", daemon=True).start()

    def wait_ready(self, timeout_s: float) -> bool:
        """See the port."""
        return self._ready.wait(timeout_s)

    def send(self, transient: Transient, *, timeout_s: float, answers: int | None = None) -> None:
        """See the port."""
        properties: dict[str, Any] = {"content_type": "application/json", "delivery_mode": TRANSIENT}
        if transient.headers:
            properties["application_headers"] = dict(transient.headers)
        if transient.correlation_id:
            properties["correlation_id"] = transient.correlation_id
        if transient.reply_to:
            properties["reply_to"] = transient.reply_to
        if transient.expires_s is not None:
            properties["expiration"] = str(max(0, int(transient.expires_s * 1000)))
        message = amqp.Message(transient.body, **properties)

        def write() -> None:
            self._basic_publish(message, transient.exchange, transient.routing_key, mandatory=transient.mandatory)
            if answers is not None:
                self._basic_ack(answers)

        self._locked(write, timeout_s, at_once=False)

    def publish(self, publications: Sequence[Publication], *, timeout_s: float) -> list[Outcome]:
        """See the port."""
        messages = [
            amqp.Message(
                one.body, content_type=one.content_type, message_id=one.id, delivery_mode=PERSISTENT, application_headers=dict(one.headers)
            )
            for one in publications
        ]

        def write() -> _Confirms:
            if not self._confirming:
                self._channel.send_method(spec.Confirm.Select, "b", (True,))
                self._confirming, self._published = True, 0
            confirms = self._confirms = _Confirms(publications, self._published + 1)
            for one, message in zip(publications, messages, strict=True):
                self._basic_publish(message, one.exchange, one.routing_key, mandatory=one.mandatory)
            return confirms

        confirms = self._locked(write, timeout_s)
        confirmed = confirms.done.wait(timeout_s)
        self._confirms = None
        if not confirmed or confirms.left:
            raise Unavailable("broker-unconfirmed", retry_after_s=1)
        return cast("list[Outcome]", confirms.outcomes)

    def ack(self, *tags: int) -> None:
        """See the port. A broker that is blocked reads them when it reads again; where they cannot be written all comes again."""

        def write() -> None:
            for tag in tags:
                self._basic_ack(tag)

        try:
            self._locked(write, HEARTBEAT_S, at_once=False, though_blocked=True)
        except Unavailable:
            if self._ready.is_set():
                self._shut()

    def stop_consuming(self) -> None:
        """See the port."""
        tags, self._consumer_tags = self._consumer_tags, []
        self._consumers = [one for one in self._consumers if one[0].name == REPLY_TO]
        with suppress(Unavailable):
            for tag in tags:
                self._locked(partial(self._cancel, tag), HEARTBEAT_S)

    def close(self) -> None:
        """See the port."""
        self._closing = True
        with suppress(Unavailable):
            self._locked(lambda: self._connection.send_method(spec.Connection.Close, "BsBB", (0, "", 0, 0)), CLOSE_S)  # type: ignore[union-attr]
            self._ended.wait(CLOSE_S)  # until the broker has said that it has put back what was not acknowledged
        self._shut()
        with self._write:
            self._flush_soon()  # its last turn

    def _locked(self, write: Callable[[], Any], timeout_s: float, *, at_once: bool = True, though_blocked: bool = False) -> Any:
        """Return `write()` done under the write lock on a connection that stands; Unavailable otherwise.

        Without `at_once` it may leave a moment later: if the connection is lost in between, `on_lost` says so.
        """
        held_up = self._blocked and not though_blocked
        if not self._ready.is_set() or held_up or not self._write.acquire(timeout=timeout_s):
            raise Unavailable("broker-unavailable", retry_after_s=1)
        try:
            with self._writing():
                written = write()
                if at_once:
                    self._send_waiting()
                else:
                    self._flush_soon()
            return written
        finally:
            self._write.release()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write inside. What goes wrong there ends the connection, for half of it may have left; Unavailable if it was lost by then."""
        if (channel := self._channel) is None:
            raise Unavailable("broker-unavailable", retry_after_s=1)
        try:
            yield
        except Exception as error:
            was_lost = isinstance(error, LOST) or self._channel is not channel
            self._shut()
            if was_lost:
                raise Unavailable("broker-unavailable", retry_after_s=1) from error
            raise

    def _write_aside(self, write: Callable[[], object]) -> None:
        """Write what nobody waits for; the write lock is held."""
        try:
            with self._writing():
                write()
        except Unavailable:
            pass  # the reader says so
        except Exception:
            log.exception("broker.failed", extra={"connection": self._name})

    def _flush_soon(self) -> None:
        """Have everything that is written until then sent together; the write lock is held."""
        if not self._flush_is_due:
            self._flush_is_due = True
            self._to_flush.release()

    def _flush(self) -> None:
        while not self._closing:
            self._to_flush.acquire()
            with self._write:
                self._flush_is_due = False
                self._write_aside(self._send_waiting)

    def _send_waiting(self) -> None:
        self._frames.flush()  # type: ignore[union-attr]

    def _basic_publish(self, message: Any, exchange: str, routing_key: str, *, mandatory: bool) -> None:
        self._channel.send_method(spec.Basic.Publish, "Bssbb", (0, exchange, routing_key, mandatory, False), message)
        self._published += 1

    def _basic_ack(self, tag: int) -> None:
        generation, delivery_tag = divmod(tag, 1 << 48)
        if generation == self._generation:
            self._channel.send_method(spec.Basic.Ack, "Lb", (delivery_tag, False))

    def _cancel(self, consumer_tag: str) -> None:
        self._channel.send_method(spec.Basic.Cancel, "sb", (consumer_tag, True))

    def _run(self) -> None:
        """Connect, read until it breaks, tell everybody, and again. The pause between grows while connections do not last."""
        pause_s = FIRST_PAUSE_S
        while not self._closing:
            began_at = time.monotonic()
            self._read_until_it_breaks()
            self._forget()
            if time.monotonic() - began_at > LASTING_S:
                pause_s = FIRST_PAUSE_S
            if not self._closing:
                time.sleep(pause_s * (0.5 + JITTER.random()))
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        self._ended.set()

    def _read_until_it_breaks(self) -> None:
        try:
            self._connect()
            for frame in read_frames(self._socket):  # type: ignore[arg-type]
                self._connection.on_inbound_frame(frame)  # type: ignore[union-attr]
        except LOST as error:
            log.info("broker.lost", extra={"connection": self._name, "error": code_of(error)})
        except Exception:
            log.exception("broker.failed", extra={"connection": self._name})

    def _connect(self) -> None:
        parts = self._parts
        connection = amqp.Connection(
            host=f"{parts.hostname}:{parts.port or 5672}",
            userid=unquote(parts.username or "guest"),
            password=unquote(parts.password or "guest"),
            virtual_host=unquote(parts.path[1:]) or "/",
            connect_timeout=5,
            heartbeat=HEARTBEAT_S,
            ssl=parts.scheme == "amqps",
            on_blocked=lambda _reason: self._set_blocked(blocked=True),
            on_unblocked=lambda: self._set_blocked(blocked=False),
            client_properties={"connection_name": self._name},
            frame_writer=self._joined_writer,
        )
        self._connection = connection
        connection.connect()
        self._socket = connection.sock
        self._socket.settimeout(None)
        channel = connection.channel()
        channel.events["basic_return"].add(self._on_return)
        channel.events["basic_ack"].add(lambda tag, multiple: self._settle(tag, multiple=multiple, outcome="confirmed"))
        channel.events["basic_nack"].add(lambda tag, multiple: self._settle(tag, multiple=multiple, outcome="refused"))
        self._generation += 1
        self._confirming = False
        self._set_up(channel)
        self._frames.join()  # type: ignore[union-attr]
        self._channel = channel
        self._set_blocked(blocked=False)
        self._ready.set()

    def _joined_writer(self, connection: amqp.Connection, transport: Any) -> Any:
        self._frames = JoinedFrames(transport.write)
        return frame_writer(connection, self._frames)

    def _set_up(self, channel: Any) -> None:
        for exchange, kind in EXCHANGES:
            channel.exchange_declare(exchange, kind, durable=True, auto_delete=False)
        for queue in [*self._queues, *(queue for queue, *_rest in self._consumers if queue.name != REPLY_TO)]:
            _declare(channel, self._here(queue))
        self._consumer_tags = []
        for queue, deliver, prefetch, no_ack in self._consumers:
            channel.basic_qos(0, prefetch, False)  # noqa: FBT003 - py-amqp's own order
            tag = channel.basic_consume(self._here(queue).name, no_ack=no_ack, callback=self._reader(deliver))
            if queue.name != REPLY_TO:
                self._consumer_tags.append(tag)

    def _here(self, queue: Queue) -> Queue:
        """Return the queue as this connection declares it: the broker may still hold an exclusive one for a lost connection."""
        return replace(queue, name=f"{queue.name}.{self._generation}") if queue.exclusive else queue

    def _reader(self, deliver: Callable[[Incoming], None]) -> Callable[[Any], None]:
        base = self._generation << 48

        return partial(tell, [lambda message: deliver(_incoming(message, base))], connection=self._name)

    def _on_return(self, _error: Exception, _exchange: str, _routing_key: str, message: Any) -> None:
        """Note a return: it comes before the acknowledgement of the same message."""
        confirms, message_id = self._confirms, message.properties.get("message_id")
        if confirms is not None and message_id in confirms.by_id:
            confirms.returned.add(confirms.by_id[message_id])
            return
        tell(self._returned, message.properties.get("correlation_id", ""), connection=self._name)

    def _settle(self, tag: int, *, multiple: bool, outcome: Outcome) -> None:
        if (confirms := self._confirms) is not None:
            confirms.settle(tag, multiple=multiple, outcome=outcome)

    def _set_blocked(self, *, blocked: bool) -> None:
        """Refuse work while the broker has raised an alarm: it would not read what we send."""
        self._blocked = blocked
        if blocked:
            self._end_waits(self._held_up)

    def _end_waits(self, listeners: Sequence[Callable[[], None]]) -> None:
        if (confirms := self._confirms) is not None:
            confirms.done.set()
        tell(listeners, connection=self._name)

    def _forget(self) -> None:
        self._ready.clear()
        self._shut()
        connection, self._connection, self._channel, self._socket = self._connection, None, None, None
        if connection is not None:
            with suppress(Exception):  # nothing is left of it in any case
                connection.collect()
        self._end_waits(self._lost)

    def _shut(self) -> None:
        """Shut the socket down: that wakes the reader on every runtime."""
        with suppress(OSError):
            if (ours := self._socket) is not None:
                ours.shutdown(socket.SHUT_RDWR)

    def _tick(self) -> None:
        """Send heartbeats; a connection that brought nothing for two of them is dead."""
        while not self._closing:
            time.sleep(HEARTBEAT_S / 4)
            if self._ready.is_set() and self._write.acquire(timeout=HEARTBEAT_S):
                self._write_aside(self._beat)
                self._write.release()

    def _beat(self) -> None:
        self._connection.heartbeat_tick()  # type: ignore[union-attr]
        self._send_waiting()


def _incoming(message: Any, base: int) -> Incoming:
    """Return a delivery as the port knows it; `base` makes its tag one of its connection alone."""
    properties, delivery, body = message.properties, message.delivery_info, message.body
    return Incoming(
        tag=base + delivery["delivery_tag"],
        body=body.encode() if isinstance(body, str) else bytes(body),
        headers=dict(properties.get("application_headers") or {}),
        content_type=properties.get("content_type"),
        correlation_id=properties.get("correlation_id", ""),
        reply_to=properties.get("reply_to", ""),
        routing_key=delivery["routing_key"],
        redelivered=delivery["redelivered"],
    )


def _declare(channel: Any, queue: Queue) -> None:
    arguments: dict[str, Any] = {}
    if queue.durable:
        arguments = {"x-queue-type": "quorum", "x-delivery-limit": DELIVERY_LIMIT, "x-dead-letter-exchange": ""}
        arguments["x-dead-letter-routing-key"] = DEAD_LETTERS
        channel.queue_declare(DEAD_LETTERS, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
    if queue.expires_s is not None:
        arguments["x-expires"] = int(queue.expires_s * 1000)
    if queue.single:
        arguments["x-single-active-consumer"] = True
    channel.queue_declare(queue.name, durable=not queue.exclusive, exclusive=queue.exclusive, auto_delete=False, arguments=arguments)
    for key in queue.routing_keys:
        channel.queue_bind(queue.name, queue.exchange, key)
