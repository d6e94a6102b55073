"""Where the checks of a case stand, what is missing, and what rests on consent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table

from chassis import audit
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.cases import storage
from services.cases.domain import Identifiability, Purpose, missing
from services.cases.queries.listing import Question, page_of
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import clearance, consent, instruction, mandate, risk, verification

EVERYBODY = {"kind": "public", "groups": []}


def list_checks(
    tx: Transaction,
    viewer: Viewer,
    *,
    case_id: UUID,
    purpose: str | None = None,
    audience: Row | None = None,
    identifiability: str = "anonymous",
    now: datetime,
) -> Row:
    """Return the checks as they stand, and what is missing for `purpose`. Raises NotFound, Forbidden."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    view = {
        "case_id": row["id"],
        "mandate": storage.checks.standing(tx, mandate, row["id"]),
        "verification": storage.checks.standing(tx, verification, row["id"]),
        "risk": _risk(storage.checks.standing(tx, risk, row["id"])),
        "consents": rows.of_case(tx, consent, row["id"], consent.c.replaced_at.is_(None)),
        "missing": None,
    }
    if purpose is not None:
        asked = storage.checks.audience_from(audience or EVERYBODY)
        guard = storage.checks.guard_of(tx, row)
        view["missing"] = missing(guard, Purpose(purpose), asked, now, identifiability=Identifiability(identifiability))
    audit.add(tx, viewer, "case.list_checks", row["id"], now)
    return view


def _risk(row: Row | None) -> Row | None:
    return None if row is None else {**row, "assessor": row["recorded_by"], "assessed_at": row["recorded_at"]}


def list_verifications(tx: Transaction, viewer: Viewer, *, case_id: UUID, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return a page of every verification, newest first. Raises NotFound, Forbidden, Invalid."""
    return _list(tx, viewer, verification, case_id, limit=limit, cursor=cursor, now=now)


def list_risks(tx: Transaction, viewer: Viewer, *, case_id: UUID, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return a page of every risk assessment, newest first. Raises NotFound, Forbidden, Invalid."""
    page = _list(tx, viewer, risk, case_id, limit=limit, cursor=cursor, now=now)
    return {**page, "items": [_risk(row) for row in page["items"]]}


def list_consents(
    tx: Transaction,
    viewer: Viewer,
    *,
    case_id: UUID,
    party_id: UUID | None,
    history: bool,
    limit: int,
    cursor: str | None,
    now: datetime,
) -> dict[str, Any]:
    """Return a page of consent as it stands, or as it ever was. Raises NotFound, Forbidden, Invalid."""
    where: list[ColumnElement[bool]] = [] if history else [consent.c.replaced_at.is_(None)]
    where += [consent.c.party_id == party_id] if party_id else []
    return _list(tx, viewer, consent, case_id, limit=limit, cursor=cursor, now=now, where=where, name=f"{party_id} {history}")


def list_instructions(tx: Transaction, viewer: Viewer, *, case_id: UUID, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return a page of the instructions of a case, newest first. Raises NotFound, Forbidden, Invalid."""
    return _list(tx, viewer, instruction, case_id, limit=limit, cursor=cursor, now=now)


def list_clearances(tx: Transaction, viewer: Viewer, *, case_id: UUID, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return a page of the clearances of a case, newest first. Raises NotFound, Forbidden, Invalid."""
    page = _list(tx, viewer, clearance, case_id, limit=limit, cursor=cursor, now=now)
    return {**page, "items": [clearance_view(row) for row in page["items"]]}


def clearance_view(row: Row) -> Row:
    """Return a clearance as others see it."""
    return {**row, "for_record": {"kind": row["record_kind"], "id": row["record_id"]}}


def _list(
    tx: Transaction, viewer: Viewer, table: Table, case_id: UUID, *, limit: int, cursor: str | None, now: datetime, **question: Any
) -> dict[str, Any]:
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    asked = Question(table=table, case_id=row["id"], descending=True, **question)
    page = page_of(tx, viewer, asked, limit=limit, cursor=cursor)
    audit.add(tx, viewer, f"{table.name}.list", row["id"], now)
    return page
