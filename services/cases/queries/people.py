"""The people of a case, and people by name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select

from chassis import audit, cursors
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.cases import storage
from services.cases.queries.listing import COUNTED_AT_MOST, Question, page_of
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
    asked = f"{viewer.key}|find_people|{name}"
    columns = (*party.c, case.c.reference, case.c.title)
    found = select(*columns).join(case, case.c.id == party.c.case_id).where(sight, storage.facts.named(tx, viewer.org, name))
    counted = found.with_only_columns(party.c.id).limit(COUNTED_AT_MOST + 1).subquery()
    total = tx.scalar(select(func.count()).select_from(counted))
    if cursor:
        (last,) = cursors.unseal(tx.data_keys.cursor_key, cursor, bound_to=asked)
        found = found.where(party.c.id > literal(UUID(last), party.c.id.type))
    people = [dict(row) for row in tx.execute(found.order_by(party.c.id).limit(limit + 1)).mappings()]
    items = rows.opened(tx, party, people[:limit])
    following = cursors.seal(tx.data_keys.cursor_key, [str(items[-1]["id"])], bound_to=asked) if len(people) > limit else None
    audit.add(tx, viewer, "party.find", [row["id"] for row in items], now)
    return {
        "items": [{**row, "party_id": row["id"]} for row in items],
        "next": following,
        "total": min(total, COUNTED_AT_MOST),
        "total_is_exact": total <= COUNTED_AT_MOST,
    }
