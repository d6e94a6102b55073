"""Subscriptions and what they were given."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, insert, select, update

from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from chassis.values import Tlp
from services.streams.domain import Delivery, Filter, Subscription
from services.streams.storage.log import entry_from_row
from services.streams.storage.tables import delivery, entry, subscription


def add_subscription(tx: Transaction, new: Subscription) -> None:
    """Insert a subscription, unless it is a default one that somebody else has just made."""
    row = {
        "id": new.id,
        "owner_org": new.owner_org,
        "client": new.client,
        "stream": new.stream,
        "name": new.name,
        "default_of": default_of(new.client, new.stream) if new.is_default else None,
        "narrowed": _filter_to_json(new.narrowed),
        "n": new.n,
        "hash": new.hash,
        "position": new.position,
        "confirmed": new.confirmed,
        "created_at": new.created_at,
    }
    insert_new(tx, subscription, [row])


def default_of(client: str, stream: str) -> str:
    """Return the name of the default subscription of a client and a stream."""
    return f"{client}|{stream}"


def find_default(tx: Transaction, client: str, stream: str, *, lock: bool) -> Subscription | None:
    """Return the default subscription of a client and a stream."""
    query = select(subscription).where(subscription.c.default_of == default_of(client, stream))
    return _one(tx, query.with_for_update() if lock else query)


def find_subscription(tx: Transaction, owner_org: UUID, subscription_id: UUID, *, lock: bool) -> Subscription | None:
    """Return the organisation's subscription unless it has ended."""
    of_org = (subscription.c.owner_org == owner_org, subscription.c.ended_at.is_(None))
    query = select(subscription).where(subscription.c.id == subscription_id, *of_org)
    return _one(tx, query.with_for_update() if lock else query)


def save_subscription(tx: Transaction, changed: Subscription) -> None:
    """Write how far a subscription has come; the caller holds its row."""
    values = {
        "n": changed.n,
        "hash": changed.hash,
        "position": changed.position,
        "confirmed": changed.confirmed,
        "last_read_at": changed.last_read_at,
    }
    tx.execute(update(subscription).where(subscription.c.id == changed.id).values(values))


def end_subscription(tx: Transaction, subscription_id: UUID, *, now: datetime) -> None:
    """End a subscription; what it was given stays on record."""
    tx.execute(update(subscription).where(subscription.c.id == subscription_id).values(ended_at=now))


def add_deliveries(tx: Transaction, subscription_id: UUID, deliveries: Sequence[Delivery], *, now: datetime) -> None:
    """Write down what a subscription was given."""
    rows = [
        {
            "subscription_id": subscription_id,
            "n": given.n,
            "entry_id": given.entry.id,
            "representation_id": given.entry.representation_id,
            "withdrawn": given.entry.withdrawn,
            "hash": given.hash,
            "delivered_at": now,
        }
        for given in deliveries
    ]
    if rows:
        tx.execute(insert(delivery), rows)


def deliveries_after(tx: Transaction, subscription_id: UUID, n: int, *, limit: int) -> list[Delivery]:
    """Return what a subscription was given after its `n`th entry."""
    query = select(entry, delivery.c.n, delivery.c.hash).join(entry, entry.c.id == delivery.c.entry_id)
    query = query.where(delivery.c.subscription_id == subscription_id, delivery.c.n > n).order_by(delivery.c.n).limit(limit)
    return [Delivery(row["n"], entry_from_row(row), row["hash"]) for row in tx.execute(query).mappings()]


def hash_at(tx: Transaction, subscription_id: UUID, n: int) -> bytes | None:
    """Return the hash of the `n`th delivery, None if there was none."""
    found: bytes | None = tx.scalar(select(delivery.c.hash).where(delivery.c.subscription_id == subscription_id, delivery.c.n == n))
    return found


def held_representations(tx: Transaction, subscription_id: UUID, representation_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of the representations the subscription was given and was not told to withdraw since."""
    of_these = (delivery.c.subscription_id == subscription_id, delivery.c.representation_id.in_(sorted(representation_ids)))
    latest = select(func.max(delivery.c.n)).where(*of_these).group_by(delivery.c.representation_id)
    query = select(delivery.c.representation_id).where(*of_these, delivery.c.n.in_(latest), delivery.c.withdrawn.is_(False))
    return frozenset(tx.execute(query).scalars())


def organisations_holding(tx: Transaction, representation_id: UUID) -> list[UUID]:
    """Return the organisations that have the representation through a subscription and were not told to withdraw it since."""
    last = (
        select(delivery.c.subscription_id, func.max(delivery.c.n).label("n"))
        .where(delivery.c.representation_id == representation_id)
        .group_by(delivery.c.subscription_id)
        .subquery()
    )
    query = (
        select(subscription.c.owner_org)
        .join(last, last.c.subscription_id == subscription.c.id)
        .join(delivery, (delivery.c.subscription_id == last.c.subscription_id) & (delivery.c.n == last.c.n))
        .where(delivery.c.withdrawn.is_(False))
    )
    return sorted(set(tx.execute(query).scalars()))


def confirmed_withdrawals(tx: Transaction, subscription_id: UUID, *, after: int, up_to: int) -> list[UUID]:
    """Return the representations whose withdrawal stands among the deliveries (after, up_to]."""
    among = (delivery.c.subscription_id == subscription_id, delivery.c.n > after, delivery.c.n <= up_to, delivery.c.withdrawn.is_(True))
    return list(tx.execute(select(delivery.c.representation_id).where(*among).order_by(delivery.c.n)).scalars())


def _one(tx: Transaction, query: Any) -> Subscription | None:
    row = tx.execute(query).mappings().one_or_none()
    return subscription_from_row(row) if row else None


def subscription_from_row(row: RowMapping) -> Subscription:
    """Return the subscription of a `subscription` row."""
    return Subscription(
        id=row["id"],
        owner_org=row["owner_org"],
        client=row["client"],
        stream=row["stream"],
        name=row["name"],
        is_default=row["default_of"] is not None,
        narrowed=_filter_from_json(row["narrowed"]),
        n=row["n"],
        hash=row["hash"],
        position=row["position"],
        confirmed=row["confirmed"],
        created_at=row["created_at"],
        last_read_at=row["last_read_at"],
    )


def _filter_to_json(narrowed: Filter) -> dict[str, Any]:
    return {
        "types": list(narrowed.types),
        "subjects": [str(subject) for subject in narrowed.subjects],
        "countries": list(narrowed.countries),
        "langs": list(narrowed.langs),
        "ceiling": narrowed.ceiling.value,
    }


def _filter_from_json(data: Mapping[str, Any]) -> Filter:
    return Filter(
        types=tuple(data["types"]),
        subjects=tuple(map(UUID, data["subjects"])),
        countries=tuple(data["countries"]),
        langs=tuple(data["langs"]),
        ceiling=Tlp(data["ceiling"]),
    )
