"""What is to happen later: a row per timer, run as an ordinary action of the service, caught up after downtime."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Index, Integer, String, Table, Text, delete, select, update

from chassis.contexts import service_viewer
from chassis.errors import NotFound, code_of, words_of
from chassis.loops import Loop
from chassis.storage import Json, Transaction, Utc, metadata
from chassis.storage.upsert import insert_or_replace

if TYPE_CHECKING:
    from chassis.entrypoints.service import Service

PENDING, PARKED = "pending", "parked"
SIGNAL = "timer"
BATCH = 50
POLL_S = 1.0
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200))
"""Between the attempts of a timer that fails; after the last of them it is parked."""

LONGEST_KEY = 200

log = logging.getLogger(__name__)

timer = Table(
    "timer",
    metadata,
    Column("key", String(LONGEST_KEY), primary_key=True),
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


def due_since(tx: Transaction, now: datetime) -> datetime | None:
    """Return when the oldest timer that waits to be run was due; None if none is."""
    due = (timer.c.state == PENDING, timer.c.due_at <= now)
    found: datetime | None = tx.scalar(select(timer.c.due_at).where(*due).order_by(timer.c.due_at).limit(1))
    return found


def list_parked(tx: Transaction, *, limit: int = 200) -> list[dict[str, Any]]:
    """Return timers that were given up, the earliest due first: keys, actions, attempts and errors; nothing of their arguments."""
    shown = (timer.c.key, timer.c.action, timer.c.due_at, timer.c.attempts, timer.c.error)
    rows = tx.execute(select(*shown).where(timer.c.state == PARKED).order_by(timer.c.due_at, timer.c.key).limit(limit))
    return [row._asdict() for row in rows]


def retry(tx: Transaction, key: str, *, now: datetime) -> None:
    """Run a timer that was given up again, eight times at most as at first. NotFound."""
    again = {"state": PENDING, "due_at": now, "attempts": 0}
    _parked(tx.execute(update(timer).where(timer.c.key == key, timer.c.state == PARKED).values(again)).rowcount, key)
    tx.signal(SIGNAL)


def drop(tx: Transaction, key: str) -> None:
    """Forget a timer that was given up. NotFound."""
    _parked(tx.execute(delete(timer).where(timer.c.key == key, timer.c.state == PARKED)).rowcount, key)


def _parked(found: int, key: str) -> None:
    if not found:
        raise NotFound("no-such-timer", key=key)


class Timers:
    """Runs the timers of one service. Replicas share them: a timer that another one holds is skipped."""

    def __init__(self, service: "Service", *, clock: Callable[[], datetime]) -> None:
        """The actions are those the service declares with `@timer`."""
        self._service, self._clock = service, clock
        self._database = service.database
        self._viewer = service_viewer(service.name, site=getattr(service.settings, "site", ""))
        self._loop = Loop("timers", lambda: self.run_due() == BATCH, every_s=POLL_S, service=service.name)

    def run(self) -> None:
        """Run what is due every second until `stop`."""
        self._loop.run()

    def stop(self) -> None:
        """Make `run` return soon."""
        self._loop.stop()

    def run_due(self) -> int:
        """Run at most 50 timers that are due, each in a transaction of its own; return how many succeeded."""
        with self._database.reading() as tx:
            due = (timer.c.state == PENDING, timer.c.due_at <= self._clock())
            keys = list(tx.execute(select(timer.c.key).where(*due).order_by(timer.c.due_at).limit(BATCH)).scalars())
        return sum(self._run_one(key) for key in keys)

    def _run_one(self, key: str) -> bool:
        now = self._clock()
        mine = (timer.c.key == key, timer.c.state == PENDING, timer.c.due_at <= now)
        try:
            with self._database.transaction() as tx:
                row = tx.execute(select(timer).where(*mine).with_for_update(skip_locked=True)).one_or_none()
                if row is None:
                    return False
                tx.execute(delete(timer).where(timer.c.key == key))
                self._service.timers[row.action].handler(self._service, tx, self._viewer, row.args)
        except Exception as error:  # noqa: BLE001 - work enters here
            self._failed(key, error, now)
            return False
        return True

    def _failed(self, key: str, error: Exception, now: datetime) -> None:
        with self._database.transaction() as tx:
            attempts = tx.scalar(select(timer.c.attempts).where(timer.c.key == key, timer.c.state == PENDING))
            if attempts is None:
                return
            parked = attempts >= len(WAITS)
            later = {"state": PARKED} if parked else {"due_at": now + WAITS[attempts]}
            tx.execute(update(timer).where(timer.c.key == key).values(attempts=attempts + 1, error=words_of(error), **later))
        log.warning("timer.failed", extra={"timer": key, "attempts": attempts + 1, "error": code_of(error)})
