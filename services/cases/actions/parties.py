"""The people of a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.storage import Transaction
from chassis.values import new_id
from services.cases import storage
from services.cases.actions.changes import change
from services.cases.domain.parties import check_represents
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import party


def add_party(tx: Transaction, viewer: Viewer, *, case_id: UUID, now: datetime, **given: Any) -> UUID:
    """Add a person to a case and return their id. Raises NotFound, Forbidden, Invalid."""
    case_row = storage.cases.get_case(tx, viewer, case_id, verb="amend", now=now, lock=True)
    party_id = insert_party(tx, viewer, case_row, given, now=now)
    change(tx, viewer, case_row, "add_party", now=now, party_id=str(party_id), role=given["role"])
    return party_id


def insert_party(tx: Transaction, viewer: Viewer, case_row: Row, given: Row, *, now: datetime) -> UUID:
    """Insert a person with their names in the blind index and return their id."""
    by = storage.cases.actor(viewer)
    party_id = new_id()
    row = {
        "id": party_id,
        **rows.place(case_row),
        "pseudonym": "",
        "nationalities": [],
        "bar_status": None,
        "represents": None,
        "capacity": None,
        "valid_to": None,
        "other_names": [],
        "bar_association": "",
        "contacts": [],
        "note": "",
        "version": 1,
        "created_at": now,
        "created_by": by,
        "updated_at": now,
        "updated_by": by,
        **given,
    }
    _check(tx, row)
    rows.add(tx, party, row)
    storage.facts.index_names(tx, row)
    return party_id


def amend_party(tx: Transaction, viewer: Viewer, *, case_id: UUID, party_id: UUID, version: int, now: datetime, **changes: Any) -> None:
    """Change any part of what is held on a person. Raises NotFound, Forbidden, Conflict, Invalid."""
    case_row = storage.cases.get_case(tx, viewer, case_id, verb="amend", now=now, lock=True)
    row = rows.one_of_case(tx, party, case_row["id"], party_id)
    rows.check_version(row, version)
    _check(tx, {**row, **changes})
    stamp = {"version": row["version"] + 1, "updated_at": now, "updated_by": storage.cases.actor(viewer)}
    storage.facts.index_names(tx, rows.save(tx, party, row, {**changes, **stamp}))
    change(tx, viewer, case_row, "amend_party", now=now, party_id=str(party_id), fields=sorted(changes))


def _check(tx: Transaction, row: Row) -> None:
    parties = rows.ids_of_case(tx, party, row["case_id"])
    check_represents(role=row["role"], represents=row["represents"], party_id=row["id"], parties=parties)
