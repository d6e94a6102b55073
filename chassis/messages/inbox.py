"""Applies messages: each once, in one transaction with its effect; what fails is kept, tried again, and parked in the end.

`receive` returns when every delivery is durable here, one way or another: then the broker may forget them, so its queue never
blocks. It raises only if the own database is away: then nothing may be acknowledged, and consuming stops.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, Uuid, select, update

from chassis import tracing
from chassis.errors import HavanaError, Unavailable, code_of, storable, words_of
from chassis.loops import Loop
from chassis.messages.declaration import Received
from chassis.messages.envelope import Envelope, from_wire
from chassis.storage import Json, Transaction, Utc, metadata
from chassis.storage.pruning import prune
from chassis.storage.upsert import insert_new

if TYPE_CHECKING:
    from chassis.entrypoints.service import Consumer, Service

DONE, FAILED, PARKED, DROPPED = "done", "failed", "parked", "dropped"
BATCH = 50
POLL_S = 1.0
WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 1800, 3600))
"""Between the attempts; after the last of them the message is parked."""
KEPT = timedelta(days=42)
"""Longer than outbox rows are kept, so that a repeat is always known."""

log = logging.getLogger(__name__)

inbox = Table(
    "inbox",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("type", String(100), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Utc),
    Column("error", Text),
    Column("headers", Json),
    Column("body", LargeBinary),
    Column("received_at", Utc, nullable=False),
)
Index(None, inbox.c.state, inbox.c.next_at)
Index(None, inbox.c.received_at)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A message as the broker delivered it."""

    headers: dict[str, Any]
    content_type: str | None
    body: bytes


@dataclass(frozen=True)
class _Work:
    delivery: Delivery
    envelope: Envelope
    consumer: "Consumer"
    message: Received
    data: tuple[Any, ...]


