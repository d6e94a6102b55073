"""Finds what a reader must have and has not, and sends it again, to that reader alone.

It runs by itself after an embedded start (queues in memory died with the process), and as `havana reconcile` after a restore or for a
new reader: (ids in the publisher's outbox of 35 days) minus (ids in the reader's inbox). `doctor` counts them. What is older than 35
days is not in the outbox any more.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from chassis.errors import Unavailable
from chassis.messages.envelope import queue_of
from chassis.messages.inbox import inbox
from chassis.messages.outbox import SENT, outbox
from chassis.messages.relay import KEPT, Publish, publication_of
from chassis.storage import Database, Transaction

PAGE = 1000
ON_THE_WAY = timedelta(seconds=60)

Missing = Callable[[str, Sequence[UUID]], Sequence[UUID]]
"""(reader's name, ids) → those of them that the reader does not know."""


def missing(tx: Transaction, ids: Sequence[UUID]) -> list[UUID]:
    """Return those of `ids` that this service never received, in the same order."""
    known = set(tx.execute(select(inbox.c.message_id).where(inbox.c.message_id.in_(ids))).scalars())
    return [one for one in ids if one not in known]


def reconcile(database: Database, publish: Publish, ask: Missing, *, now: datetime, reader: str | None = None) -> dict[str, int]:
    """Send every reader (or one) what it misses of this service; return reader → how many. What is pending is the relay's work.

    Unavailable if the broker or a reader does not answer.
    """
    sent: Counter[str] = Counter()
    for name, lost in _lost(database, ask, now=now, reader=reader):
        _send(publish, lost, source=database.service, reader=name)
        sent[name] += len(lost)
    return dict(sent)


def count_missing(database: Database, ask: Missing, *, now: datetime) -> dict[str, int]:
    """Return reader → how many messages it misses of this service that were sent a minute ago or more. Nothing is sent."""
    missed: Counter[str] = Counter()
    for name, lost in _lost(database, ask, now=now, reader=None):
        missed[name] += sum(row.sent_at <= now - ON_THE_WAY for row in lost)
    return dict(missed)


def _lost(database: Database, ask: Missing, *, now: datetime, reader: str | None) -> Iterator[tuple[str, list[Row[Any]]]]:
    """Yield (reader, what it misses), page by page of the outbox."""
    position = 0
    while rows := _page(database, after=position, since=now - KEPT):
        position = rows[-1].position
        for name in sorted({name for row in rows for name in row.readers if reader in {None, name}}):
            mine = {row.id: row for row in rows if name in row.readers}
            yield name, [mine[one] for one in ask(name, list(mine))]


def _send(publish: Publish, rows: Sequence[Row[Any]], *, source: str, reader: str) -> None:
    if not rows:
        return
    outcomes = publish([publication_of(row, source=source, queue=queue_of(reader)) for row in rows])
    if any(outcome != "confirmed" for outcome in outcomes):
        raise Unavailable("reader-has-no-queue", reader=reader)


def _page(database: Database, *, after: int, since: datetime) -> list[Row[Any]]:
    with database.reading() as tx:
        wanted = (outbox.c.position > after, outbox.c.state == SENT, outbox.c.created_at >= since)
        return list(tx.execute(select(outbox).where(*wanted).order_by(outbox.c.position).limit(PAGE)))
