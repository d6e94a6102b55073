"""Rules of the log and its subscriptions, without I/O.

A subscription counts what it was given: `n` is dense, from 1, and each hash holds the one before it, so that a reader
notices a lost tail and a restored log. Withdrawal is by difference: whoever lost sight is told, nobody else.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any
from uuid import UUID

from chassis.values import Tlp

STREAMS: Mapping[str, frozenset[str]] = MappingProxyType({"alerts": frozenset({"alert"}), "all": frozenset({"alert"})})
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


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a reader has come: the epoch of the log, the last `n` and its hash."""

    epoch: str
    n: int
    hash: bytes


def matches(entry: Entry, narrowed: Filter) -> bool:
    """Say whether a subscription narrowed so wants the entry. A withdrawal is wanted wherever its record was."""
    wanted = (
        (narrowed.subjects, entry.representation_id),
        (narrowed.countries, entry.country),
        (narrowed.langs, entry.lang),
    )
    if any(choices and value not in choices for choices, value in wanted):
        return False
    if entry.withdrawn:
        return True
    by_type = not narrowed.types or any(fnmatchcase(entry.type, pattern) for pattern in narrowed.types)
    return by_type and entry.tlp.rank <= narrowed.ceiling.rank


def lost(addressed: frozenset[str], audience: frozenset[str]) -> frozenset[str]:
    """Return the tokens that a former version was addressed to and the new one is not."""
    return addressed - audience


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
