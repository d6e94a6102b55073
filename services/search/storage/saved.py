"""Searches that somebody keeps, and what they have found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, insert, or_, select, update

from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import opened, sealed
from chassis.storage import Transaction
from chassis.storage.upsert import insert_or_replace
from services.search.storage.index import WANTED, WRITTEN
from services.search.storage.tables import finding, indexed, saved_search

FOUND_IN = (WANTED, WRITTEN)
"""States in which a representation is found, or its next version soon will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search that a member keeps; `question`: plain JSON, as it was asked."""

    id: UUID
    owner_org: UUID
    membership: UUID
    version: int
    name: str
    question: Mapping[str, Any]
    by_mail: bool
    token_digest: bytes | None
    created_at: datetime
    updated_at: datetime
    mailed_at: datetime | None = None
    seen_at: datetime | None = None


def add(tx: Transaction, new: SavedSearch) -> None:
    """Insert a saved search."""
    tx.execute(insert(saved_search), _sealed(tx, new))


def save(tx: Transaction, changed: SavedSearch) -> None:
    """Write a saved search whose row the caller holds."""
    tx.execute(update(saved_search).where(saved_search.c.id == changed.id).values(_sealed(tx, changed)))


def _sealed(tx: Transaction, one: SavedSearch) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in SavedSearch.__slots__}
    return sealed(tx, saved_search, row, org=one.owner_org)


def get(tx: Transaction, viewer: Viewer, saved_search_id: UUID, *, lock: bool = False) -> SavedSearch:
    """Return one of the viewer's own saved searches. NotFound."""
    query = _own(viewer).where(saved_search.c.id == saved_search_id)
    row = tx.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-saved-search", id=str(saved_search_id))
    return _of_row(tx, row)


def own(tx: Transaction, viewer: Viewer) -> list[SavedSearch]:
    """Return the viewer's own saved searches, the oldest first."""
    return [_of_row(tx, row) for row in tx.execute(_own(viewer).order_by(saved_search.c.id)).mappings()]


def _own(viewer: Viewer) -> Select[Any]:
    return select(saved_search).where(saved_search.c.owner_org == viewer.org, saved_search.c.membership == viewer.membership)


def count_own(tx: Transaction, viewer: Viewer) -> int:
    """Return how many searches the viewer keeps."""
    number: int = tx.scalar(select(func.count()).select_from(_own(viewer).subquery()))
    return number


def by_token(tx: Transaction, digest: bytes) -> SavedSearch | None:
    """Return the saved search whose feed a link opens."""
    row = tx.execute(select(saved_search).where(saved_search.c.token_digest == digest)).mappings().one_or_none()
    return _of_row(tx, row) if row else None


def after(tx: Transaction, last: UUID | None, *, limit: int) -> list[SavedSearch]:
    """Return the next saved searches of everybody, in the order of their ids."""
    query = select(saved_search) if last is None else select(saved_search).where(saved_search.c.id > last)
    return [_of_row(tx, row) for row in tx.execute(query.order_by(saved_search.c.id).limit(limit)).mappings()]


def remove(tx: Transaction, ids: Collection[UUID]) -> None:
    """Delete saved searches with what they found."""
    tx.execute(delete(finding).where(finding.c.saved_search_id.in_(list(ids))))
    tx.execute(delete(saved_search).where(saved_search.c.id.in_(list(ids))))


def note_found(tx: Transaction, saved_search_id: UUID, versions: Mapping[UUID, int], *, among: Collection[UUID], now: datetime) -> int:
    """Keep what was found `among` these, forget the others of them; return how much is new to this search or has a new version."""
    forget_findings(tx, [one for one in among if one not in versions], of=saved_search_id)
    if not versions:
        return 0
    known = {row.representation_id: row.version for row in tx.execute(_findings(saved_search_id, versions))}
    new = {one: version for one, version in versions.items() if known.get(one, 0) < version}
    for representation_id, version in new.items():
        row = {"saved_search_id": saved_search_id, "representation_id": representation_id, "version": version, "found_at": now}
        insert_or_replace(tx, finding, row)
    return len(new)


def _findings(saved_search_id: UUID, ids: Collection[UUID]) -> Select[Any]:
    return select(finding).where(finding.c.saved_search_id == saved_search_id, finding.c.representation_id.in_(list(ids)))


def findings(saved_search_id: UUID) -> Select[Any]:
    """Return the statement that selects what a saved search has found and was not withdrawn."""
    standing = and_(indexed.c.id == finding.c.representation_id, indexed.c.state.in_(FOUND_IN))
    return select(finding).join(indexed, standing).where(finding.c.saved_search_id == saved_search_id)


def new_of(tx: Transaction, ones: Sequence[SavedSearch]) -> dict[UUID, int]:
    """Return how much each of these has found since somebody looked and was not withdrawn."""
    since = or_(saved_search.c.seen_at.is_(None), finding.c.found_at > saved_search.c.seen_at)
    counted = (
        select(finding.c.saved_search_id, func.count().label("number"))
        .join(saved_search, saved_search.c.id == finding.c.saved_search_id)
        .join(indexed, indexed.c.id == finding.c.representation_id)
        .where(finding.c.saved_search_id.in_([one.id for one in ones]), since, indexed.c.state.in_(FOUND_IN))
        .group_by(finding.c.saved_search_id)
    )
    return {row.saved_search_id: row.number for row in tx.execute(counted)}


def note_seen(tx: Transaction, saved_search_id: UUID, *, now: datetime) -> None:
    """Somebody has looked: what comes from now on is new, and mailed again."""
    tx.execute(update(saved_search).where(saved_search.c.id == saved_search_id).values(seen_at=now, mailed_at=None))


def note_mailed(tx: Transaction, saved_search_id: UUID, *, now: datetime) -> bool:
    """Claim the one mail until somebody looks; False if it was sent."""
    unsent = (saved_search.c.id == saved_search_id, saved_search.c.mailed_at.is_(None))
    return bool(tx.execute(update(saved_search).where(*unsent).values(mailed_at=now)).rowcount)


def forget_findings(tx: Transaction, representation_ids: Collection[UUID], *, of: UUID) -> None:
    """Forget that a saved search found these."""
    if representation_ids:
        tx.execute(delete(finding).where(finding.c.saved_search_id == of, finding.c.representation_id.in_(list(representation_ids))))


def _of_row(tx: Transaction, row: Mapping[Any, Any]) -> SavedSearch:
    return SavedSearch(**opened(tx, saved_search, dict(row)))
