"""The times the index was built from its owners."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from chassis.storage import Transaction
from services.search.storage.tables import rebuild

BUILDING, DONE, GIVEN_UP = "building", "done", "given-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """How far the index was built: `after` of `owner` comes next (None: its first one; no owner: the first of all)."""

    generation: str
    state: str
    owner: str | None
    after: UUID | None
    listed: int
    written: int
    refused: int
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one page came to."""

    listed: int
    written: int
    refused: int


def current(tx: Transaction) -> Rebuild | None:
    """Return what is being built."""
    return _one(tx.execute(select(rebuild).where(rebuild.c.state == BUILDING)).one_or_none())


def last(tx: Transaction) -> Rebuild | None:
    """Return what is being built, or was built last."""
    return _one(tx.execute(select(rebuild).order_by(rebuild.c.started_at.desc()).limit(1)).one_or_none())


def begin(tx: Transaction, *, now: datetime) -> Rebuild:
    """Begin to build a generation, named by its moment."""
    row: dict[str, Any] = {
        "generation": f"g{now:%Y%m%d-%H%M%S-%f}",
        "state": BUILDING,
        "owner": None,
        "after": None,
        "listed": 0,
        "written": 0,
        "refused": 0,
        "started_at": now,
        "ended_at": None,
    }
    tx.execute(insert(rebuild), row)
    return Rebuild(**row)


def note_step(tx: Transaction, begun: Rebuild, step: Step, following: tuple[str, UUID | None] | None, *, now: datetime) -> None:
    """Note a page, and what comes next; nothing more to come: the generation is done."""
    values: dict[str, Any] = {name: getattr(begun, name) + getattr(step, name) for name in ("listed", "written", "refused")}
    if following is None:
        values |= {"state": DONE, "owner": None, "after": None, "ended_at": now}
    else:
        values |= {"owner": following[0], "after": following[1]}
    tx.execute(update(rebuild).where(rebuild.c.generation == begun.generation).values(values))


def give_up(tx: Transaction, generation: str, *, now: datetime) -> None:
    """Stop building a generation."""
    this = (rebuild.c.generation == generation, rebuild.c.state == BUILDING)
    tx.execute(update(rebuild).where(*this).values(state=GIVEN_UP, ended_at=now))


def _one(row: Row[Any] | None) -> Rebuild | None:
    return None if row is None else Rebuild(**row._asdict())
