"""Rules of the log and its subscriptions, without I/O.

A subscription counts what it was given: `n` is dense, from 1, and each hash holds the one before it, so that a reader
notices a lost tail and a restored log. Withdrawal is by difference: whoever lost sight is told, nobody else.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any
from uuid import UUID

from chassis.values import Tlp

STREAMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"alerts": frozenset({"alert"}), "events": frozenset({"event"}), "all": frozenset({"alert", "event"})}
)
"""Stream to the kinds of records in it."""

FIRST_HASH = bytes(32)
WITHDRAWN = "withdrawn.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. `position` never leaves the site; `digest` covers the body with a salt, so that the body can go."""

    id: UUID
    position: int
    type: str
    kind: str
    owner_org: UUID | None
    representation_id: UUID
    version: int
    withdrawn: bool
    tlp: Tlp
    country: str | None
    lang: str | None
    visible_until: datetime | None
    occurred_at: datetime
    recorded_at: datetime
    cause: UUID
    digest: bytes


@dataclass(frozen=True, slots=True)
class Filter:
    """How a subscription narrows a stream; empty parts narrow nothing."""

    types: tuple[str, ...] = ()
    subjects: tuple[UUID, ...] = ()
    countries: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    ceiling: Tlp = Tlp.RED


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """How far somebody has come in a stream.

    `n` entries were given to it, the last one chained to `hash`; everything up to `position` in the log was looked at;
    the reader has said that it has `confirmed`.
    """

    id: UUID
    owner_org: UUID
    client: str
    stream: str
    name: str
    is_default: bool
    narrowed: Filter
    created_at: datetime
    n: int = 0
    hash: bytes = FIRST_HASH
    position: int = 0
    confirmed: int = 0
    last_read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One entry as a subscription was given it."""

    n: int
    entry: Entry
    hash: bytes


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a reader has come: the epoch of the log, the last `n` and its hash."""

    epoch: str
    n: int
    hash: bytes


def deliver(subscription: Subscription, entries: Iterable[Entry], *, up_to: int, now: datetime) -> tuple[Subscription, list[Delivery]]:
    """Return the subscription after it was given `entries` and looked at the log up to position `up_to`, and what it was given."""
    deliveries: list[Delivery] = []
    n, last = subscription.n, subscription.hash
    for n, entry in enumerate(entries, start=subscription.n + 1):
        last = chained(last, n, entry.digest)
        deliveries.append(Delivery(n, entry, last))
    return replace(subscription, n=n, hash=last, position=up_to, last_read_at=now), deliveries


def reset_reason(cursor: Cursor | None, *, epoch: str, known_hash: bytes | None) -> str | None:
    """Return why a reader must begin anew: its cursor is unreadable, of another life of the log, or of another history; None if it fits."""
    if cursor is None:
        return "cursor-unknown"
    if cursor.epoch != epoch:
        return "epoch-changed"
    if known_hash is None or not hmac.compare_digest(cursor.hash, known_hash):
        return "history-differs"
    return None


def matches(entry: Entry, narrowed: Filter) -> bool:
    """Say whether a subscription narrowed so wants the entry. It wants to hear of every withdrawal of what it was given."""
    if entry.withdrawn:
        return True
    wanted = (
        (narrowed.subjects, entry.representation_id),
        (narrowed.countries, entry.country),
        (narrowed.langs, entry.lang),
    )
    if any(choices and value not in choices for choices, value in wanted):
        return False
    by_type = not narrowed.types or any(fnmatchcase(entry.type, pattern) for pattern in narrowed.types)
    return by_type and entry.tlp.rank <= narrowed.ceiling.rank


def lost(addressed: frozenset[str], audience: frozenset[str]) -> frozenset[str]:
    """Return the tokens that a former version was addressed to and the new one is not."""
    return addressed - audience


def is_tighter(new: Entry, old: Entry) -> bool:
    """Say whether a new version may be hidden from somebody by its marking or its end alone."""
    sooner = new.visible_until is not None and (old.visible_until is None or new.visible_until < old.visible_until)
    return sooner or new.tlp.rank > old.tlp.rank


def body(entry: Entry) -> dict[str, Any]:
    """Return what the chain of hashes vouches for: what a reader learns from the entry."""
    return {
        "id": str(entry.id),
        "type": entry.type,
        "subject": str(entry.representation_id),
        "time": entry.occurred_at.isoformat(),
        "data": {"kind": entry.kind, "version": entry.version, "country": entry.country, "lang": entry.lang},
    }


def digest(body: Mapping[str, Any], salt: bytes) -> bytes:
    """Return the salted digest that stands for `body` in every chain."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.digest(salt, text.encode(), "sha256")


def chained(before: bytes, n: int, of_entry: bytes) -> bytes:
    """Return the hash of the `n`th delivery, given the one before it and the digest of its entry."""
    return hashlib.sha256(before + n.to_bytes(8, "big") + of_entry).digest()


def sequence(n: int) -> str:
    """Return `n` as CloudEvents wants a sequence: text that sorts as the numbers do."""
    return f"{n:020d}"


def withdrawn_type(stream_type: str) -> str:
    """Return the type of the withdrawal of what was written as `stream_type`: `alert.published.v1` → `alert.withdrawn.v1`."""
    return f"{stream_type.split('.', 1)[0]}.{WITHDRAWN}"
