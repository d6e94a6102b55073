"""The broker of a single process: the same words as RabbitMQ, in memory, without polling.

Every connection to one `inproc://name` meets the others in a `_Hub`. What is in a queue dies with the process; `reconcile` finds
what was lost. Deliveries run on the sender's thread or greenlet, outside of every lock.
"""

import itertools
import re
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from time import monotonic
from uuid import uuid4

from chassis.broker.listeners import tell
from chassis.broker.port import REPLY_TO, Incoming, Queue, Transient
from chassis.errors import Unavailable
from chassis.messages.envelope import Outcome, Publication

_hubs: dict[str, "_Hub"] = {}
_hubs_lock = threading.Lock()


@cache
def topic(pattern: str) -> re.Pattern[str]:
    """Return what a binding key matches: `*` is one word, `#` any number of words."""
    parts = re.escape(pattern).replace(r"\#", "#").replace(r"\*", "*").split(r"\.")
    text = r"\.".join({"*": r"[^.]+", "#": "#"}.get(part, part) for part in parts)
    text = text.replace(r"\.#", r"(?:\.[^.]+)*").replace(r"#\.", r"(?:[^.]+\.)*").replace("#", r"(?:[^.]+(?:\.[^.]+)*)?")
    return re.compile(text)


@dataclass
class _Reader:
    connection: "InProcess"
    deliver: Callable[[Incoming], None]
    prefetch: int
    no_ack: bool
    unacked: int = 0


@dataclass
class _Queue:
    queue: Queue
    waiting: deque[tuple[Incoming, float | None]] = field(default_factory=deque)
    readers: deque[_Reader] = field(default_factory=deque)


