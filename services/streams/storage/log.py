"""The log: appending in order, and reading what a viewer's tokens lead to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, delete, insert, select, union_all, update

from chassis import audience
from chassis.storage import Transaction
from chassis.values import Tlp
from services.streams.domain import Entry
from services.streams.storage.tables import delivery, entry, entry_audience, log_head

HEAD = 1


def lock_head(tx: Transaction) -> int:
    """Return the last position, locked until the transaction ends."""
    return int(tx.scalar(select(log_head.c.position).where(log_head.c.id == HEAD).with_for_update()))


def head(tx: Transaction) -> int:
    """Return the last position."""
    return int(tx.scalar(select(log_head.c.position).where(log_head.c.id == HEAD)))


def appended_at(tx: Transaction) -> datetime | None:
    """Return when the last entry was appended, None if there is none."""
    found: datetime | None = tx.scalar(select(entry.c.recorded_at).order_by(entry.c.position.desc()).limit(1))
    return found


def add_entry(tx: Transaction, new: Entry, *, salt: bytes, tokens: Iterable[str]) -> None:
    """Append an entry at its position, addressed to `tokens`; the caller holds the head."""
    row = {
        "id": new.id,
        "position": new.position,
        "type": new.type,
        "kind": new.kind,
        "owner_org": new.owner_org,
        "representation_id": new.representation_id,
        "version": new.version,
        "withdrawn": new.withdrawn,
        "marking": new.tlp.rank,
        "country": new.country,
        "lang": new.lang,
        "visible_until": new.visible_until,
        "occurred_at": new.occurred_at,
        "recorded_at": new.recorded_at,
        "cause": new.cause,
        "salt": salt,
        "digest": new.digest,
    }
    tx.execute(insert(entry).values(row))
    audience.address(tx, entry_audience, new.id, tokens, new.position)
    tx.execute(update(log_head).where(log_head.c.id == HEAD).values(position=new.position))


def last_entry(tx: Transaction, representation_id: UUID) -> Entry | None:
    """Return the last entry about a representation."""
    query = select(entry).where(entry.c.representation_id == representation_id).order_by(entry.c.position.desc()).limit(1)
    row = tx.execute(query).mappings().one_or_none()
    return entry_from_row(row) if row else None


def written_audience(tx: Transaction, representation_id: UUID) -> frozenset[str]:
    """Return everybody who may still read an entry about a representation."""
    query = select(entry_audience.c.token).join(entry, entry.c.id == entry_audience.c.id)
    return frozenset(tx.execute(query.where(entry.c.representation_id == representation_id).distinct()).scalars())


def narrow_entries(tx: Transaction, representation_id: UUID, *, tokens: frozenset[str], like: Entry) -> None:
    """Hide the former entries of a representation from everybody but `tokens`, and limit them as `like` is limited."""
    former = select(entry.c.id).where(entry.c.representation_id == representation_id)
    tx.execute(delete(entry_audience).where(entry_audience.c.id.in_(former), entry_audience.c.token.not_in(sorted(tokens))))
    limits = {"marking": like.tlp.rank, "visible_until": like.visible_until}
    tx.execute(update(entry).where(entry.c.representation_id == representation_id).values(limits))


def written_entries(tx: Transaction, tokens: frozenset[str], *, after: int, up_to: int, limit: int) -> list[Entry]:
    """Return the first entries in (after, up_to] that one of `tokens` may lead to: one short index scan per token, merged."""
    scans = [_scan(token, after=after, up_to=up_to, limit=limit) for token in sorted(tokens)]
    merged = union_all(*[select(scan.subquery()) for scan in scans]).subquery()
    first = select(merged.c.sort_key).distinct().order_by(merged.c.sort_key).limit(limit)
    query = select(entry).where(entry.c.position.in_(first)).order_by(entry.c.position)
    return [entry_from_row(row) for row in tx.execute(query).mappings()]


def _scan(token: str, *, after: int, up_to: int, limit: int) -> Select[Any]:
    side = entry_audience.c
    return (
        select(side.sort_key).where(side.token == token, side.sort_key > after, side.sort_key <= up_to).order_by(side.sort_key).limit(limit)
    )


def withdrawals(tx: Transaction, subscription_id: UUID, *, after: int, up_to: int, limit: int) -> list[Entry]:
    """Return the first withdrawals in (after, up_to] of records that the subscription was given."""
    given = select(delivery.c.representation_id).where(delivery.c.subscription_id == subscription_id)
    query = select(entry).where(
        entry.c.withdrawn.is_(True), entry.c.position > after, entry.c.position <= up_to, entry.c.representation_id.in_(given)
    )
    return [entry_from_row(row) for row in tx.execute(query.order_by(entry.c.position).limit(limit)).mappings()]


def audiences(tx: Transaction, entry_ids: Sequence[UUID]) -> dict[UUID, frozenset[str]]:
    """Return who may read each of the entries."""
    found: dict[UUID, set[str]] = {entry_id: set() for entry_id in entry_ids}
    query = select(entry_audience.c.id, entry_audience.c.token).where(entry_audience.c.id.in_(entry_ids))
    for row in tx.execute(query).mappings():
        found[row["id"]].add(row["token"])
    return {entry_id: frozenset(tokens) for entry_id, tokens in found.items()}


def entries_about(tx: Transaction, representation_ids: Iterable[UUID]) -> list[Entry]:
    """Return every written entry about the representations that somebody may still read."""
    addressed = select(entry_audience.c.id)
    query = select(entry).where(entry.c.representation_id.in_(sorted(representation_ids)), entry.c.id.in_(addressed))
    return [entry_from_row(row) for row in tx.execute(query).mappings()]


def entry_from_row(row: RowMapping) -> Entry:
    """Return the entry of an `entry` row."""
    return Entry(
        id=row["id"],
        position=row["position"],
        type=row["type"],
        kind=row["kind"],
        owner_org=row["owner_org"],
        representation_id=row["representation_id"],
        version=row["version"],
        withdrawn=row["withdrawn"],
        tlp=Tlp.of_rank(row["marking"]),
        country=row["country"],
        lang=row["lang"],
        visible_until=row["visible_until"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        cause=row["cause"],
        digest=row["digest"],
    )
