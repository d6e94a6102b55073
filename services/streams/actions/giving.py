"""Giving: a locked subscription gets the entries that its reader may see and was not given yet."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis import audience
from chassis.audience import Addressed
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.streams import domain
from services.streams.domain import STREAMS, Delivery, Entry, Subscription
from services.streams.storage import log, subscriptions

MOST_ROUNDS = 20


def give(tx: Transaction, viewer: Viewer, subscription: Subscription, *, limit: int, now: datetime) -> tuple[Subscription, list[Delivery]]:
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


def hidden(tx: Transaction, viewer: Viewer, entries: Sequence[Entry], *, now: datetime) -> frozenset[UUID]:
    """Return which of the entries given before may not be seen any more. A withdrawal says nothing and is never hidden."""
    written = [entry for entry in entries if not entry.withdrawn]
    return frozenset(entry.id for entry in written) - _admitted(tx, viewer, written, now=now)
