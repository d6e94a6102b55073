"""Notes, the timeline, and what waits for the viewer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, select

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.cases import storage
from services.cases.queries.listing import Question, page_of
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import case, consent, note, risk, timeline

MOST_OF_A_KIND = 50
AT_WORK = ("intake", "open", "on_hold", "closing")


def note_view(tx: Transaction, viewer: Viewer, *, case_id: UUID, note_id: UUID, now: datetime) -> Row:
    """Return one note. Raises NotFound, Forbidden."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    audit.add(tx, viewer, "note.read", note_id, now)
    return rows.one_of_case(tx, note, row["id"], note_id)


def list_notes(tx: Transaction, viewer: Viewer, *, case_id: UUID, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return a page of the notes of a case, newest first. Raises NotFound, Forbidden, Invalid."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    audit.add(tx, viewer, "note.list", row["id"], now)
    return page_of(tx, viewer, Question(table=note, case_id=row["id"], descending=True), limit=limit, cursor=cursor)


def list_timeline(tx: Transaction, viewer: Viewer, *, case_id: UUID, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return a page of what was done to a case, newest first. Raises NotFound, Forbidden, Invalid."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    audit.add(tx, viewer, "timeline.list", row["id"], now)
    return page_of(tx, viewer, Question(table=timeline, case_id=row["id"], descending=True), limit=limit, cursor=cursor)


def my_day(tx: Transaction, viewer: Viewer, *, days: int, now: datetime) -> dict[str, list[Row]]:
    """Return what waits in the viewer's cases within `days`, soonest first, at most 50 of a kind. Raises Forbidden."""
    items = [
        {"code": code, "case_id": row["id"], "reference": row["reference"], "title": row["title"], "due_at": row["due_at"]}
        for code, statement in _waiting(viewer, now + timedelta(days=days), now)
        for row in tx.execute(statement).mappings()
    ]
    if items:
        audit.add(tx, viewer, "case.my_day", {item["case_id"] for item in items}, now)
    return {"items": sorted(items, key=lambda item: item["due_at"])}


def _waiting(viewer: Viewer, horizon: datetime, now: datetime) -> Iterator[tuple[str, Select[Any]]]:
    by = storage.cases.actor(viewer)

    def of(due_at: ColumnElement[Any], *where: ColumnElement[bool], table: Table | None = None) -> Select[Any]:
        chosen = select(case.c.id, case.c.reference, case.c.title, due_at.label("due_at"))
        joined = chosen if table is None else chosen.join(table, table.c.case_id == case.c.id)
        return joined.where(storage.cases.in_sight(viewer, "read", now), *where).order_by(due_at, case.c.id).limit(MOST_OF_A_KIND)

    yield "intake", of(case.c.stage_since, case.c.stage == "intake", case.c.lead == by)
    at_work = case.c.stage.in_(AT_WORK)
    standing = risk.c.replaced_at.is_(None)
    given = (consent.c.replaced_at.is_(None), consent.c.state == "given", consent.c.expires_at <= horizon)
    yield "consent_expiring", of(consent.c.expires_at, at_work, *given, table=consent).distinct()
    yield (
        "risk_expiring",
        of(risk.c.valid_until, at_work, standing, risk.c.approver.is_not(None), risk.c.valid_until <= horizon, table=risk),
    )
    yield "review_due", of(case.c.next_review_at, case.c.next_review_at <= horizon)
    if permissions.may(viewer, "risk", "approve"):
        to_approve = (standing, risk.c.approver.is_(None), risk.c.recorded_by != by, risk.c.valid_until > now)
        yield "risk_to_approve", of(risk.c.recorded_at, at_work, *to_approve, table=risk)
    if permissions.may(viewer, "case", "decide"):
        yield "closing_to_approve", of(case.c.closing_asked_at, case.c.stage == "closing", case.c.closing_asked_by != by)
