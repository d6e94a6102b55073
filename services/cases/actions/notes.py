"""Notes for the team."""

from datetime import datetime
from uuid import UUID

from chassis.contexts import Viewer
from chassis.storage import Transaction
from chassis.values import new_id
from services.cases import storage
from services.cases.actions.changes import change
from services.cases.storage import rows
from services.cases.storage.tables import note


def add_note(tx: Transaction, viewer: Viewer, *, case_id: UUID, body: str, now: datetime) -> UUID:
    """Write something down for the team and return the note's id. Raises NotFound, Forbidden."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="note", now=now, lock=True)
    note_id = new_id()
    rows.add(tx, note, {"id": note_id, **rows.place(row), "author": storage.cases.actor(viewer), "created_at": now, "body": body})
    change(tx, viewer, row, "add_note", now=now, note_id=str(note_id))
    return note_id
