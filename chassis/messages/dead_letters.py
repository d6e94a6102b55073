"""Messages that were given up: listed with their error, tried again or dropped by an operator."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from chassis.errors import NotFound
from chassis.messages.inbox import DROPPED, FAILED, PARKED, inbox
from chassis.storage import Transaction

SHOWN = (inbox.c.message_id, inbox.c.type, inbox.c.attempts, inbox.c.error, inbox.c.received_at)


def list_parked(tx: Transaction, *, limit: int = 200) -> list[dict[str, Any]]:
    """Return parked messages, the oldest first: ids, types, attempts and errors; no bodies."""
    rows = tx.execute(select(*SHOWN).where(inbox.c.state == PARKED).order_by(inbox.c.received_at).limit(limit))
    return [row._asdict() for row in rows]


def get_parked(tx: Transaction, message_id: UUID) -> dict[str, Any]:
    """Return one parked message. NotFound."""
    row = tx.execute(select(*SHOWN).where(inbox.c.message_id == message_id, inbox.c.state == PARKED)).one_or_none()
    if row is None:
        raise NotFound("no-such-dead-letter", id=str(message_id))
    return row._asdict()


def replay(tx: Transaction, message_id: UUID, *, now: datetime) -> None:
    """Try a parked message again at once. NotFound."""
    _change(tx, message_id, state=FAILED, attempts=1, next_at=now)


def drop(tx: Transaction, message_id: UUID) -> None:
    """Give a parked message up for good; its id stays known. NotFound."""
    _change(tx, message_id, state=DROPPED, headers=None, body=None)


def _change(tx: Transaction, message_id: UUID, **values: Any) -> None:
    parked = (inbox.c.message_id == message_id, inbox.c.state == PARKED)
    if not tx.execute(update(inbox).where(*parked).values(values)).rowcount:
        raise NotFound("no-such-dead-letter", id=str(message_id))
