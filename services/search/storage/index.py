"""What the index should hold, and how far the engine has followed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, func, or_, select, update

from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from services.search.storage.tables import indexed

WANTED, WRITTEN, WITHDRAWN, REMOVED, PARKED, DROPPED = "wanted", "written", "withdrawn", "removed", "parked", "dropped"
SIGNAL = "index"
WRITTEN_SIGNAL = "index.written"
LAST_ATTEMPT = 8
WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 1800, 3600))


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What an owner says of one of its representations."""

    id: UUID
    kind: str
    owner: str
    version: int
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the index has come with a representation."""

    id: UUID
    version: int
    state: str
    changed_at: datetime

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it may be found."""
        return self.state in {REMOVED, DROPPED, PARKED}


STANDING = (indexed.c.id, indexed.c.version, indexed.c.state, indexed.c.changed_at)


def note_announced(tx: Transaction, announced: Iterable[Announced], *, now: datetime) -> int:
    """Want what is newer than what is known; return how many that were. Older versions never win, whatever order they come in."""
    latest = {one.id: one for one in sorted(announced, key=lambda one: one.version)}
    if not latest:
        return 0
    inserted = {row.id for row in insert_new(tx, indexed, [_new_row(one, now) for one in latest.values()])}
    changed = len(inserted) + sum(_overtaken(tx, one, now) for one in latest.values() if one.id not in inserted)
    if changed:
        tx.signal(SIGNAL)
    return changed


def _new_row(one: Announced, now: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "owner": one.owner,
        "version": one.version,
        "state": WITHDRAWN if one.withdrawn else WANTED,
        "in_engine": False,
        "attempts": 0,
        "error": None,
        "next_at": now,
        "changed_at": now,
        "watched_version": 0,
    }


def _overtaken(tx: Transaction, one: Announced, now: datetime) -> int:
    """Let a newer version take the place of the known one; say whether it did. A withdrawal wins over the version it withdraws too."""
    newer = indexed.c.version < one.version
    if one.withdrawn:
        newer = or_(newer, and_(indexed.c.version == one.version, indexed.c.state.not_in([WITHDRAWN, REMOVED])))
    row = _new_row(one, now)
    values = {name: row[name] for name in ("version", "state", "attempts", "error", "next_at", "changed_at")}
    return tx.execute(update(indexed).where(indexed.c.id == one.id, newer).values(values)).rowcount


