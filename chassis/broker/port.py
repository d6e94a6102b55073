"""The port that relay, inbox, client and RPC server know of a broker.

A connection declares its queues before `start`, and keeps them declared and consumed through every reconnection. Deliveries
and losses are told on the connection's own thread or greenlet, which must not be held up: hand the work to somebody else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from chassis.messages.envelope import Outcome, Publication

REPLY_TO = "amq.rabbitmq.reply-to"
"""The pseudo-queue of a connection's own replies."""


@dataclass(frozen=True, kw_only=True)
class Transient:
    """Something that is worthless in a moment: a call, a reply, a hint. `expires_s`: it is dropped from queues after that."""

    exchange: str
    routing_key: str
    body: bytes
    headers: Mapping[str, Any] = field(default_factory=dict)
    correlation_id: str = ""
    reply_to: str = ""
    expires_s: float | None = None
    mandatory: bool = False


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A delivery; `tag` acknowledges it on the connection that brought it."""

    tag: int
    body: bytes
    headers: dict[str, Any]
    content_type: str | None
    correlation_id: str
    reply_to: str
    routing_key: str
    redelivered: bool


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A queue and what it is bound to. `durable`: its messages survive the broker (a quorum queue on RabbitMQ).

    `exclusive`: of this connection alone. `expires_s`: the queue is deleted when nobody read from it for so long. `single`: one
    reader at a time is active.
    """

    name: str
    exchange: str = ""
    routing_keys: tuple[str, ...] = ()
    durable: bool = True
    exclusive: bool = False
    expires_s: float | None = None
    single: bool = False


class Broker(Protocol):
    """A connection to the broker."""

    def consume(self, queue: Queue, deliver: Callable[[Incoming], None], *, prefetch: int, no_ack: bool = False) -> None:
        """Declare the queue at every connection and give its deliveries to `deliver`; at most `prefetch` unacknowledged.

        What `deliver` raises is logged and goes no further: that delivery stays unacknowledged, and comes again on the next connection.
        """

    def declare(self, queue: Queue) -> None:
        """Declare the queue at every connection without reading from it."""

    def on_returned(self, call: Callable[[str], None]) -> None:
        """Call `call(correlation_id)` for a mandatory transient that no queue took."""

    def on_lost(self, call: Callable[[], None]) -> None:
        """Call `call` whenever the connection is lost; what was delivered on it will come again."""

    def on_blocked(self, call: Callable[[], None]) -> None:
        """Call `call` whenever the broker, short of memory or disk, will read no more for now: nothing that waits for it gets through."""

    def start(self) -> None:
        """Connect, and keep connecting, in the background."""

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until connected with everything declared; say whether it is."""

    def send(self, transient: Transient, *, timeout_s: float, answers: int | None = None) -> None:
        """Send without a confirm, together with the acknowledgement of the delivery that it `answers`.

        Unavailable `broker-unavailable` if it surely was not sent; whether it arrived nobody knows when the connection is lost then.
        """

    def publish(self, publications: Sequence[Publication], *, timeout_s: float) -> list[Outcome]:
        """Send all and wait for the broker's word on each; one caller at a time. Unavailable: not known what became of them."""

    def ack(self, *tags: int) -> None:
        """Acknowledge these deliveries and no others. Nothing happens if their connection is gone."""

    def stop_consuming(self) -> None:
        """Take no more deliveries; those at hand may still be acknowledged and answered."""

    def close(self) -> None:
        """End the connection; what is not acknowledged goes back to its queue."""
