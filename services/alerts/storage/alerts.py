"""Alerts in and out of their tables; who may see which stands in the WHERE."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from chassis import audience
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import opened, sealed
from chassis.storage import Transaction
from chassis.values import new_id
from services.alerts.domain.alert import Alert, Edition
from services.alerts.storage import tables
from services.alerts.storage.rows import alert_from_row, alert_to_row, content_to_json, edition_from_row


def audience_tokens(alert: Alert) -> frozenset[str]:
    """Return who sees the whole alert: the coordinators of its organisation, its authors and reviewers."""
    return frozenset({audience.lead(alert.owner_org), *map(audience.member, alert.authors | alert.reviewers)})


def add_alert(tx: Transaction, alert: Alert) -> None:
    """Insert a new alert with its audience."""
    row = alert_to_row(alert)
    tx.execute(insert(tables.alert).values(sealed(tx, tables.alert, row, org=alert.owner_org)))
    _address(tx, alert)


def save_alert(tx: Transaction, alert: Alert) -> None:
    """Write an alert that was read under its lock in this transaction."""
    row = sealed(tx, tables.alert, alert_to_row(alert), org=alert.owner_org)
    tx.execute(update(tables.alert).where(tables.alert.c.id == alert.id).values(row))
    _address(tx, alert)


def _address(tx: Transaction, alert: Alert) -> None:
    audience.address(tx, tables.alert_audience, alert.id, audience_tokens(alert), alert.updated_at)


def add_edition(tx: Transaction, alert: Alert, edition: Edition) -> None:
    """Insert a published edition, frozen."""
    content = edition.content
    row = {
        "id": new_id(),
        "alert_id": alert.id,
        "owner_org": alert.owner_org,
        "case_id": content.case_id,
        "number": edition.number,
        "content": content_to_json(content),
        "clearance_id": edition.clearance_id,
        "published_by": edition.published_by,
        "published_at": edition.published_at,
        "first_published_at": edition.first_published_at,
        "visible_until": edition.visible_until,
    }
    tx.execute(insert(tables.edition).values(sealed(tx, tables.edition, row, org=alert.owner_org)))


def save_end(tx: Transaction, alert: Alert, edition: Edition) -> None:
    """Write the end of a published edition, the one thing of it that may still change: to be earlier."""
    of_alert = (tables.edition.c.alert_id == alert.id, tables.edition.c.number == edition.number)
    tx.execute(update(tables.edition).where(*of_alert).values(visible_until=edition.visible_until))


def of_own(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that keeps whole alerts in their organisation, whatever an audience says."""
    return tables.alert.c.owner_org == viewer.org


def find_alert(tx: Transaction, viewer: Viewer, alert_id: UUID, *, verb: str, now: datetime, lock: bool = False) -> Alert | None:
    """Return the alert if `viewer` may `verb` it; None if there is none or it is hidden: the same statement either way."""
    seen = audience.visible(tables.alert, tables.alert_audience, viewer, verb, now)
    query = select(tables.alert).where(tables.alert.c.id == alert_id, seen, of_own(viewer))
    found = _alerts(tx, query.with_for_update() if lock else query)
    return found[0] if found else None


def get_alert(tx: Transaction, viewer: Viewer, alert_id: UUID, *, verb: str, now: datetime, lock: bool = False) -> Alert:
    """Return the alert if `viewer` may `verb` it; NotFound if there is none or it is hidden."""
    alert = find_alert(tx, viewer, alert_id, verb=verb, now=now, lock=lock)
    if alert is None:
        raise NotFound("no-such-alert", id=str(alert_id))
    return alert


def lock_alert(tx: Transaction, alert_id: UUID) -> Alert | None:
    """Return the alert whoever asks, locked: for timers."""
    found = _alerts(tx, select(tables.alert).where(tables.alert.c.id == alert_id).with_for_update())
    return found[0] if found else None


def alerts_on_clearance(tx: Transaction, clearance_id: UUID) -> list[Alert]:
    """Return the alerts whose last edition stands on the clearance, locked, in id order."""
    query = select(tables.alert).where(tables.alert.c.clearance_id == clearance_id).order_by(tables.alert.c.id)
    return _alerts(tx, query.with_for_update())


def _alerts(tx: Transaction, query: Any) -> list[Alert]:
    rows = [opened(tx, tables.alert, dict(row)) for row in tx.execute(query).mappings()]
    editions = _last_editions(tx, [row["id"] for row in rows if row["edition_number"] is not None])
    return [alert_from_row(row, editions.get(row["id"])) for row in rows]


def _last_editions(tx: Transaction, alert_ids: Sequence[UUID]) -> dict[UUID, Edition]:
    if not alert_ids:
        return {}
    on = (tables.edition.c.alert_id == tables.alert.c.id) & (tables.edition.c.number == tables.alert.c.edition_number)
    query = select(tables.edition).join(tables.alert, on).where(tables.alert.c.id.in_(alert_ids))
    return {row["alert_id"]: edition_from_row(opened(tx, tables.edition, dict(row))) for row in tx.execute(query).mappings()}
