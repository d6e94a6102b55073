"""Messages on the wire: CloudEvents 1.0 in binary mode, by the `cloudevents` library. No context travels with them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_binary_event, to_binary_event
from cloudevents.core.exceptions import BaseCloudEventException
from cloudevents.core.v1.event import CloudEvent

from chassis.errors import Invalid
from chassis.messages.declaration import Reader, Received
from chassis.schemas import load

EXCHANGE = "messages"
HINTS = "hints"


def queue_of(service: str) -> str:
    """Return the queue from which `service` reads."""
    return f"q.{service}"


@dataclass(frozen=True, kw_only=True)
class Publication:
    """One message for the broker. `exchange` "" sends to the queue that `routing_key` names, and to it alone."""

    id: str
    exchange: str
    routing_key: str
    headers: dict[str, str]
    content_type: str
    body: bytes
    mandatory: bool


Outcome = Literal["confirmed", "returned", "refused"]
"""What became of a publication: kept by the broker; no queue was there for it; the broker would not have it."""


ReaderClass = type[Reader]


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A message as it came, its data not yet read by a schema."""

    id: UUID
    type: str
    source: str
    subject: UUID
    time: datetime
    data: dict[str, Any]
    traceparent: str | None

    def read_by(self, reader: ReaderClass) -> Received:
        """Return what the handler gets; Invalid if the data is not what the reader needs."""
        return Received(id=self.id, type=self.type, source=self.source, subject=self.subject, time=self.time, data=load(reader, self.data))


def to_wire(envelope: Envelope, *, mandatory: bool, queue: str | None = None) -> Publication:
    """Return the publication of a message: to everybody who reads its type, or to one `queue`."""
    attributes = {
        "specversion": "1.0",
        "id": str(envelope.id),
        "type": envelope.type,
        "source": envelope.source,
        "subject": str(envelope.subject),
        "time": envelope.time,
        "datacontenttype": "application/json",
    }
    if envelope.traceparent:
        attributes["traceparent"] = envelope.traceparent
    message = to_binary_event(CloudEvent(attributes=attributes, data=envelope.data))
    exchange, routing_key = (EXCHANGE, envelope.type) if queue is None else ("", queue)
    return Publication(
        id=str(envelope.id),
        exchange=exchange,
        routing_key=routing_key,
        headers=message.headers,
        content_type=message.content_type or "application/json",
        body=bytes(message.body),
        mandatory=mandatory,
    )


def from_wire(headers: dict[str, Any], content_type: str | None, body: bytes) -> Envelope:
    """Return the message; Invalid `undecodable` if it is not a CloudEvent with a JSON object about an id."""
    try:
        event = from_binary_event(RabbitMQMessage(headers=headers, content_type=content_type, body=body))
        return _envelope(event)
    except (ValueError, TypeError, KeyError, AttributeError, UnicodeError, BaseCloudEventException) as error:
        raise Invalid("undecodable", why=type(error).__name__) from error


def _envelope(event: BaseCloudEvent) -> Envelope:
    data, time = event.get_data(), event.get_time()
    if not isinstance(data, dict) or time is None:
        raise TypeError("no object or no time")
    return Envelope(
        id=UUID(event.get_id()),
        type=event.get_type(),
        source=event.get_source(),
        subject=UUID(str(event.get_subject())),
        time=time.astimezone(UTC),
        data=data,
        traceparent=event.get_extension("traceparent"),
    )
