"""Reading on: a subscription is given what it may see, numbered and chained under its row lock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from chassis import audience, permissions
from chassis.audience import Addressed
from chassis.contexts import Viewer
from chassis.errors import Forbidden, NotFound
from chassis.messages import outbox
from chassis.storage import Transaction
from chassis.values import new_id
from services.streams import domain
from services.streams.contracts import RecallNoted
from services.streams.domain import STREAMS, Cursor, Delivery, Entry, Filter, Subscription
from services.streams.storage import log, subscriptions

MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gets: deliveries with the entries it may no longer see, where it stands, and why it began anew."""

    subscription: Subscription
    deliveries: Sequence[Delivery]
    hidden: frozenset[UUID]
    after: Cursor
    at_head: bool
    reset: str | None


def read_on(
    tx: Transaction, viewer: Viewer, found: Subscription, *, after: Cursor | None, is_first: bool, epoch: str, limit: int, now: datetime
) -> Reading:
    """Return up to `limit` deliveries after a cursor; `found` is locked. `is_first`: there is no cursor, read from the start."""
    reset = None if is_first else domain.reset_reason(after, epoch=epoch, known_hash=_known_hash(tx, found, after))
    start = after if after is not None and reset is None else Cursor(epoch, 0, domain.FIRST_HASH)
    subscription = _confirm(tx, found, up_to=start.n, now=now)
    again = subscriptions.deliveries_after(tx, subscription.id, start.n, limit=limit)
    room = limit - len(again)
    fresh: list[Delivery] = []
    if room:
        subscription, fresh = _give(tx, viewer, subscription, limit=room, now=now)
    subscriptions.save_subscription(tx, replace(subscription, last_read_at=now))
    deliveries = [*again, *fresh]
    last = Cursor(epoch, deliveries[-1].n, deliveries[-1].hash) if deliveries else start
    return Reading(
        subscription=subscription,
        deliveries=deliveries,
        hidden=_hidden(tx, viewer, [given.entry for given in again], now=now),
        after=last,
        at_head=last.n == subscription.n and subscription.position == log.head(tx),
        reset=reset,
    )


def _known_hash(tx: Transaction, subscription: Subscription, cursor: Cursor | None) -> bytes | None:
    if cursor is None or cursor.n == 0:
        return domain.FIRST_HASH
    return subscriptions.hash_at(tx, subscription.id, cursor.n)


def locked_subscription(tx: Transaction, viewer: Viewer, *, stream: str, subscription_id: UUID | None, now: datetime) -> Subscription:
    """Return the viewer's own subscription, locked; the default one is made when it is first read. Raises NotFound, Forbidden."""
    org = reader_org(viewer)
    if subscription_id is None:
        found = subscriptions.find_default(tx, viewer.key, stream, lock=True)
        if found is None:
            subscriptions.add_subscription(tx, _default(viewer, org, stream, now=now))
            found = subscriptions.find_default(tx, viewer.key, stream, lock=True)
    else:
        found = subscriptions.find_subscription(tx, org, subscription_id, lock=True)
    if found is None or found.client != viewer.key or found.stream != stream:
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
    return replace(subscription, confirmed=up_to)


def _give(tx: Transaction, viewer: Viewer, subscription: Subscription, *, limit: int, now: datetime) -> tuple[Subscription, list[Delivery]]:
    """Give the subscription up to `limit` entries that it was not given yet, or nothing if there are none."""
    head = log.head(tx)
    given: list[Delivery] = []
    for _ in range(MOST_ROUNDS):
        if subscription.position >= head or len(given) >= limit:
            break
        entries, up_to = _next_entries(tx, viewer, subscription, up_to=head, limit=limit - len(given), now=now)
        subscription, deliveries = domain.deliver(subscription, entries, up_to=up_to, now=now)
        subscriptions.add_deliveries(tx, subscription.id, deliveries, now=now)
        given += deliveries
    return subscription, given


def _next_entries(
    tx: Transaction, viewer: Viewer, subscription: Subscription, *, up_to: int, limit: int, now: datetime
) -> tuple[list[Entry], int]:
    """Return the entries for the subscription among the next ones, and the position up to which that is all of them."""
    after = subscription.position
    written = log.written_entries(tx, audience.tokens(viewer), after=after, up_to=up_to, limit=limit)
    withdrawn = log.withdrawals(tx, subscription.id, after=after, up_to=up_to, limit=limit)
    horizon = min([up_to, *(found[-1].position for found in (written, withdrawn) if len(found) == limit)])
    near = sorted((entry for entry in (*written, *withdrawn) if entry.position <= horizon), key=lambda entry: entry.position)
    wanted = _wanted(tx, viewer, subscription, near, now=now)
    return (wanted[:limit], wanted[limit - 1].position) if len(wanted) >= limit else (wanted, horizon)


def _wanted(tx: Transaction, viewer: Viewer, subscription: Subscription, entries: Sequence[Entry], *, now: datetime) -> list[Entry]:
    """Return the written entries that the viewer may see, and the withdrawals of what the subscription has and may not see any more."""
    if not entries:
        return []
    seen = _admitted(tx, viewer, [entry for entry in entries if not entry.withdrawn], now=now)
    to_withdraw = _to_withdraw(tx, viewer, subscription, [entry for entry in entries if entry.withdrawn], now=now)
    kinds = STREAMS[subscription.stream]
    return [
        entry
        for entry in entries
        if (entry.id in seen or entry.id in to_withdraw) and entry.kind in kinds and domain.matches(entry, subscription.narrowed)
    ]


def _to_withdraw(
    tx: Transaction, viewer: Viewer, subscription: Subscription, withdrawals: Sequence[Entry], *, now: datetime
) -> frozenset[UUID]:
    """Return the last withdrawal of each record that the subscription has, if nothing about it is to be seen any more."""
    if not withdrawals:
        return frozenset()
    records = {entry.representation_id for entry in withdrawals}
    held = subscriptions.held_representations(tx, subscription.id, records)
    about = log.entries_about(tx, held)
    seen = _admitted(tx, viewer, about, now=now)
    still = {entry.representation_id for entry in about if entry.id in seen}
    last = {entry.representation_id: entry.id for entry in withdrawals if entry.representation_id in held - still}
    return frozenset(last.values())


def _admitted(tx: Transaction, viewer: Viewer, entries: Sequence[Entry], *, now: datetime) -> frozenset[UUID]:
    """Return which written entries the viewer may see now."""
    if not entries:
        return frozenset()
    audiences = log.audiences(tx, [entry.id for entry in entries])
    return frozenset(
        entry.id
        for entry in entries
        if audience.admits(viewer, Addressed(entry.kind, audiences[entry.id], entry.tlp, entry.owner_org, entry.visible_until), now)
    )


def _hidden(tx: Transaction, viewer: Viewer, entries: Sequence[Entry], *, now: datetime) -> frozenset[UUID]:
    """Return which of the entries given before may not be seen any more. A withdrawal says nothing and is never hidden."""
    written = [entry for entry in entries if not entry.withdrawn]
    return frozenset(entry.id for entry in written) - _admitted(tx, viewer, written, now=now)
