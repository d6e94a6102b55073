"""Making and ending narrowed subscriptions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.storage import Transaction
from chassis.values import Tlp, new_id
from services.streams.actions.reading import reader_org
from services.streams.domain import Filter, Subscription
from services.streams.storage import subscriptions


def create_subscription(tx: Transaction, viewer: Viewer, *, now: datetime, **request: Any) -> Subscription:
    """Narrow a stream for the viewer. Raises Forbidden."""
    permissions.require(viewer, "subscription", "manage")
    new = Subscription(
        id=new_id(),
        owner_org=reader_org(viewer),
        client=viewer.key,
        stream=request["stream"],
        name=request["name"],
        is_default=False,
        narrowed=Filter(
            types=tuple(request["types"]),
            subjects=tuple(request["subjects"]),
            countries=tuple(request["countries"]),
            langs=tuple(request["langs"]),
            ceiling=Tlp(request["ceiling"]),
        ),
        created_at=now,
    )
    subscriptions.add_subscription(tx, new)
    audit.add(tx, viewer, "subscription.create", new.id, now)
    return new


def end_subscription(tx: Transaction, viewer: Viewer, *, subscription_id: UUID, now: datetime) -> None:
    """End one of the organisation's subscriptions; its cursors are worth nothing from then on. Raises NotFound, Forbidden."""
    permissions.require(viewer, "subscription", "manage")
    found = subscriptions.find_subscription(tx, reader_org(viewer), subscription_id, lock=True)
    if found is None or found.is_default:
        raise NotFound("no-such-subscription", id=str(subscription_id))
    subscriptions.end_subscription(tx, subscription_id, now=now)
    audit.add(tx, viewer, "subscription.end", subscription_id, now)
