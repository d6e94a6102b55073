"""Lists of alerts: our own, those shared with us, those everyone may read."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis import audience, audit, permissions, representations
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import Invalid
from chassis.fields import opened
from chassis.representations import PUBLIC_SCOPE, Representation, representation
from chassis.storage import Transaction
from chassis.values import Tlp
from services.alerts.queries.alerts import KIND, published_view
from services.alerts.storage.alerts import of_own
from services.alerts.storage.tables import alert, alert_audience

ONLY_WITH_OWN = ("state", "kind", "case_id")

Json = dict[str, Any]
Where = list[ColumnElement[bool]]


def list_alerts(tx: Transaction, viewer: Viewer, *, now: datetime, request: Mapping[str, Any]) -> Json:
    """Return a page of our own alerts, or of those that others shared with us; the newest change first."""
    if request["of"] == "shared":
        return _shared(tx, viewer, now=now, request=request)
    where = [of_own(viewer), *_narrowed(request)]
    page = audience.page(tx, alert, alert_audience, viewer, now=now, where=where, limit=request["limit"], cursor=request["cursor"])
    audit.add(tx, viewer, "alert.list", [row["id"] for row in page.rows], now)
    total, exact = audience.count(tx, alert, alert_audience, viewer, now=now, where=where)
    return {"items": [_own_item(opened(tx, alert, row)) for row in page.rows], "next": page.next, "total": total, "total_is_exact": exact}


def seen_among(tx: Transaction, viewer: Viewer, alert_ids: Collection[UUID], *, now: datetime) -> list[UUID]:
    """Return which of these alerts of our own `viewer` sees; none for whoever reads no alerts."""
    if not permissions.may(viewer, KIND, "read"):
        return []
    seen = audience.visible(alert, alert_audience, viewer, "read", now)
    return list(tx.execute(select(alert.c.id).where(alert.c.id.in_(alert_ids), seen, of_own(viewer))).scalars())


def _narrowed(request: Mapping[str, Any]) -> Where:
    where: Where = [alert.c[name].in_(request[name]) for name in ("state", "kind", "country") if request[name]]
    return where if request["case_id"] is None else [*where, alert.c.case_id == request["case_id"]]


def _shared(tx: Transaction, viewer: Viewer, *, now: datetime, request: Mapping[str, Any]) -> Json:
    ours = [{"pointer": f"/{name}", "code": "only-with-own"} for name in ONLY_WITH_OWN if request[name]]
    if ours:
        raise Invalid.of_fields(ours)
    where = [representation.c.scope != PUBLIC_SCOPE, representation.c.owner_org != viewer.org]
    page = _published(tx, viewer, where, now=now, request=request)
    audit.add(tx, viewer, "alert.list", [one.id for one in page["items"]], now)
    return {**page, "items": [_shared_item(one) for one in page["items"]]}


def list_public_alerts(tx: Transaction, *, now: datetime, request: Mapping[str, Any]) -> Json:
    """Return a page of what everyone may read, the newest first."""
    page = _published(tx, PUBLIC, [representation.c.scope == PUBLIC_SCOPE], now=now, request=request)
    return {**page, "items": [published_view(one) for one in page["items"]]}


def _published(tx: Transaction, viewer: Viewer, where: Where, *, now: datetime, request: Mapping[str, Any]) -> Json:
    by_country = [representation.c.country.in_(request["country"])] if request["country"] else []
    where = [*where, *by_country]
    page = representations.page(tx, viewer, KIND, now=now, where=where, limit=request["limit"], cursor=request["cursor"])
    total, exact = representations.count(tx, viewer, KIND, now=now, where=where)
    return {"items": page.rows, "next": page.next, "total": total, "total_is_exact": exact}


def _own_item(row: Mapping[str, Any]) -> Json:
    return {
        **{name: row[name] for name in ("id", "version", "kind", "state", "case_id", "country", "published_at", "updated_at")},
        "representation": "full",
        "organisation_id": row["owner_org"],
        "marking": Tlp.of_rank(row["marking"]).value,
        "headlines": headlines(row["texts"]),
    }


def _shared_item(one: Representation) -> Json:
    view = published_view(one)
    texts = view.pop("texts")
    del view["principles"]
    return {**view, "headlines": headlines(texts)}


def headlines(texts: Mapping[str, Mapping[str, str]] | None) -> dict[str, str]:
    """Return the headline in each language; none where the key of the text was erased."""
    return {lang: text["headline"] for lang, text in (texts or {}).items()}
