"""Brings the outbox to the broker: at least once, in the order of each aggregate, nothing lost by a crash.

Every replica runs one; on PostgreSQL one of them at a time is active (an advisory lock that dies with its connection, taken over
within a second). Rows are claimed by state: a late commit is never jumped over. A message that nobody could take stays pending, is
tried again every 30 s and holds back only its own aggregate.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, case, exists, select, update

from chassis.loops import Loop
from chassis.messages.envelope import Envelope, Outcome, Publication, to_wire
from chassis.messages.outbox import PENDING, SENT, SIGNAL, outbox
from chassis.storage import Database, Transaction
from chassis.storage.leadership import Leadership
from chassis.storage.pruning import prune

BATCH = 500
POLL_S = 1.0
RETRY = timedelta(seconds=30)
KEPT = timedelta(days=35)

Publish = Callable[[Sequence[Publication]], Sequence[Outcome]]
"""Send all, wait for the broker's word on each, in the same order. Unavailable if it does not answer."""


class Relay:
    """The relay of one service in one process."""

    def __init__(self, database: Database, publish: Publish, *, clock: Callable[[], datetime]) -> None:
        """`publish` is called from the thread or greenlet that runs `run` alone."""
        self._database, self._publish, self._clock = database, publish, clock
        self._leadership = Leadership(database, "relay")
        self._loop = Loop("relay", self.send_once, every_s=POLL_S, service=database.service)
        database.on(SIGNAL, self._loop.wake)

    def run(self) -> None:
        """Send until `stop`; returns when the batch at hand is done. A broker or database that is away is waited for."""
        self._loop.run()
        self.release()

    def release(self) -> None:
        """Let another replica send."""
        self._leadership.release()

    def stop(self) -> None:
        """Make `run` return soon."""
        self._loop.stop()

    def send_once(self) -> int:
        """Send at most one batch and return how many messages the broker has taken; 0 too if another replica is active."""
        if not self._leadership.held():
            return 0
        now = self._clock()
        with self._database.reading() as tx:
            rows = _due(tx, now)
        if not rows:
            return 0
        outcomes = self._publish([publication_of(row, source=self._database.service) for row in rows])
        with self._database.transaction() as tx:
            _note(tx, rows, outcomes, now)
        return sum(outcome == "confirmed" for outcome in outcomes)

    def forget_old(self) -> int:
        """Delete of what was sent more than 35 days ago at most 5,000 rows; return how many."""
        with self._database.transaction() as tx:
            return prune(tx, outbox, outbox.c.state == SENT, outbox.c.created_at < self._clock() - KEPT)


def _due(tx: Transaction, now: datetime) -> list[Row[Any]]:
    """Return the first pending row of each aggregate that has none waiting for a retry."""
    earlier = outbox.alias()
    held_back = exists().where(
        and_(earlier.c.subject == outbox.c.subject, earlier.c.state == PENDING, earlier.c.position < outbox.c.position)
    )
    due = select(outbox).where(outbox.c.state == PENDING, outbox.c.next_at <= now, ~held_back)
    return list(tx.execute(due.order_by(outbox.c.position).limit(BATCH)))


def publication_of(row: Row[Any], *, source: str, queue: str | None = None) -> Publication:
    """Return the outbox row as it goes to the broker; `queue`: to that one reader alone."""
    envelope = Envelope(
        id=row.id,
        type=row.type,
        source=f"/{source}",
        subject=row.subject,
        time=row.created_at,
        data=row.data,
        traceparent=row.traceparent,
    )
    return to_wire(envelope, mandatory=bool(row.readers), queue=queue)


def _note(tx: Transaction, rows: Sequence[Row[Any]], outcomes: Sequence[Outcome], now: datetime) -> None:
    sent = [row.position for row, outcome in zip(rows, outcomes, strict=True) if outcome == "confirmed"]
    tx.execute(update(outbox).where(outbox.c.position.in_(sent)).values(state=SENT, sent_at=now, error=None))
    left = {row.position: outcome for row, outcome in zip(rows, outcomes, strict=True) if outcome != "confirmed"}
    if left:
        error = case(left, value=outbox.c.position)
        again = {"next_at": now + RETRY, "attempts": outbox.c.attempts + 1, "error": error}
        tx.execute(update(outbox).where(outbox.c.position.in_(list(left))).values(again))
