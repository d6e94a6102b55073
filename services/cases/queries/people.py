"""The people of a case, and people by name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import audit, keyset
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.cases import storage
from services.cases.queries.listing import Question, page_of
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import case, party


def party_view(tx: Transaction, viewer: Viewer, *, case_id: UUID, party_id: UUID, now: datetime) -> Row:
    """Return one person of a case. Raises NotFound, Forbidden."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    audit.add(tx, viewer, "party.read", party_id, now)
    return rows.one_of_case(tx, party, row["id"], party_id)


def list_parties(tx: Transaction, viewer: Viewer, *, case_id: UUID, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return a page of the people of a case, in the order they were added. Raises NotFound, Forbidden, Invalid."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    page = page_of(tx, viewer, Question(table=party, case_id=row["id"]), limit=limit, cursor=cursor)
    audit.add(tx, viewer, "party.list", row["id"], now)
    return page


def find_people(tx: Transaction, viewer: Viewer, *, name: str, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return a page of the people with all these words in their names, in cases the viewer may see. Raises Forbidden, Invalid."""
    sight = storage.cases.in_sight(viewer, "read", now)
    if viewer.org is None:
        return {"items": [], "next": None, "total": 0, "total_is_exact": True}
    columns = (*party.c, case.c.reference, case.c.title)
    found = select(*columns).join(case, case.c.id == party.c.case_id).where(sight, storage.facts.named(tx, viewer.org, name))
    page = keyset.page(tx, found, by=[party.c.id], limit=limit, cursor=cursor, bound_to=f"{viewer.key}|find_people|{name}")
    audit.add(tx, viewer, "party.find", [row.id for row in page.rows], now)
    people = rows.opened(tx, party, [row._asdict() for row in page.rows])
    return page.view([{**row, "party_id": row["id"]} for row in people])
