"""What everyone may read of one alert, and the feed with its deletions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import representations
from chassis.contexts import PUBLIC
from chassis.errors import NotFound
from chassis.representations import PUBLIC_SCOPE, representation
from chassis.storage import Transaction
from services.alerts.queries.alerts import KIND, published_to, published_view

OF_PUBLIC_ALERTS = (representation.c.kind == KIND, representation.c.scope == PUBLIC_SCOPE)


def public_alert(tx: Transaction, alert_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return what everyone may read. NotFound: `gone` if it was withdrawn or has ended, else `no-such-alert`."""
    ended = select(representation.c.id).where(representation.c.id == alert_id, *OF_PUBLIC_ALERTS, representation.c.visible_until <= now)
    if tx.scalar(ended) is not None:
        raise NotFound("gone", id=str(alert_id))
    return published_view(published_to(tx, PUBLIC, alert_id, now=now))


def feed(tx: Transaction, *, limit: int, now: datetime) -> dict[str, Any]:
    """Return the last public alerts and the last deleted ones, newest first."""
    page = representations.page(tx, PUBLIC, KIND, now=now, where=OF_PUBLIC_ALERTS, limit=limit)
    items = [published_view(one) for one in page.rows]
    gone = select(representation.c.id, representation.c.withdrawn_at).where(*OF_PUBLIC_ALERTS, representation.c.withdrawn_at.is_not(None))
    deleted = [dict(row) for row in tx.execute(gone.order_by(representation.c.withdrawn_at.desc()).limit(limit)).mappings()]
    moments = [item["updated_at"] for item in items] + [one["withdrawn_at"] for one in deleted]
    return {"updated_at": max(moments, default=None), "items": items, "deleted": deleted}