class _Hub:
    """The exchanges and queues that the connections share."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.queues: dict[str, _Queue] = {}

    def declare(self, queue: Queue) -> _Queue:
        with self.lock:
            return self.queues.setdefault(queue.name, _Queue(queue))

    def routed(self, exchange: str, routing_key: str) -> list[_Queue]:
        """Return the queues that take a message; a queue without bindings is reached by its name alone."""
        with self.lock:
            if not exchange:
                return [self.queues[routing_key]] if routing_key in self.queues else []
            return [
                one
                for one in self.queues.values()
                if one.queue.exchange == exchange and any(topic(key).fullmatch(routing_key) for key in one.queue.routing_keys)
            ]

    def put(self, one: _Queue, incoming: Incoming, expires_at: float | None) -> None:
        with self.lock:
            one.waiting.append((incoming, expires_at))
        self.pump(one)

    def pump(self, one: _Queue) -> None:
        """Give waiting messages to readers with room, one after another."""
        while (found := self._next(one)) is not None:
            reader, incoming = found
            tell([reader.deliver], incoming)

    def _next(self, one: _Queue) -> tuple[_Reader, Incoming] | None:
        with self.lock:
            now = monotonic()
            while one.waiting and (due := one.waiting[0][1]) is not None and due < now:
                one.waiting.popleft()
            candidates = list(one.readers)[:1] if one.queue.single else list(one.readers)
            reader = next((reader for reader in candidates if reader.no_ack or reader.unacked < reader.prefetch), None)
            if reader is None or not one.waiting:
                return None
            incoming, expires_at = one.waiting.popleft()
            if not one.queue.single:
                one.readers.rotate(-1)
            if reader.no_ack:
                return reader, incoming
            reader.unacked += 1
            return reader, reader.connection.take(one, reader, incoming, expires_at)


class InProcess:
    """A connection within the process. See `chassis.broker.port.Broker`."""

    def __init__(self, url: str) -> None:
        """Nothing is taken before `start`."""
        with _hubs_lock:
            self._hub = _hubs.setdefault(url, _Hub())
        self._to_consume: list[tuple[Queue, _Reader]] = []
        self._declared: list[Queue] = []
        self._returned: list[Callable[[str], None]] = []
        self._lost: list[Callable[[], None]] = []
        self._tags = itertools.count(1)
        self._unacked: dict[int, tuple[_Queue, _Reader, Incoming, float | None]] = {}
        self._reply_queue = f"{REPLY_TO}.{uuid4().hex}"
        self._open = False

    def consume(self, queue: Queue, deliver: Callable[[Incoming], None], *, prefetch: int, no_ack: bool = False) -> None:
        """See the port."""
        mine = replace(queue, name=self._reply_queue, exclusive=True) if queue.name == REPLY_TO else queue
        self._to_consume.append((mine, _Reader(self, deliver, prefetch, no_ack)))

    def declare(self, queue: Queue) -> None:
        """See the port."""
        self._declared.append(queue)

    def on_returned(self, call: Callable[[str], None]) -> None:
        """See the port."""
        self._returned.append(call)

    def on_lost(self, call: Callable[[], None]) -> None:
        """See the port."""
        self._lost.append(call)

    def on_blocked(self, call: Callable[[], None]) -> None:
        """See the port: there is nothing here that could be short."""

    def start(self) -> None:
        """See the port."""
        self._open = True
        for queue in self._declared:
            self._hub.declare(queue)
        for queue, reader in self._to_consume:
            one = self._hub.declare(queue)
            with self._hub.lock:
                one.readers.append(reader)
            self._hub.pump(one)

    def wait_ready(self, timeout_s: float) -> bool:  # noqa: ARG002 - the port's word
        """See the port."""
        return self._open

    def send(self, transient: Transient, *, timeout_s: float, answers: int | None = None) -> None:  # noqa: ARG002 - the port's word
        """See the port."""
        if not self._open:
            raise Unavailable("broker-unavailable", retry_after_s=1)
        incoming = Incoming(
            tag=0,
            body=transient.body,
            headers=dict(transient.headers),
            content_type="application/json",
            correlation_id=transient.correlation_id,
            reply_to=self._reply_queue if transient.reply_to == REPLY_TO else transient.reply_to,
            routing_key=transient.routing_key,
            redelivered=False,
        )
        queues = self._hub.routed(transient.exchange, transient.routing_key)
        if not queues and transient.mandatory:
            tell(self._returned, transient.correlation_id)
        for one in queues:
            self._hub.put(one, incoming, monotonic() + transient.expires_s if transient.expires_s is not None else None)
        if answers is not None:
            self.ack(answers)

    def publish(self, publications: Sequence[Publication], *, timeout_s: float) -> list[Outcome]:  # noqa: ARG002 - the port's word
        """See the port."""
        if not self._open:
            raise Unavailable("broker-unavailable", retry_after_s=1)
        return [self._publish(publication) for publication in publications]

    def ack(self, *tags: int) -> None:
        """See the port."""
        with self._hub.lock:
            done = [taken for taken in (self._unacked.pop(one, None) for one in tags) if taken is not None]
            for _queue, reader, _incoming, _expires_at in done:
                reader.unacked -= 1
        for queue in {id(taken[0]): taken[0] for taken in done}.values():
            self._hub.pump(queue)

    def stop_consuming(self) -> None:
        """See the port."""
        with self._hub.lock:
            for queue, reader in self._to_consume:
                if queue.name != self._reply_queue and reader in (readers := self._hub.declare(queue).readers):
                    readers.remove(reader)

    def close(self) -> None:
        """See the port."""
        self._open = False
        with self._hub.lock:
            for queue, reader in self._to_consume:
                one = self._hub.declare(queue)
                if reader in one.readers:
                    one.readers.remove(reader)
                if queue.exclusive:
                    del self._hub.queues[queue.name]
            back = sorted(self._unacked.items(), reverse=True)
            self._unacked.clear()
            for _tag, (one, _reader, incoming, expires_at) in back:
                one.waiting.appendleft((replace(incoming, redelivered=True), expires_at))
        for one in {id(taken[0]): taken[0] for _tag, taken in back}.values():
            self._hub.pump(one)
        tell(self._lost)

    def take(self, one: _Queue, reader: _Reader, incoming: Incoming, expires_at: float | None) -> Incoming:
        """Note a delivery until it is acknowledged, and give it its tag; the hub's lock is held."""
        tagged = replace(incoming, tag=next(self._tags), headers=dict(incoming.headers))
        self._unacked[tagged.tag] = (one, reader, incoming, expires_at)
        return tagged

    def _publish(self, publication: Publication) -> Outcome:
        queues = self._hub.routed(publication.exchange, publication.routing_key)
        if not queues:
            return "returned" if publication.mandatory else "confirmed"
        incoming = Incoming(
            tag=0,
            body=publication.body,
            headers=dict(publication.headers),
            content_type=publication.content_type,
            correlation_id="",
            reply_to="",
            routing_key=publication.routing_key,
            redelivered=False,
        )
        for one in queues:
            self._hub.put(one, incoming, None)
        return "confirmed"
