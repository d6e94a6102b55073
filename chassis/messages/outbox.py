"""The messages of a service, kept in the transaction that made them true. Nothing else publishes."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, Uuid, insert

from chassis.messages.declaration import Outgoing
from chassis.storage import Json, Transaction, Utc, metadata
from chassis.tracing import current_traceparent
from chassis.values import utcnow

PENDING, SENT = "pending", "sent"
SIGNAL = "outbox"

outbox = Table(
    "outbox",
    metadata,
    Column("position", Integer().with_variant(BigInteger, "postgresql"), primary_key=True, autoincrement=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("type", String(100), nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("data", Json, nullable=False),
    Column("readers", Json, nullable=False),
    Column("traceparent", String(55)),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("next_at", Utc, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("sent_at", Utc),
)
Index(None, outbox.c.state, outbox.c.position)
Index(None, outbox.c.subject, outbox.c.state)
Index(None, outbox.c.created_at)


def add(tx: Transaction, message: Outgoing) -> None:
    """Keep `message` with the transaction and wake the relay after the commit. Hold the lock of its subject: that gives its place."""
    now = utcnow()
    tx.execute(
        insert(outbox),
        {
            "id": message.id,
            "type": message.type,
            "subject": message.subject,
            "data": dict(message.data),
            "readers": list(message.readers),
            "traceparent": current_traceparent(),
            "state": PENDING,
            "attempts": 0,
            "next_at": now,
            "created_at": now,
        },
    )
    tx.signal(SIGNAL)
