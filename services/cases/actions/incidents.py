"""What happened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.storage import Transaction
from chassis.values import new_id
from services.cases import storage
from services.cases.actions.changes import change
from services.cases.domain.parties import check_in_case
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import incident, party


def add_incident(tx: Transaction, viewer: Viewer, *, case_id: UUID, now: datetime, **given: Any) -> UUID:
    """Add what happened, with its acts, and return its id. Raises NotFound, Forbidden, Invalid."""
    case_row = storage.cases.get_case(tx, viewer, case_id, verb="amend", now=now, lock=True)
    by = storage.cases.actor(viewer)
    acts = given.get("acts", [])
    _check_victims(tx, case_row, acts)
    incident_id = new_id()
    row = {
        "id": incident_id,
        **rows.place(case_row),
        "title": given["title"],
        "place": given.get("place", ""),
        "description": given.get("description", ""),
        "country": given.get("country") or case_row["country"],
        **storage.facts.dates_columns(given["dates"]),
        "version": 1,
        "created_at": now,
        "created_by": by,
        "updated_at": now,
        "updated_by": by,
    }
    rows.add(tx, incident, row)
    storage.facts.set_acts(tx, row, acts)
    change(tx, viewer, case_row, "add_incident", now=now, incident_id=str(incident_id), acts=sorted({one["type"] for one in acts}))
    return incident_id


def amend_incident(
    tx: Transaction, viewer: Viewer, *, case_id: UUID, incident_id: UUID, version: int, now: datetime, **changes: Any
) -> None:
    """Change any part of an incident; acts are replaced as a whole. Raises NotFound, Forbidden, Conflict, Invalid."""
    case_row = storage.cases.get_case(tx, viewer, case_id, verb="amend", now=now, lock=True)
    row = rows.one_of_case(tx, incident, case_row["id"], incident_id)
    rows.check_version(row, version)
    if "acts" in changes:
        _check_victims(tx, case_row, changes["acts"])
        storage.facts.set_acts(tx, row, changes["acts"])
    stamp = {"version": version + 1, "updated_at": now, "updated_by": storage.cases.actor(viewer)}
    rows.save(tx, incident, row, {**_columns(case_row, changes), **stamp})
    change(tx, viewer, case_row, "amend_incident", now=now, incident_id=str(incident_id), fields=sorted(changes))


def _columns(case_row: Row, changes: Row) -> Row:
    columns = {name: value for name, value in changes.items() if name in {"title", "place", "description"}}
    if "country" in changes:
        columns["country"] = changes["country"] or case_row["country"]
    if "dates" in changes:
        columns |= storage.facts.dates_columns(changes["dates"])
    return columns


def _check_victims(tx: Transaction, case_row: Row, acts: Sequence[Row]) -> None:
    victims = {f"/acts/{number}/victim": one["victim"] for number, one in enumerate(acts)}
    check_in_case(victims, parties=rows.ids_of_case(tx, party, case_row["id"]))
