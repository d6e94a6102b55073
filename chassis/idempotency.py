"""Writes that may be sent twice: the key stands in the transaction of the effect, the answer is read again, never stored."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, String, Table, delete, select, update

from chassis.errors import Invalid
from chassis.storage import Json, Transaction, Utc, metadata
from chassis.storage.pruning import prune
from chassis.storage.upsert import insert_new

KEPT = timedelta(hours=24)
LONGEST_KEY = 200

idempotency = Table(
    "idempotency",
    metadata,
    Column("client", String(100), primary_key=True),
    Column("key", String(LONGEST_KEY), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("target", Json),
    Column("created_at", Utc, nullable=False, index=True),
)


@dataclass(frozen=True)
class Claim:
    """A key that was used for the first time (`target` is None), or what its first use changed."""

    client: str
    key: str
    target: Mapping[str, Any] | None


def claim(tx: Transaction, *, client: str, key: str, method: str, request: Mapping[str, Any], now: datetime) -> Claim:
    """Take `key` for `client`, or find its first use. Invalid `idempotency-key-reused` if that was another request."""
    if not 0 < len(key) <= LONGEST_KEY:
        raise Invalid("idempotency-key-invalid", max=LONGEST_KEY)
    mine = (idempotency.c.client == client, idempotency.c.key == key)
    tx.execute(delete(idempotency).where(*mine, idempotency.c.created_at < now - KEPT))
    body_hash = _hash(method, request)
    if insert_new(tx, idempotency, [{"client": client, "key": key, "body_hash": body_hash, "created_at": now}]):
        return Claim(client, key, None)
    row = tx.execute(select(idempotency.c.body_hash, idempotency.c.target).where(*mine)).one()
    if row.body_hash != body_hash:
        raise Invalid("idempotency-key-reused")
    return Claim(client, key, row.target or {})


def is_known(tx: Transaction, *, client: str, key: str, now: datetime) -> bool:
    """Return whether `client` has used `key` in the last 24 hours."""
    mine = (idempotency.c.client == client, idempotency.c.key == key, idempotency.c.created_at >= now - KEPT)
    return tx.scalar(select(idempotency.c.key).where(*mine)) is not None


def keep(tx: Transaction, claimed: Claim, target: Mapping[str, Any]) -> None:
    """Note what the first use changed: plain JSON by which it is found again."""
    mine = (idempotency.c.client == claimed.client, idempotency.c.key == claimed.key)
    tx.execute(update(idempotency).where(*mine).values(target=dict(target)))


def forget_old(tx: Transaction, *, now: datetime) -> int:
    """Delete of the keys older than 24 hours at most 5,000; return how many."""
    return prune(tx, idempotency, idempotency.c.created_at < now - KEPT)


def _hash(method: str, request: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps([method, request], sort_keys=True, default=str).encode()).hexdigest()
