"""Brings what the broker delivers into the inbox: in batches, each held until it is durable here, and acknowledged only then."""

import threading

from chassis.broker import Broker, Incoming
from chassis.loops import Loop
from chassis.messages.inbox import BATCH, Delivery, Inbox

LOOK_EVERY_S = 1.0


class Arrivals:
    """The messages that wait for the inbox of one service. While its database is away, or fails, nothing is acknowledged."""

    def __init__(self, broker: Broker, inbox: Inbox, *, service: str = "") -> None:
        """`take` is for `broker.consume`."""
        self._broker, self._inbox = broker, inbox
        self._waiting: list[Incoming] = []
        self._at_hand: list[Incoming] = []
        self._lock = threading.Lock()
        self._loop = Loop("arrivals", self._apply_batch, every_s=LOOK_EVERY_S, service=service)
        broker.on_lost(self._forget)

    def take(self, incoming: Incoming) -> None:
        """Note a delivery for the next batch."""
        with self._lock:
            self._waiting.append(incoming)
        self._loop.wake()

    def run(self) -> None:
        """Apply batch after batch until `stop`."""
        self._loop.run()

    def stop(self) -> None:
        """Make `run` return after the batch at hand."""
        self._loop.stop()

    def _apply_batch(self) -> bool:
        """Apply the next batch, or once more the one that could not be applied; say whether there was one."""
        batch = self._at_hand = self._at_hand or self._next()
        if batch:
            self._inbox.receive([Delivery(headers=one.headers, content_type=one.content_type, body=one.body) for one in batch])
            self._at_hand = []
            self._broker.ack(*(one.tag for one in batch))
        return bool(batch)

    def _next(self) -> list[Incoming]:
        with self._lock:
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        return batch

    def _forget(self) -> None:
        """Drop what waits: the broker delivers it again on the next connection."""
        with self._lock:
            self._waiting.clear()
