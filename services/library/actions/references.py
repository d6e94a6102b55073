"""What cases and alerts refer to in the library: a link of ids, kept for the organisation that made it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from chassis.values import new_id
from services.library.storage.own import organisation_of
from services.library.storage.references import readable_work
from services.library.storage.tables.references import reference


def referable(tx: Transaction, viewer: Viewer, *, work_id: UUID, now: datetime) -> UUID:
    """Return under which id a reference to the work is kept, before its owner is asked for the record. Raises NotFound, Forbidden."""
    permissions.require(viewer, "reference", "create")
    return readable_work(tx, viewer, work_id, now=now)


def add_reference(tx: Transaction, viewer: Viewer, *, work_id: UUID, kind: str, record_id: UUID, is_seen: bool, now: datetime) -> None:
    """Let a record that the viewer sees, as its owner said before, refer to a work. Raises NotFound, Forbidden."""
    key = _key(tx, viewer, work_id, kind, record_id, is_seen=is_seen, now=now)
    insert_new(tx, reference, [{**key, "id": new_id(), "created_by": viewer.key, "created_at": now}])
    audit.add(tx, viewer, "reference.add", work_id, now)


def remove_reference(tx: Transaction, viewer: Viewer, *, work_id: UUID, kind: str, record_id: UUID, is_seen: bool, now: datetime) -> None:
    """Take the reference of a record that the viewer sees away; there is none afterwards. Raises NotFound, Forbidden."""
    key = _key(tx, viewer, work_id, kind, record_id, is_seen=is_seen, now=now)
    tx.execute(delete(reference).where(*(reference.c[name] == value for name, value in key.items())))
    audit.add(tx, viewer, "reference.remove", work_id, now)


def _key(tx: Transaction, viewer: Viewer, work_id: UUID, kind: str, record_id: UUID, *, is_seen: bool, now: datetime) -> dict[str, Any]:
    kept = referable(tx, viewer, work_id=work_id, now=now)
    if not is_seen:
        raise NotFound(f"no-such-{kind}", id=str(record_id))
    return {"owner_org": organisation_of(viewer), "kind": kind, "record_id": record_id, "work_id": kept}
