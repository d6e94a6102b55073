"""Pools of places, the claims that take them, and the record of how they were given out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from chassis.errors import NotFound
from chassis.storage import Transaction
from chassis.values import new_id
from services.events.domain.registration import Registration
from services.events.domain.seats import Decision, Pool, Waiting
from services.events.domain.words import Mode
from services.events.domain.words import RegistrationState as State
from services.events.storage import tables

MOST_AT_ONCE = 500
COLUMNS = ("id", "event_id", "occurrence_id", "owner_org", "host_org", "session_id", "capacity", "taken")


def add_pool(tx: Transaction, pool: Pool) -> None:
    """Insert a pool of which nothing is taken."""
    row = {name: getattr(pool, name) for name in COLUMNS}
    tx.execute(insert(tables.pool).values({**row, "mode": pool.mode.value if pool.mode else None, "version": 1}))


def lock_pool(tx: Transaction, pool_id: UUID) -> Pool:
    """Return the pool as it is now that nobody else gives or takes its places until the transaction ends. NotFound.

    Every statement after it sees what the last holder committed: the transaction is READ COMMITTED, or on SQLite the only writer.
    """
    row = tx.execute(select(tables.pool).where(tables.pool.c.id == pool_id).with_for_update()).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-pool", id=str(pool_id))
    return pool_from_row(row)


def pools_of(tx: Transaction, occurrence_id: UUID) -> list[Pool]:
    """Return the pools of what takes place once, in the order in which they were made."""
    query = select(tables.pool).where(tables.pool.c.occurrence_id == occurrence_id).order_by(tables.pool.c.id)
    return [pool_from_row(row) for row in tx.execute(query).mappings()]


def versions_of(tx: Transaction, occurrence_id: UUID) -> dict[UUID, int]:
    """Return the version of each pool."""
    query = select(tables.pool.c.id, tables.pool.c.version).where(tables.pool.c.occurrence_id == occurrence_id)
    return {row.id: row.version for row in tx.execute(query)}


def pool_from_row(row: Any) -> Pool:
    """Return the pool of a `seat_pool` row."""
    return Pool(**{name: row[name] for name in COLUMNS}, mode=Mode(row["mode"]) if row["mode"] else None)


def save_capacity(tx: Transaction, pool_id: UUID, capacity: int | None) -> None:
    """Write the size of a locked pool."""
    values = {"capacity": capacity, "version": tables.pool.c.version + 1}
    tx.execute(update(tables.pool).where(tables.pool.c.id == pool_id).values(values))


def take(tx: Transaction, registration: Registration) -> None:
    """Take places of the locked pool for a registration. The database refuses what would be one too many."""
    row = {"registration_id": registration.id, "pool_id": registration.pool_id, "seats": registration.seats}
    tx.execute(insert(tables.claim).values(**row, ends_at=registration.offer_ends_at))
    _add(tx, registration.pool_id, registration.seats)


def keep(tx: Transaction, registration: Registration) -> None:
    """Let the places that were offered be the registration's for good."""
    tx.execute(update(tables.claim).where(tables.claim.c.registration_id == registration.id).values(ends_at=None))


def give_back(tx: Transaction, registration: Registration) -> None:
    """Give the places of a registration back to the locked pool; nothing if it has none."""
    of = (tables.claim.c.registration_id == registration.id, tables.claim.c.pool_id == registration.pool_id)
    if tx.execute(delete(tables.claim).where(*of)).rowcount:
        _add(tx, registration.pool_id, -registration.seats)


def _add(tx: Transaction, pool_id: UUID, seats: int) -> None:
    tx.execute(update(tables.pool).where(tables.pool.c.id == pool_id).values(taken=tables.pool.c.taken + seats))


def queue_of(tx: Transaction, pool_id: UUID) -> list[Waiting]:
    """Return who waits for places of the locked pool, the first 500 in their order."""
    table = tables.registration
    shown = (table.c.id, table.c.seats, table.c.priority, table.c.queued_at)
    query = select(*shown).where(table.c.pool_id == pool_id, table.c.state == State.WAITLISTED.value)
    rows = tx.execute(query.order_by(table.c.priority.desc(), table.c.queued_at, table.c.id).limit(MOST_AT_ONCE))
    return [Waiting(**row._asdict()) for row in rows]


def add_promotion(tx: Transaction, pool: Pool, decisions: Sequence[Decision], *, cause: str, now: datetime) -> None:
    """Write down how places were given out: ids, outcomes, reasons."""
    row = {
        "id": new_id(),
        "pool_id": pool.id,
        "owner_org": pool.owner_org,
        "cause": cause,
        "at": now,
        "free": pool.free,
        "decisions": [{"id": str(one.id), "outcome": one.outcome.value, "why": one.why.value} for one in decisions],
    }
    tx.execute(insert(tables.promotion).values(row))
