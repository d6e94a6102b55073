"""What refers to a work, and which works a record refers to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import audit, permissions, representations
from chassis.contexts import Viewer
from chassis.fields import opened
from chassis.representations import representation
from chassis.storage import Transaction
from services.library.queries.works import KIND, own_item, public_item
from services.library.storage.own import of_own
from services.library.storage.references import readable_work
from services.library.storage.tables.references import reference
from services.library.storage.tables.works import work
from services.library.storage.works import work_from_row

MOST = 200
Json = dict[str, Any]


def references_of(tx: Transaction, viewer: Viewer, work_id: UUID, *, now: datetime) -> list[Json]:
    """Return what our organisation linked to a work, whoever sees it. Raises NotFound, Forbidden."""
    permissions.require(viewer, "reference", "read")
    kept = readable_work(tx, viewer, work_id, now=now)
    query = select(reference).where(of_own(reference, viewer), reference.c.work_id == kept).order_by(reference.c.id.desc()).limit(MOST)
    return [dict(row) for row in tx.execute(query).mappings()]


def works_of(tx: Transaction, viewer: Viewer, *, kind: str, record_id: UUID, now: datetime) -> Json:
    """Return the works that a record refers to, the last one linked first: our own, and others' while they are published."""
    permissions.require(viewer, "reference", "read")
    of_record = (reference.c.kind == kind, reference.c.record_id == record_id)
    query = select(reference.c.work_id).where(of_own(reference, viewer), *of_record).order_by(reference.c.id.desc()).limit(MOST)
    ids = list(tx.execute(query).scalars())
    found = {**_own(tx, viewer, ids), **_published(tx, viewer, ids, now=now)}
    audit.add(tx, viewer, "reference.list", record_id, now)
    return {"items": [found[one] for one in ids if one in found]}


def _own(tx: Transaction, viewer: Viewer, ids: list[UUID]) -> dict[UUID, Json]:
    rows = tx.execute(select(work).where(work.c.id.in_(ids), of_own(work, viewer))).mappings()
    return {row["id"]: own_item(work_from_row(opened(tx, work, dict(row)))) for row in rows}


def _published(tx: Transaction, viewer: Viewer, ids: list[UUID], *, now: datetime) -> dict[UUID, Json]:
    page = representations.page(tx, viewer, KIND, now=now, where=[representation.c.id.in_(ids)], limit=MOST)
    return {one.id: public_item(one) for one in page.rows}
