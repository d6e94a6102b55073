"""What happened, with the Basic Principles it touches."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit
from chassis.contexts import Viewer
from chassis.storage import Transaction
from chassis.vocabularies import vocabulary
from services.cases import storage
from services.cases.queries.listing import Question, page_of
from services.cases.storage.rows import Row
from services.cases.storage.tables import incident


def incident_view(tx: Transaction, viewer: Viewer, *, case_id: UUID, incident_id: UUID, now: datetime) -> Row:
    """Return one incident with its acts. Raises NotFound, Forbidden."""
    case_row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    row = storage.facts.incident_row(tx, case_row["id"], incident_id)
    audit.add(tx, viewer, "incident.read", incident_id, now)
    return _view(row, storage.facts.acts_of(tx, [row])[row["id"]])


def list_incidents(tx: Transaction, viewer: Viewer, *, case_id: UUID, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return a page of the incidents of a case, earliest first. Raises NotFound, Forbidden, Invalid."""
    case_row = storage.cases.get_case(tx, viewer, case_id, verb="read", now=now)
    page = page_of(tx, viewer, Question(table=incident, case_id=case_row["id"], by=("date_from", "id")), limit=limit, cursor=cursor)
    acts = storage.facts.acts_of(tx, page["items"])
    audit.add(tx, viewer, "incident.list", case_row["id"], now)
    return {**page, "items": [_view(row, acts[row["id"]]) for row in page["items"]]}


def _view(row: Row, acts: list[Row]) -> Row:
    types = vocabulary("act-types")
    shown = [{**one, "dates": storage.facts.dates_of(one), "principles": list(types[one["type"]].principles)} for one in acts]
    return {
        **row,
        "dates": storage.facts.dates_of(row),
        "acts": shown,
        "principles": _in_order(number for one in shown for number in one["principles"]),
    }


def _in_order(principles: Iterable[str]) -> list[str]:
    return sorted(set(principles), key=int)
