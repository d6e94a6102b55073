"""Mandate, verification and risk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from chassis import permissions, timers
from chassis.contexts import Viewer
from chassis.storage import Transaction
from chassis.values import new_id
from services.cases import storage
from services.cases.actions.changes import change
from services.cases.actions.stages import decider
from services.cases.domain import checks
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import mandate, risk, verification


def record_mandate(tx: Transaction, viewer: Viewer, *, case_id: UUID, now: datetime, **given: Any) -> None:
    """Say whether the case falls within the mandate. Raises NotFound, Forbidden, Invalid."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="decide", now=now, lock=True)
    checks.check_validity(given["expires_at"], pointer="/expires_at", now=now)
    _record(tx, viewer, mandate, row, given, now=now)
    change(tx, viewer, row, "record_mandate", now=now, within=given["within"])


def record_verification(tx: Transaction, viewer: Viewer, *, case_id: UUID, now: datetime, **given: Any) -> None:
    """Say how sure the facts are. Raises NotFound, Forbidden, Invalid."""
    permissions.require(viewer, "verification", "record")
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now, lock=True)
    checks.check_validity(given["expires_at"], pointer="/expires_at", now=now)
    _record(tx, viewer, verification, row, given, now=now)
    change(tx, viewer, row, "record_verification", now=now, status=given["status"])


def record_risk(tx: Transaction, viewer: Viewer, *, case_id: UUID, now: datetime, **given: Any) -> None:
    """Assess the risk. The assessment before counts no longer, this one once somebody else approved it. Raises as above."""
    permissions.require(viewer, "risk", "record")
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now, lock=True)
    checks.check_validity(given["valid_until"], pointer="/valid_until", now=now)
    before = storage.checks.standing(tx, risk, row["id"])
    if before is not None:
        timers.cancel(tx, f"risk:{before['id']}")
    risk_id = _record(tx, viewer, risk, row, {**given, "approver": None, "approved_at": None}, now=now)
    timers.set(tx, f"risk:{risk_id}", given["valid_until"], "expire_risk", case_id=str(row["id"]), risk_id=str(risk_id))
    change(tx, viewer, row, "record_risk", now=now, risk_id=str(risk_id))


def approve_risk(tx: Transaction, viewer: Viewer, *, case_id: UUID, risk_id: UUID, now: datetime) -> None:
    """Approve the newest assessment, which somebody else made. Raises NotFound, Forbidden, Conflict."""
    permissions.require(viewer, "risk", "approve")
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now, lock=True)
    found = storage.checks.risk_of(storage.checks.standing(tx, risk, row["id"]))
    approved = checks.approve(found, risk_id=risk_id, by=decider(viewer), now=now)
    rows.save(tx, risk, {**rows.place(row), "id": approved.id}, {"approver": approved.approver, "approved_at": now})
    change(tx, viewer, row, "approve_risk", now=now, risk_id=str(risk_id))


def expire_risk(tx: Transaction, viewer: Viewer, *, case_id: UUID, risk_id: UUID, now: datetime) -> None:
    """Note that the risk assessment has run out; the guard knows by the clock."""
    change(tx, viewer, storage.cases.get_own_case(tx, case_id), "expire_risk", now=now, risk_id=str(risk_id))


def _record(tx: Transaction, viewer: Viewer, table: Table, case_row: Row, given: Row, *, now: datetime) -> UUID:
    """Let a new row take the place of the one that stood, and return its id."""
    row_id = new_id()
    recorded = {"recorded_by": storage.cases.actor(viewer), "recorded_at": now}
    storage.checks.replace(tx, table, {"id": row_id, **rows.place(case_row), **given, **recorded}, now=now)
    return row_id
