"""Cases as their organisation sees them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from chassis import audience, audit, permissions
from chassis.contexts import Viewer
from chassis.storage import Transaction
from chassis.values import Tlp
from services.cases import storage
from services.cases.domain import Stage, stages
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import case, case_audience, party

ITEM = ("id", "owner_org", "version", "reference", "title", "country", "type", "priority", "stage", "marking", "lead")
TIMES = ("next_review_at", "created_at", "updated_at")


def case_view(tx: Transaction, viewer: Viewer, case_id: UUID, *, now: datetime) -> Row:
    """Return the case with its subjects and who can see it. Raises NotFound, Forbidden."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    subjects = rows.of_case(tx, party, row["id"], party.c.role == "subject")
    seen_by = audience.describe(audience.audience_of(tx, case_audience, row["id"]))
    audit.add(tx, viewer, "case.read", row["id"], now)
    return {
        **_item(row),
        "organisation_id": row["owner_org"],
        "team": storage.cases.team_of(tx, row["id"]),
        "subjects": subjects,
        "closing": _closing(row),
        "steps": stages.steps_from(Stage(row["stage"])),
        "visible_to": [{"code": word.code, "id": word.id} for word in seen_by],
    }


def seen_among(tx: Transaction, viewer: Viewer, case_ids: Collection[UUID], *, now: datetime) -> list[UUID]:
    """Return which of these cases `viewer` sees; none for whoever reads no cases."""
    if not permissions.may(viewer, "case", "read"):
        return []
    seen = storage.cases.in_sight(viewer, "read", now)
    return list(tx.execute(select(case.c.id).where(case.c.id.in_(case_ids), seen)).scalars())


def _item(row: Row) -> Row:
    return {**row, "marking": Tlp.of_rank(row["marking"]).value}


def _closing(row: Row) -> Row | None:
    if row["closing_asked_at"] is None:
        return None
    return {name: row[f"closing_{name}"] for name in ("asked_by", "asked_at", "approved_by", "approved_at")}


def list_cases(
    tx: Transaction,
    viewer: Viewer,
    *,
    stage: list[str],
    country: list[str],
    priority: list[str],
    q: str,
    sort: str,
    limit: int,
    cursor: str | None,
    now: datetime,
) -> dict[str, Any]:
    """Return a page of the cases the viewer may see. Raises Forbidden, Invalid."""
    given = ((case.c.stage, stage), (case.c.country, country), (case.c.priority, priority))
    where: list[ColumnElement[bool]] = [case.c.owner_org == viewer.org, *(column.in_(values) for column, values in given if values)]
    if q:
        where.append(or_(case.c.reference == q.upper(), func.lower(case.c.title).startswith(q.lower(), autoescape=True)))
    columns = [case.c[name] for name in (*ITEM, *TIMES)]
    page = audience.page(
        tx,
        case,
        case_audience,
        viewer,
        now=now,
        where=where,
        limit=limit,
        cursor=cursor,
        descending=sort == "-updated_at",
        table_columns=columns,
    )
    total, exact = audience.count(tx, case, case_audience, viewer, now=now, where=where)
    if q:
        audit.add(tx, viewer, "case.find", [row["id"] for row in page.rows], now)
    return {"items": [_item(row) for row in page.rows], "next": page.next, "total": total, "total_is_exact": exact}
