"""Lists of events by the time they take place: our own plans, what others show us, what everybody may know of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table

from chassis import audience, audit, permissions, representations
from chassis.contexts import PUBLIC, Viewer
from chassis.fields import opened
from chassis.representations import PUBLIC_SCOPE
from chassis.storage import Transaction
from services.events.storage.events import PLANNING
from services.events.storage.tables import event, event_audience, listing, listing_audience

Json = dict[str, Any]
NARROWING = ("kind", "state", "mode", "country")


def list_events(tx: Transaction, viewer: Viewer, *, now: datetime, request: Mapping[str, Any]) -> Json:
    """Return a page of our own plans, or of what others show us; the earliest first."""
    if request["of"] == "own":
        page = _page(tx, viewer, event, event_audience, [event.c.owner_org == viewer.org], now=now, request=request)
        items = [_own_item(opened(tx, event, row)) for row in page.pop("rows")]
    else:
        where = [listing.c.owner_org != viewer.org, *_without_plans(viewer)]
        page = _page(tx, viewer, listing, listing_audience, where, now=now, request=request)
        items = _shown_items(tx, page.pop("rows"))
    audit.add(tx, viewer, "event.list", [item["id"] for item in items], now)
    return {**page, "items": items}


def _without_plans(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Keep the plans that hosts share from those of a host who do not plan events."""
    return [] if permissions.may(viewer, PLANNING, "read") else [listing.c.scope.not_like("host:%")]


def list_public_events(tx: Transaction, *, now: datetime, request: Mapping[str, Any]) -> Json:
    """Return a page of what everybody may know of, the earliest first."""
    page = _page(tx, PUBLIC, listing, listing_audience, [listing.c.scope == PUBLIC_SCOPE], now=now, request=request)
    return {**page, "items": _shown_items(tx, page.pop("rows"))}


def _page(
    tx: Transaction,
    viewer: Viewer,
    table: Table,
    side: Table,
    where: list[ColumnElement[bool]],
    *,
    now: datetime,
    request: Mapping[str, Any],
) -> Json:
    where = [*where, *_narrowed(table, request)]
    found = audience.page(tx, table, side, viewer, now=now, where=where, limit=request["limit"], cursor=request["cursor"], descending=False)
    total, exact = audience.count(tx, table, side, viewer, now=now, where=where)
    return {"rows": found.rows, "next": found.next, "total": total, "total_is_exact": exact}


def _narrowed(table: Table, request: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [table.c[name].in_(request[name]) for name in NARROWING if request.get(name)]
    if request["starts_from"] is not None:
        where.append(table.c.starts_at >= request["starts_from"])
    if request["starts_to"] is not None:
        where.append(table.c.starts_at < request["starts_to"])
    return where


def _own_item(row: Mapping[str, Any]) -> Json:
    kept = ("id", "version", "kind", "state", "mode", "country", "local_start", "local_end", "tzid", "starts_at", "ends_at", "updated_at")
    texts = (row["content"] or {}).get("texts")
    return {**{name: row[name] for name in kept}, "representation": "full", "organisation_id": row["owner_org"], "titles": titles(texts)}


def _shown_items(tx: Transaction, rows: list[dict[str, Any]]) -> list[Json]:
    found = representations.by_ids(tx, [row["id"] for row in rows])
    return [_shown_item(row, found[row["id"]]) for row in rows if row["id"] in found]


def _shown_item(row: Mapping[str, Any], shown: representations.Representation) -> Json:
    body = shown.body
    return {
        **{name: row[name] for name in ("id", "kind", "state", "mode", "country", "starts_at", "ends_at")},
        **{name: body[name] for name in ("local_start", "local_end", "tzid")},
        "representation": "host" if shown.scope.startswith("host:") else shown.scope,
        "version": shown.version,
        "organisation_id": shown.owner_org,
        "titles": titles(body["texts"]),
        "updated_at": shown.updated_at,
    }


def titles(texts: Mapping[str, Mapping[str, str]] | None) -> dict[str, str]:
    """Return the title in each language; none where the key of the text was erased."""
    return {lang: text["title"] for lang, text in (texts or {}).items()}
