"""What every change of a case does besides: a new version, a line in the timeline, a row in the audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis import audit
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.cases import storage
from services.cases.storage.rows import Row


def change(
    tx: Transaction, viewer: Viewer, row: Row, action: str, *, now: datetime, changes: Mapping[str, Any] | None = None, **params: Any
) -> Row:
    """Write `changes` to the case, note the action and return the row; `params` are codes and ids, never a name or a text."""
    by = storage.cases.actor(viewer)
    changed = storage.cases.save_case(tx, row, changes or {}, by=by, now=now)
    storage.cases.add_to_timeline(tx, row, action, by=by, at=now, **params)
    audit.add(tx, viewer, f"case.{action}", row["id"], now, org=row["owner_org"], **params)
    return changed
