"""What is to happen later: a row per timer, run as an ordinary action of the service, caught up after downtime."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table, Text, delete

from chassis.storage import Json, Transaction, Utc, metadata
from chassis.storage.upsert import insert_or_replace

PENDING, PARKED = "pending", "parked"
SIGNAL = "timer"

timer = Table(
    "timer",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("due_at", Utc, nullable=False),
    Column("action", String(100), nullable=False),
    Column("args", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
)
Index(None, timer.c.state, timer.c.due_at)


def set(tx: Transaction, key: str, due_at: datetime, action: str, **args: Any) -> None:  # noqa: A001 - reads as timers.set
    """Run `action` with `args` (plain JSON) at `due_at`; an earlier timer of the same key is replaced."""
    row = {"key": key, "due_at": due_at, "action": action, "args": args, "state": PENDING, "attempts": 0, "error": None}
    insert_or_replace(tx, timer, row)
    tx.signal(SIGNAL)


def cancel(tx: Transaction, key: str) -> None:
    """Forget the timer of `key`, if there is one."""
    tx.execute(delete(timer).where(timer.c.key == key))
