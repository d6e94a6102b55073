"""Reading on: a subscription is given what it may see, numbered and chained under its row lock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from chassis import permissions
from chassis.contexts import Viewer
from chassis.errors import Forbidden, NotFound
from chassis.messages import outbox
from chassis.storage import Transaction
from chassis.values import new_id
from services.streams import domain
from services.streams.actions import giving
from services.streams.contracts import RecallNoted
from services.streams.domain import Cursor, Delivery, Filter, Subscription
from services.streams.storage import log, subscriptions


@dataclass(frozen=True, slots=True)
class Start:
    """Where reading begins, and why it begins anew (None: it does not)."""

    cursor: Cursor
    reset: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gets: deliveries with the entries it may no longer see, where it stands, and why it began anew."""

    subscription: Subscription
    deliveries: Sequence[Delivery]
    hidden: frozenset[UUID]
    after: Cursor
    at_head: bool
    reset: str | None


def start_of(tx: Transaction, found: Subscription, *, after: Cursor | None, is_first: bool, epoch: str) -> Start:
    """Return where a reader goes on: after its cursor, or from the start if it has none (`is_first`) or one that does not fit."""
    reset = None if is_first else domain.reset_reason(after, epoch=epoch, known_hash=_known_hash(tx, found, after))
    return Start(after if after is not None and reset is None else Cursor(epoch, 0, domain.FIRST_HASH), reset)


def _known_hash(tx: Transaction, subscription: Subscription, cursor: Cursor | None) -> bytes | None:
    if cursor is None or cursor.n == 0:
        return domain.FIRST_HASH
    return subscription.hash if cursor.n == subscription.n else subscriptions.hash_at(tx, subscription.id, cursor.n)


def read_again(tx: Transaction, viewer: Viewer, found: Subscription, start: Start, *, limit: int, now: datetime) -> Reading | None:
    """Return what was given before, if there is nothing new to give and nothing to confirm; None if there is.

    Readers that wait or come back ask often: this takes no lock and writes nothing.
    """
    if found.position != log.head(tx) or start.cursor.n > found.confirmed:
        return None
    is_last = start.cursor.n == found.n
    again = [] if is_last else subscriptions.deliveries_after(tx, found.id, start.cursor.n, limit=limit)
    return _reading(tx, viewer, found, start, again=again, now=now)


def read_on(tx: Transaction, viewer: Viewer, found: Subscription, start: Start, *, limit: int, now: datetime) -> Reading:
    """Return up to `limit` deliveries after `start`, giving the subscription what is new; `found` is locked."""
    subscription = _confirm(tx, found, up_to=start.cursor.n, now=now)
    again = subscriptions.deliveries_after(tx, subscription.id, start.cursor.n, limit=limit)
    fresh: list[Delivery] = []
    if room := limit - len(again):
        subscription, fresh = giving.give(tx, viewer, subscription, limit=room, now=now)
    subscriptions.save_subscription(tx, subscription)
    return _reading(tx, viewer, subscription, start, again=again, fresh=fresh, now=now)


def _reading(
    tx: Transaction,
    viewer: Viewer,
    subscription: Subscription,
    start: Start,
    *,
    again: Sequence[Delivery],
    fresh: Sequence[Delivery] = (),
    now: datetime,
) -> Reading:
    deliveries = [*again, *fresh]
    last = Cursor(start.cursor.epoch, deliveries[-1].n, deliveries[-1].hash) if deliveries else start.cursor
    return Reading(
        subscription=subscription,
        deliveries=deliveries,
        hidden=giving.hidden(tx, viewer, [given.entry for given in again], now=now),
        after=last,
        at_head=last.n == subscription.n and subscription.position == log.head(tx),
        reset=start.reset,
    )


def find_subscription(tx: Transaction, viewer: Viewer, *, stream: str, subscription_id: UUID | None, lock: bool) -> Subscription | None:
    """Return the viewer's own subscription, None if there is none. Raises Forbidden."""
    org = reader_org(viewer)
    if subscription_id is None:
        return subscriptions.find_default(tx, viewer.key, stream, lock=lock)
    found = subscriptions.find_subscription(tx, org, subscription_id, lock=lock)
    return found if found is not None and (found.client, found.stream) == (viewer.key, stream) else None


def locked_subscription(tx: Transaction, viewer: Viewer, *, stream: str, subscription_id: UUID | None, now: datetime) -> Subscription:
    """Return the viewer's own subscription, locked; the default one is made when it is first read. Raises NotFound, Forbidden."""
    found = find_subscription(tx, viewer, stream=stream, subscription_id=subscription_id, lock=True)
    if found is None and subscription_id is None:
        subscriptions.add_subscription(tx, _default(viewer, reader_org(viewer), stream, now=now))
        found = subscriptions.find_default(tx, viewer.key, stream, lock=True)
    if found is None:
        raise NotFound("no-such-subscription", id=str(subscription_id))
    return found


def reader_org(viewer: Viewer) -> UUID:
    """Return the organisation that reads. Forbidden for those without one, or whose roles or scopes do not read streams."""
    permissions.require(viewer, "stream", "read")
    if viewer.org is None:
        raise Forbidden("role-lacks-verb", kind="stream", verb="read")
    return viewer.org


def _default(viewer: Viewer, org: UUID, stream: str, *, now: datetime) -> Subscription:
    return Subscription(
        id=new_id(),
        owner_org=org,
        client=viewer.key,
        stream=stream,
        name=stream,
        is_default=True,
        narrowed=Filter(),
        created_at=now,
    )


def _confirm(tx: Transaction, subscription: Subscription, *, up_to: int, now: datetime) -> Subscription:
    """Take a cursor as the word that everything before it was received, and tell the owners of what was recalled among it."""
    if up_to <= subscription.confirmed:
        return subscription
    for representation_id in subscriptions.confirmed_withdrawals(tx, subscription.id, after=subscription.confirmed, up_to=up_to):
        note = RecallNoted.new(
            subject=representation_id,
            representation_id=representation_id,
            organisation_id=subscription.owner_org,
            state="confirmed",
            at=now,
        )
        outbox.add(tx, note)
    return replace(subscription, confirmed=up_to, last_read_at=now)
