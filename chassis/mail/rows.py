"""What is to be sent, beside the outbox, and the addresses that refused mail.

An address is guarded: in the clear it stands in no dump. Whether it refused mail is found by a keyed digest.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Uuid, delete, insert, select, update

from chassis import fields
from chassis.storage import Transaction, Utc, metadata
from chassis.storage.pruning import prune
from chassis.storage.upsert import insert_or_replace
from chassis.values import new_id

SIGNAL = "mail"
PENDING, SENT, PARKED, SUPPRESSED = "pending", "sent", "parked", "suppressed"
LAST_ATTEMPT = 8
LEASE = timedelta(minutes=5)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
SUPPRESSED_FOR = timedelta(days=30)
KEPT = timedelta(days=35)
SITE = UUID(int=0)
"""Whose key the digests of addresses are made with: an address refuses mail of every organisation alike."""

mail = Table(
    "mail",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_org", Uuid, nullable=False),
    fields.guarded("recipient", nullable=False),
    Column("template", String(60), nullable=False),
    Column("lang", String(35), nullable=False),
    Column("path", String(200), nullable=False),
    Column("count", Integer),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", String(60)),
    Column("created_at", Utc, nullable=False),
    Column("next_at", Utc, nullable=False),
    Column("sent_at", Utc),
)
Index(None, mail.c.state, mail.c.next_at)

mail_suppression = Table(
    "mail_suppression",
    metadata,
    Column("address_digest", LargeBinary(32), primary_key=True),
    Column("until", Utc, nullable=False),
)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail that is due. `suppressed`: its address refused mail not long ago."""

    id: UUID
    recipient: str
    template: str
    lang: str
    path: str
    count: int | None
    attempts: int
    created_at: datetime
    suppressed: bool


def add(
    tx: Transaction,
    *,
    to: str,
    org: UUID,
    template: str,
    path: str,
    now: datetime,
    lang: str = "en",
    count: int | None = None,
) -> UUID:
    """Send `template` to the address `to` after the commit, with a link to `path` and a number; return the mail's id.

    A link in a mail opens nothing by itself: a path with a query is a ValueError.
    """
    if not path.startswith("/") or set(path) & set("?#\\\r\n") or path.startswith("//"):
        raise ValueError(f"not a plain path: {path!r}")
    mail_id = new_id()
    row = {
        "id": mail_id,
        "owner_org": org,
        "recipient": to,
        "template": template,
        "lang": lang,
        "path": path,
        "count": count,
        "state": PENDING,
        "attempts": 0,
        "created_at": now,
        "next_at": now,
    }
    tx.execute(insert(mail), fields.sealed(tx, mail, row, org=org))
    tx.signal(SIGNAL)
    return mail_id


def erase(tx: Transaction, mail_ids: Sequence[UUID]) -> None:
    """Erase mails with their addresses, sent or not."""
    tx.execute(delete(mail).where(mail.c.id.in_(list(mail_ids))))


def take_due(tx: Transaction, *, now: datetime, limit: int) -> Sequence[Mail]:
    """Take the mails that are due for five minutes: nobody else takes them meanwhile; whoever dies with them leaves them to others."""
    due = (
        select(mail)
        .where(mail.c.state == PENDING, mail.c.next_at <= now)
        .order_by(mail.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = [fields.opened(tx, mail, row._asdict()) for row in tx.execute(due)]
    if not rows:
        return []
    taken = update(mail).where(mail.c.id.in_([row["id"] for row in rows]))
    tx.execute(taken.values(next_at=now + LEASE, attempts=mail.c.attempts + 1))
    refusing = _refusing(tx, [row["recipient"] for row in rows if row["recipient"]], now=now)
    return [_to_mail(row, refusing) for row in rows]


def note_sent(tx: Transaction, mail_id: UUID, *, now: datetime) -> None:
    """Mark a mail as taken by the transport."""
    _set(tx, mail_id, state=SENT, sent_at=now, error=None)


def note_failed(tx: Transaction, failed: Mail, error: str, *, now: datetime) -> None:
    """Try again later, four times as late each time, at most 6 hours; the 8th failure parks the mail."""
    if failed.attempts >= LAST_ATTEMPT:
        _set(tx, failed.id, state=PARKED, error=error)
        return
    wait = min(FIRST_WAIT * 4 ** (failed.attempts - 1), LONGEST_WAIT)
    _set(tx, failed.id, next_at=now + wait, error=error)


def park(tx: Transaction, mail_id: UUID, error: str) -> None:
    """Stop trying."""
    _set(tx, mail_id, state=PARKED, error=error)


def note_suppressed(tx: Transaction, mail_id: UUID) -> None:
    """Drop a mail whose address refuses mail."""
    _set(tx, mail_id, state=SUPPRESSED)


def suppress(tx: Transaction, address: str, *, now: datetime) -> None:
    """Send nothing to `address` for 30 days."""
    insert_or_replace(tx, mail_suppression, {"address_digest": _digest(tx, address), "until": now + SUPPRESSED_FOR})


def forget_old(tx: Transaction, *, now: datetime) -> int:
    """Delete some of the mails that were settled 35 days ago, and all addresses that may get mail again; return how many mails."""
    tx.execute(delete(mail_suppression).where(mail_suppression.c.until < now))
    return prune(tx, mail, mail.c.state != PENDING, mail.c.created_at < now - KEPT)


def _set(tx: Transaction, mail_id: UUID, **values: Any) -> None:
    tx.execute(update(mail).where(mail.c.id == mail_id).values(**values))


def _to_mail(row: Mapping[str, Any], refusing: set[str]) -> Mail:
    return Mail(
        id=row["id"],
        recipient=row["recipient"] or "",
        template=row["template"],
        lang=row["lang"],
        path=row["path"],
        count=row["count"],
        attempts=row["attempts"] + 1,
        created_at=row["created_at"],
        suppressed=row["recipient"] is None or row["recipient"] in refusing,
    )


def _refusing(tx: Transaction, addresses: Sequence[str], *, now: datetime) -> set[str]:
    by_digest = {_digest(tx, address): address for address in addresses}
    found = select(mail_suppression.c.address_digest).where(
        mail_suppression.c.address_digest.in_(list(by_digest)), mail_suppression.c.until > now
    )
    refused = {bytes(digest) for digest in tx.execute(found).scalars()}
    return {address for digest, address in by_digest.items() if digest in refused}


def _digest(tx: Transaction, address: str) -> bytes:
    return hmac.digest(tx.data_keys.index_key(SITE), address.strip().casefold().encode(), hashlib.sha256)
