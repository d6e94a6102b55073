"""Clearances: rows to what the rules speak of, and back."""

from uuid import UUID

from sqlalchemy import select

from chassis.storage import Transaction
from services.cases.domain import Clearance, ClearanceState, Identifiability, Limits, Purpose
from services.cases.storage import rows
from services.cases.storage.checks import audience_from, audience_json
from services.cases.storage.rows import Row
from services.cases.storage.tables import clearance


def open_clearances(tx: Transaction, case_id: UUID) -> list[Clearance]:
    """Return the clearances of a case that still stand; the lock of the case holds them."""
    return [_clearance(row) for row in rows.of_case(tx, clearance, case_id, clearance.c.state == ClearanceState.OPEN.value)]


def case_of_open(tx: Transaction, clearance_id: UUID) -> UUID | None:
    """Return the case of a clearance that stands, None if there is none of that id."""
    standing = (clearance.c.id == clearance_id, clearance.c.state == ClearanceState.OPEN.value)
    found: UUID | None = tx.scalar(select(clearance.c.case_id).where(*standing))
    return found


def add_clearance(tx: Transaction, case_row: Row, one: Clearance) -> Row:
    """Insert a clearance and return its row."""
    row = {**rows.place(case_row), **_row(one)}
    rows.add(tx, clearance, row)
    return row


def save_clearance(tx: Transaction, case_row: Row, one: Clearance) -> None:
    """Write what became of a clearance."""
    row = {**rows.place(case_row), **_row(one)}
    changed = ("state", "max_audience", "max_identifiability", "conditions", "valid_until", "consent_version", "revoked_at")
    rows.save(tx, clearance, row, {name: row[name] for name in changed})


def _clearance(row: Row) -> Clearance:
    limits = Limits(
        audience_from(row["max_audience"]), Identifiability(row["max_identifiability"]), tuple(row["conditions"]), row["valid_until"]
    )
    same = ("id", "case_id", "consent_version", "record_kind", "record_id", "issued_at", "issued_to", "revoked_at")
    return Clearance(
        **{name: row[name] for name in same},
        purpose=Purpose(row["purpose"]),
        audience=audience_from(row["audience"]),
        identifiability=Identifiability(row["identifiability"]),
        subjects=tuple(map(UUID, row["subjects"])),
        limits=limits,
        state=ClearanceState(row["state"]),
    )


def _row(one: Clearance) -> Row:
    same = ("id", "case_id", "consent_version", "record_kind", "record_id", "issued_at", "issued_to", "revoked_at")
    return {
        **{name: getattr(one, name) for name in same},
        "state": one.state.value,
        "purpose": one.purpose.value,
        "audience": audience_json(one.audience),
        "identifiability": one.identifiability.value,
        "subjects": [str(party_id) for party_id in one.subjects],
        "max_audience": audience_json(one.limits.audience),
        "max_identifiability": one.limits.identifiability.value,
        "conditions": list(one.limits.conditions),
        "valid_until": one.limits.valid_until,
    }
