"""The recall ledger of an alert, and what waits for the viewer today."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select

from chassis import audience, audit, keyset, permissions
from chassis.contexts import Viewer
from chassis.fields import opened
from chassis.storage import Transaction
from services.alerts.domain.alert import State
from services.alerts.domain.recall import RecallState
from services.alerts.queries.lists import headlines
from services.alerts.storage import alerts as storage
from services.alerts.storage.recalls import PUBLIC, recall_from_row
from services.alerts.storage.tables import alert, alert_audience, recall

MOST_DAY_ITEMS = 200
WAITING = (State.DRAFT.value, State.IN_REVIEW.value, State.APPROVED.value)


def list_recalls(tx: Transaction, viewer: Viewer, *, alert_id: UUID, limit: int, cursor: str | None, now: datetime) -> dict[str, Any]:
    """Return the recall ledger in the order in which its lines were opened. Raises NotFound, Forbidden."""
    permissions.require(viewer, "recall", "read")
    found = storage.get_alert(tx, viewer, alert_id, verb="read", now=now)
    audit.add(tx, viewer, "recall.list", alert_id, now, org=found.owner_org)
    of_alert = select(recall).where(recall.c.alert_id == alert_id)
    page = keyset.page(tx, of_alert, by=[recall.c.id], limit=limit, cursor=cursor, bound_to=f"recalls|{viewer.key}|{alert_id}")
    return page.view([recall_from_row(row._mapping) for row in page.rows])


def my_day(tx: Transaction, viewer: Viewer, *, now: datetime) -> dict[str, Any]:
    """Return what waits for the viewer, the oldest first: texts to sign off or publish, texts sent back, recalls to confirm."""
    if not permissions.may(viewer, "alert", "read"):
        return {"items": []}
    open_recall = exists().where(recall.c.alert_id == alert.c.id, recall.c.state == RecallState.ASKED.value, recall.c.recipient != PUBLIC)
    waits = or_(alert.c.state.in_(WAITING), and_(alert.c.state == State.WITHDRAWN.value, open_recall))
    rows = audience.page(tx, alert, alert_audience, viewer, now=now, where=[storage.of_own(viewer), waits], limit=MOST_DAY_ITEMS).rows
    coded = [(_waiting(viewer, row), row) for row in rows]
    items = [_day_item(code, opened(tx, alert, row)) for code, row in coded if code]
    if items:
        audit.add(tx, viewer, "alert.my_day", [item["alert_id"] for item in items], now)
    return {"items": sorted(items, key=lambda item: item["since"])}


def _waiting(viewer: Viewer, row: Mapping[str, Any]) -> str | None:
    """Return for what the alert waits for this viewer, None if it waits for others."""
    own = str(viewer.membership or viewer.id) in row["authors"]
    match row["state"]:
        case State.DRAFT.value:
            return "sent_back" if own and row["sent_back"] is not None else None
        case State.IN_REVIEW.value:
            return "to_sign_off" if not own and permissions.may(viewer, "alert", "sign_off") else None
        case State.APPROVED.value:
            return "to_publish" if not own and permissions.may(viewer, "alert", "publish") else None
    return "to_confirm" if permissions.may(viewer, "recall", "read") else None


def _day_item(code: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": code,
        "alert_id": row["id"],
        "kind": row["kind"],
        "country": row["country"],
        "headlines": headlines(row["texts"]),
        "since": row["updated_at"],
    }