def due(tx: Transaction, *, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return what the engine has not followed yet: what is to be removed first, then the oldest."""
    last = case((indexed.c.state == WITHDRAWN, 0), else_=1)
    open_ones = (indexed.c.state.in_([WANTED, WITHDRAWN]), indexed.c.next_at <= now)
    return tx.execute(select(indexed).where(*open_ones).order_by(last, indexed.c.next_at).limit(limit)).all()


def note_written(tx: Transaction, versions: Mapping[UUID, int], *, now: datetime) -> None:
    """The engine holds these versions. What was announced meanwhile stays to be done."""
    if not versions:
        return
    open_ones = (indexed.c.id.in_(list(versions)), indexed.c.state.in_([WANTED, WRITTEN]))
    tx.execute(update(indexed).where(*open_ones).values(in_engine=True))
    for version, ids in _by_version(versions).items():
        done = (indexed.c.id.in_(ids), indexed.c.state.in_([WANTED, WRITTEN]), indexed.c.version <= version)
        tx.execute(update(indexed).where(*done).values(state=WRITTEN, version=version, attempts=0, error=None, changed_at=now))
    tx.signal(WRITTEN_SIGNAL)


def note_removed(tx: Transaction, versions: Mapping[UUID, int], *, now: datetime) -> None:
    """The engine holds nothing of these any more. What was announced meanwhile stays to be done."""
    for version, ids in _by_version(versions).items():
        gone = (indexed.c.id.in_(ids), indexed.c.version <= version)
        removed = {"state": REMOVED, "version": version, "in_engine": False, "attempts": 0, "error": None, "changed_at": now}
        tx.execute(update(indexed).where(*gone).values(removed))


def _by_version(versions: Mapping[UUID, int]) -> dict[int, list[UUID]]:
    by_version: dict[int, list[UUID]] = {}
    for representation_id, version in versions.items():
        by_version.setdefault(version, []).append(representation_id)
    return by_version


def park(tx: Transaction, errors: Mapping[UUID, tuple[int, str]], *, now: datetime) -> None:
    """Give these versions up, id → (version, code of what refused them), until somebody has them tried again. The engine has no other."""
    for representation_id, (version, error) in errors.items():
        this = (indexed.c.id == representation_id, indexed.c.state == WANTED, indexed.c.version <= version)
        given_up = {"state": PARKED, "in_engine": False, "error": error[:100], "attempts": indexed.c.attempts + 1, "changed_at": now}
        tx.execute(update(indexed).where(*this).values(given_up))


def postpone(tx: Transaction, rows: Iterable[Row[Any]], error: str, *, now: datetime) -> None:
    """Try again later what failed for an unforeseen reason; the eighth failure parks it."""
    for row in rows:
        again = row.attempts + 1 < LAST_ATTEMPT
        later = {"next_at": now + WAITS[row.attempts]} if again else {"state": PARKED, "changed_at": now}
        this = (indexed.c.id == row.id, indexed.c.version == row.version, indexed.c.state == row.state)
        tx.execute(update(indexed).where(*this).values(attempts=row.attempts + 1, error=error[:100], **later))


def wait(tx: Transaction, ids: Collection[UUID], *, now: datetime) -> None:
    """Look for these again in a second."""
    tx.execute(update(indexed).where(indexed.c.id.in_(list(ids))).values(next_at=now + WAITS[0]))


def unsettled(tx: Transaction, *, limit: int) -> list[UUID]:
    """Return what the engine may still show in a version that must not be seen any more."""
    behind = (indexed.c.state.in_([WANTED, WITHDRAWN, PARKED]), indexed.c.in_engine.is_(True))
    return list(tx.execute(select(indexed.c.id).where(*behind).limit(limit)).scalars())


def standing(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the version of each of these that may be shown."""
    rows = tx.execute(select(indexed.c.id, indexed.c.version).where(indexed.c.id.in_(list(ids)), indexed.c.state == WRITTEN))
    return {row.id: row.version for row in rows}


def known(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Return what is known of these representations."""
    rows = tx.execute(select(*STANDING).where(indexed.c.id.in_(list(ids))))
    return {row.id: Standing(**row._asdict()) for row in rows}


def want_again(tx: Transaction, ids: Collection[UUID], *, now: datetime) -> None:
    """Write these once more: the engine does not hold what it should."""
    again = {"state": WANTED, "attempts": 0, "error": None, "next_at": now}
    tx.execute(update(indexed).where(indexed.c.id.in_(list(ids)), indexed.c.state.in_([WRITTEN, PARKED])).values(again))
    tx.signal(SIGNAL)


def written_after(tx: Transaction, last: UUID | None, *, limit: int) -> list[Standing]:
    """Return the next of what the engine should hold, in the order of ids."""
    following = (indexed.c.state == WRITTEN,) if last is None else (indexed.c.state == WRITTEN, indexed.c.id > last)
    return [Standing(**row._asdict()) for row in tx.execute(select(*STANDING).where(*following).order_by(indexed.c.id).limit(limit))]


def counts(tx: Transaction) -> dict[str, int]:
    """Return how many representations stand in each state."""
    rows = tx.execute(select(indexed.c.state, func.count().label("number")).group_by(indexed.c.state)).all()
    return {row.state: row.number for row in rows}


def oldest_waiting(tx: Transaction) -> datetime | None:
    """Return since when the engine has not followed; None if nothing waits."""
    found: datetime | None = tx.scalar(select(func.min(indexed.c.changed_at)).where(indexed.c.state.in_([WANTED, WITHDRAWN])))
    return found


def unwatched(tx: Transaction, *, limit: int) -> dict[UUID, int]:
    """Return what was written since saved searches last looked, id → version, the oldest first."""
    new = (indexed.c.state == WRITTEN, indexed.c.watched_version < indexed.c.version)
    rows = tx.execute(select(indexed.c.id, indexed.c.version).where(*new).order_by(indexed.c.changed_at).limit(limit))
    return {row.id: row.version for row in rows}


def note_watched(tx: Transaction, versions: Mapping[UUID, int]) -> None:
    """Saved searches have looked at these versions."""
    for representation_id, version in versions.items():
        older = (indexed.c.id == representation_id, indexed.c.watched_version < version)
        tx.execute(update(indexed).where(*older).values(watched_version=version))


def parked(tx: Transaction, *, limit: int = 200) -> Sequence[Row[Any]]:
    """Return what was given up, the longest ago first."""
    return tx.execute(select(indexed).where(indexed.c.state == PARKED).order_by(indexed.c.changed_at).limit(limit)).all()


def drop(tx: Transaction, representation_id: UUID) -> bool:
    """Let a parked version never be found; a later one will. False if it is not parked."""
    this = (indexed.c.id == representation_id, indexed.c.state == PARKED)
    return bool(tx.execute(update(indexed).where(*this).values(state=DROPPED, error=None)).rowcount)
