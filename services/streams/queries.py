"""What readers and owners of subscriptions are shown."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from chassis import cursors, keyset, permissions
from chassis.contexts import Viewer
from chassis.errors import HavanaError, NotFound
from chassis.storage import Transaction
from services.streams import domain
from services.streams.actions.reading import Reading, reader_org
from services.streams.domain import STREAMS, Cursor, Delivery, Subscription
from services.streams.storage import log, subscriptions
from services.streams.storage.tables import delivery, subscription

PATHS: Mapping[str, str] = {"alert": "/api/v1/alerts", "event": "/api/v1/events"}
"""Where the records of a kind are fetched."""

TYPE_PREFIX = "org.havana."
STUB = "entry.stub.v1"


def read_cursor(tx: Transaction, found: Subscription, text: str) -> Cursor | None:
    """Return what a cursor of the subscription says, None if it is not one."""
    try:
        epoch, n, hash_ = cursors.unseal(tx.data_keys.cursor_key, text, bound_to=str(found.id))
    except HavanaError:
        return None
    return Cursor(epoch, n, bytes.fromhex(hash_))


def _seal(tx: Transaction, found: Subscription, cursor: Cursor) -> str:
    return cursors.seal(tx.data_keys.cursor_key, [cursor.epoch, cursor.n, cursor.hash.hex()], bound_to=str(found.id))


def entries_view(tx: Transaction, reading: Reading, *, site: str) -> dict[str, Any]:
    """Return a reading as its view."""
    found, epoch = reading.subscription, reading.after.epoch
    return {
        "items": [
            {
                "cursor": _seal(tx, found, Cursor(epoch, given.n, given.hash)),
                "event": _stub(given, site) if given.entry.id in reading.hidden else _event(given, site),
            }
            for given in reading.deliveries
        ],
        "next": _seal(tx, found, reading.after),
        "head": reading.at_head,
        "reset": reading.reset,
    }


def _envelope(given: Delivery, site: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": given.entry.id,
        "source": f"//{site}/streams",
        "time": given.entry.occurred_at,
        "recordedtime": given.entry.recorded_at,
        "sequence": domain.sequence(given.n),
    }


def _event(given: Delivery, site: str) -> dict[str, Any]:
    entry = given.entry
    record = {"dataref": f"{PATHS[entry.kind]}/{entry.representation_id}"} if not entry.withdrawn else {}
    return {
        **_envelope(given, site),
        "type": TYPE_PREFIX + entry.type,
        "subject": entry.representation_id,
        "partitionkey": str(entry.representation_id),
        "causationid": str(entry.cause),
        "datacontenttype": "application/json",
        "marking": entry.tlp.value,
        **record,
        "data": {"kind": entry.kind, "version": entry.version, "country": entry.country, "lang": entry.lang},
    }


def _stub(given: Delivery, site: str) -> dict[str, Any]:
    return {**_envelope(given, site), "type": TYPE_PREFIX + STUB}


def streams() -> dict[str, Any]:
    """Return the streams of the site."""
    return {"items": [{"stream": stream, "kinds": sorted(kinds)} for stream, kinds in STREAMS.items()]}


def list_subscriptions(tx: Transaction, viewer: Viewer, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return the organisation's subscriptions to who manages them, their own to everybody else."""
    return _listing(tx, _of(viewer), _subscription_view, limit=limit, cursor=cursor, bound_to=f"subscriptions|{viewer.key}")


def log_status(tx: Transaction, viewer: Viewer, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return how the log stands, and how far every subscription of the site has come."""
    all_of_the_site = [subscription.c.ended_at.is_(None)]
    listed = _listing(tx, all_of_the_site, _subscription_status, limit=limit, cursor=cursor, bound_to=f"log-status|{viewer.key}")
    return {**listed, "head": log.head(tx), "appended_at": log.appended_at(tx)}


def _listing(
    tx: Transaction,
    where: Sequence[ColumnElement[bool]],
    view: Callable[..., dict[str, Any]],
    *,
    limit: int,
    cursor: str | None,
    bound_to: str,
) -> dict[str, Any]:
    """Return a page of subscriptions, the oldest first."""
    every = select(subscription).where(*where)
    page = keyset.page(tx, every, by=[subscription.c.id], limit=limit, cursor=cursor, bound_to=bound_to)
    found = [subscriptions.subscription_from_row(row._mapping) for row in page.rows]
    waiting = _unconfirmed_recalls(tx, [one.id for one in found])
    head = log.head(tx)
    return page.view([view(one, unconfirmed_recalls=waiting.get(one.id, 0), head=head) for one in found])


def _of(viewer: Viewer) -> list[ColumnElement[bool]]:
    where = [subscription.c.owner_org == reader_org(viewer), subscription.c.ended_at.is_(None)]
    return where if permissions.may(viewer, "subscription", "manage") else [*where, subscription.c.client == viewer.key]


def subscription_view(tx: Transaction, viewer: Viewer, subscription_id: UUID) -> dict[str, Any]:
    """Return one subscription; NotFound if there is none or it is somebody else's."""
    row = tx.execute(select(subscription).where(subscription.c.id == subscription_id, *_of(viewer))).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-subscription", id=str(subscription_id))
    waiting = _unconfirmed_recalls(tx, [subscription_id])
    return _subscription_view(
        subscriptions.subscription_from_row(row), unconfirmed_recalls=waiting.get(subscription_id, 0), head=log.head(tx)
    )


def _unconfirmed_recalls(tx: Transaction, subscription_ids: list[UUID]) -> dict[UUID, int]:
    query = (
        select(delivery.c.subscription_id, func.count().label("waiting"))
        .join(subscription, subscription.c.id == delivery.c.subscription_id)
        .where(delivery.c.subscription_id.in_(subscription_ids), delivery.c.withdrawn.is_(True), delivery.c.n > subscription.c.confirmed)
        .group_by(delivery.c.subscription_id)
    )
    return {row["subscription_id"]: row["waiting"] for row in tx.execute(query).mappings()}


def _subscription_view(found: Subscription, *, unconfirmed_recalls: int, head: int) -> dict[str, Any]:
    narrowed = found.narrowed
    return {
        "id": found.id,
        "stream": found.stream,
        "name": found.name,
        "client": found.client,
        "is_default": found.is_default,
        "types": narrowed.types,
        "subjects": narrowed.subjects,
        "countries": narrowed.countries,
        "langs": narrowed.langs,
        "ceiling": narrowed.ceiling.value,
        "delivered": found.n,
        "confirmed": found.confirmed,
        "lag": found.n - found.confirmed,
        "at_head": found.position == head and found.confirmed == found.n,
        "unconfirmed_recalls": unconfirmed_recalls,
        "created_at": found.created_at,
        "last_read_at": found.last_read_at,
    }


def _subscription_status(found: Subscription, *, unconfirmed_recalls: int, head: int) -> dict[str, Any]:
    return {
        "id": found.id,
        "organisation_id": found.owner_org,
        "stream": found.stream,
        "client": found.client,
        "delivered": found.n,
        "confirmed": found.confirmed,
        "lag": found.n - found.confirmed,
        "unread": head - found.position,
        "unconfirmed_recalls": unconfirmed_recalls,
        "created_at": found.created_at,
        "last_read_at": found.last_read_at,
    }