class Inbox:
    """The inbox of one service. Handlers act as the service itself."""

    def __init__(self, service: "Service", *, clock: Callable[[], datetime]) -> None:
        """The consumers that the service declares are applied; anything else that arrives is parked."""
        self._service, self._clock = service, clock
        self._database = service.database
        self._retries = Loop("inbox", lambda: self.retry_due() == BATCH, every_s=POLL_S, service=service.name)

    def receive(self, deliveries: Sequence[Delivery]) -> None:
        """Apply the deliveries, or keep them for later. Unavailable if the own database is away.

        A service that reads in order keeps nothing for later but what no attempt can help: Unavailable `message-held-back` then
        asks for the same deliveries again.
        """
        work = [one for one in (self._prepared(delivery) for delivery in deliveries) if one is not None]
        if not self._service.ordered:
            work.sort(key=lambda one: (one.envelope.subject, one.envelope.id))
        for start in range(0, len(work), BATCH):
            batch = work[start : start + BATCH]
            try:
                self._apply(batch)
            except Exception:  # noqa: BLE001 - a handler may fail in any way; each message is then judged alone
                for one in batch:
                    self._apply_alone(one)

    def run_retries(self) -> None:
        """Try what failed again when it is due, until `stop`."""
        self._retries.run()

    def stop(self) -> None:
        """Make `run_retries` return soon."""
        self._retries.stop()

    def retry_due(self) -> int:
        """Try once more what is due, one by one; return how many were applied."""
        with self._database.reading() as tx:
            due = select(inbox).where(inbox.c.state == FAILED, inbox.c.next_at <= self._clock()).order_by(inbox.c.next_at).limit(BATCH)
            rows = tx.execute(due).all()
        return sum(self._retry(row.message_id, Delivery(**_delivery(row)), row.attempts) for row in rows)

    def forget_old(self) -> int:
        """Delete of what was applied more than 42 days ago at most 5,000 rows; return how many."""
        with self._database.transaction() as tx:
            return prune(tx, inbox, inbox.c.state == DONE, inbox.c.received_at < self._clock() - KEPT)

    def _prepared(self, delivery: Delivery) -> _Work | None:
        """Return the delivery ready to apply; keep it if it cannot be read or its preparation fails."""
        try:
            return self._read(delivery)
        except Exception as error:  # noqa: BLE001 - work enters here
            self._keep(delivery, error)
            return None

    def _read(self, delivery: Delivery) -> _Work:
        envelope = from_wire(delivery.headers, delivery.content_type, delivery.body)
        consumer = self._service.consumers[envelope.type]
        message = envelope.read_by(consumer.reader)
        data: tuple[Any, ...] = ()
        if consumer.prepare:
            with tracing.span(envelope.traceparent):
                data = (getattr(self._service, consumer.prepare)(message),)
        return _Work(delivery, envelope, consumer, message, data)

    def _apply(self, batch: Sequence[_Work]) -> None:
        if not batch:
            return
        now = self._clock()
        with self._database.transaction() as tx:
            new = {row.message_id for row in insert_new(tx, inbox, [_row(one, DONE, now) for one in batch])}
            for one in batch:
                if one.envelope.id in new:
                    new.remove(one.envelope.id)
                    self._handle(tx, one)

    def _handle(self, tx: Transaction, one: _Work) -> None:
        with tracing.span(one.envelope.traceparent):
            one.consumer.handler(self._service, tx, one.message, *one.data)

    def _apply_alone(self, one: _Work) -> None:
        try:
            self._apply([one])
        except Exception as error:
            if self._service.ordered:
                log.warning("inbox.held-back", extra={"message_type": one.envelope.type, "error": code_of(error)})
                raise Unavailable("message-held-back", id=str(one.envelope.id), retry_after_s=1) from error
            self._keep(one.delivery, error)

    def _keep(self, delivery: Delivery, error: Exception) -> None:
        """Keep a delivery that failed for the first time: to be tried again, or parked if no attempt can help."""
        now = self._clock()
        message_id, type_, hopeless = _identity(delivery, self._service)
        row = {
            "message_id": message_id,
            "type": type_,
            "state": PARKED if hopeless else FAILED,
            "attempts": 1,
            "next_at": None if hopeless else now + WAITS[0],
            "error": words_of(error),
            "headers": _plain({**delivery.headers, "content-type": delivery.content_type}),
            "body": delivery.body,
            "received_at": now,
        }
        with self._database.transaction() as tx:
            insert_new(tx, inbox, [row])
        log.warning("inbox.kept", extra={"message_type": type_, "state": row["state"], "error": code_of(error)})

    def _retry(self, message_id: UUID, delivery: Delivery, attempts: int) -> bool:
        now = self._clock()
        mine = (inbox.c.message_id == message_id, inbox.c.state == FAILED, inbox.c.attempts == attempts)
        try:
            one = self._read(delivery)
            with self._database.transaction() as tx:
                done = {"state": DONE, "error": None, "headers": None, "body": None, "next_at": None}
                if not tx.execute(update(inbox).where(*mine).values(done)).rowcount:
                    return False
                self._handle(tx, one)
        except Exception as error:  # noqa: BLE001 - work enters here
            parked = attempts >= len(WAITS)
            later = {"state": PARKED if parked else FAILED, "next_at": None if parked else now + WAITS[attempts]}
            with self._database.transaction() as tx:
                tx.execute(update(inbox).where(*mine).values(attempts=attempts + 1, error=words_of(error), **later))
            return False
        return True


def _identity(delivery: Delivery, service: "Service") -> tuple[UUID, str, bool]:
    """Return (id, type, whether no attempt can help): what cannot be decoded or has no reader here."""
    try:
        envelope = from_wire(delivery.headers, delivery.content_type, delivery.body)
    except HavanaError:
        return uuid.uuid5(uuid.NAMESPACE_OID, delivery.body.hex()), "undecodable", True
    return envelope.id, storable(envelope.type)[:100], envelope.type not in service.consumers


def _plain(headers: dict[str, Any]) -> dict[str, Any]:
    """Return headers as any database keeps them: a broker adds times and tables of its own, and a bug may add anything."""
    return {storable(name): value if value is None or isinstance(value, int) else storable(str(value)) for name, value in headers.items()}


def _row(one: _Work, state: str, now: datetime) -> dict[str, Any]:
    return {"message_id": one.envelope.id, "type": one.envelope.type, "state": state, "attempts": 1, "received_at": now}


def _delivery(row: Any) -> dict[str, Any]:
    headers = dict(row.headers)
    return {"content_type": headers.pop("content-type", None), "headers": headers, "body": row.body}
