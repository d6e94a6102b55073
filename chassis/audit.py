"""Who did what: reads of guarded records, searches for people, sign-ins, changes of permission and state.

A use case adds one row, in its own transaction, with the ids it touched and no text. Every second the sealer chains the new
rows, one chain per organisation, and signs the head, so that a changed, removed or moved row is found by `verify`. Rows younger
than two seconds may not be sealed yet. Chaining inside each use case would queue all of them behind one row.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError
from sqlalchemy import BigInteger, Column, Index, Row, String, Table, Text, Uuid, insert, select, union, update

from chassis import cursors, permissions
from chassis.contexts import ALGORITHM, PrivateKey, PublicKeys, Viewer
from chassis.storage import Database, Transaction, Utc, metadata
from chassis.storage.database import WRITE
from chassis.storage.upsert import insert_new
from chassis.values import new_id

START = "0" * 64
SITE = UUID(int=0)
"""The chain of what concerns no organisation."""
SEALED_WITHIN = timedelta(seconds=60)
BATCH = 500
TURN = 200

audit = Table(
    "audit",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("org", Uuid, nullable=False),
    Column("at", Utc, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("action", String(100), nullable=False),
    Column("body", Text, nullable=False),
    Column("n", BigInteger),
    Column("digest", String(64)),
    Column("hash", String(64)),
)
Index(None, audit.c.org, audit.c.n, unique=True)
Index(None, audit.c.org, audit.c.at, audit.c.id)
Index(None, audit.c.n)

audit_head = Table(
    "audit_head",
    metadata,
    Column("org", Uuid, primary_key=True),
    Column("n", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("sealed_at", Utc),
    Column("signature", Text, nullable=False),
)


def add(
    tx: Transaction, viewer: Viewer, action: str, subjects: UUID | Iterable[UUID], now: datetime, *, org: UUID | None = None, **params: Any
) -> None:
    """Write down that `viewer` did `action` (`case.close`) to `subjects`; `params` are codes and numbers, never text of people.

    The row belongs to `org` (the viewer's unless given: the owner's, when others act). Inside a read it is written after the
    read, before the answer: if it cannot be written, there is no answer.
    """
    ids = [subjects] if isinstance(subjects, UUID) else list(subjects)
    body = {"subjects": [str(one) for one in ids], "session": str(viewer.session) if viewer.session else None, "params": params}
    row = {
        "id": new_id(),
        "org": org or viewer.org or SITE,
        "at": now,
        "actor": viewer.key,
        "action": action,
        "body": json.dumps(body, sort_keys=True, separators=(",", ":"), default=str),
    }
    if tx.connection.get_execution_options().get(WRITE):
        tx.execute(insert(audit), row)
    else:
        tx.after_commit(lambda: _insert_later(tx.database, row))


def _insert_later(database: Database, row: Mapping[str, Any]) -> None:
    with database.transaction() as tx:
        tx.execute(insert(audit), row)


def page(tx: Transaction, viewer: Viewer, *, limit: int = 50, cursor: str | None = None) -> tuple[list[dict[str, Any]], str | None]:
    """Return (entries of the viewer's organisation, newest first; next cursor). Forbidden unless they may read the audit."""
    permissions.require(viewer, "audit", "read")
    bound_to = f"{viewer.key}|{viewer.org}|audit"
    query = select(audit).where(audit.c.org == (viewer.org or SITE)).order_by(audit.c.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(audit.c.id < UUID(cursors.unseal(tx.data_keys.cursor_key, cursor, bound_to=bound_to)[0]))
    rows = tx.execute(query).all()
    more = cursors.seal(tx.data_keys.cursor_key, [rows[limit - 1].id.hex], bound_to=bound_to) if len(rows) > limit else None
    return [_entry(row) for row in rows[:limit]], more


def _entry(row: Row[Any]) -> dict[str, Any]:
    return {"id": row.id, "at": row.at, "actor": row.actor, "action": row.action, "sealed": row.n is not None, **json.loads(row.body)}


class Sealer:
    """Chains and signs the new audit rows of one service; one call at a time per organisation, in any number of processes."""

    def __init__(self, database: Database, key: PrivateKey) -> None:
        """`key` is the service's own signing key."""
        self._database = database
        self._key = key

    def seal_once(self, now: datetime) -> int:
        """Seal at most 500 rows per organisation and return how many rows were sealed."""
        with self._database.reading() as tx:
            waiting = sorted(tx.execute(select(audit.c.org).where(audit.c.n.is_(None)).distinct().limit(100)).scalars())
        return sum(self._seal(org, now) for org in waiting)

    def _seal(self, org: UUID, now: datetime) -> int:
        with self._database.transaction() as tx:
            head = _locked_head(tx, org)
            rows = tx.execute(select(audit).where(audit.c.org == org, audit.c.n.is_(None)).order_by(audit.c.id).limit(BATCH)).all()
            n, last = head.n, head.hash
            for row in rows:
                n, digest = n + 1, _digest(row)
                last = _link(last, n, digest)
                tx.execute(update(audit).where(audit.c.id == row.id).values(n=n, digest=digest, hash=last))
            if rows:
                signature = _sign(self._key, tx.service, org, n, last)
                tx.execute(update(audit_head).where(audit_head.c.org == org).values(n=n, hash=last, sealed_at=now, signature=signature))
        return len(rows)


def _locked_head(tx: Transaction, org: UUID) -> Row[Any]:
    insert_new(tx, audit_head, [{"org": org, "n": 0, "hash": START, "sealed_at": None, "signature": ""}])
    return tx.execute(select(audit_head).where(audit_head.c.org == org).with_for_update()).one()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain, and at which number of it."""

    kind: Literal["altered", "removed", "reordered", "head-forged", "head-missing", "unsealed"]
    n: int


def verify(tx: Transaction, org: UUID, keys: PublicKeys, now: datetime) -> list[Fault]:
    """Return what was done to the chain of `org` since it was sealed; [] if nothing was."""
    head = tx.execute(select(audit_head).where(audit_head.c.org == org)).one_or_none()
    rows = tx.execute(select(audit).where(audit.c.org == org, audit.c.n.is_not(None)).order_by(audit.c.n).execution_options(yield_per=1000))
    faults, n, last = [], 0, START
    for row in rows:
        if row.n % TURN == 0:
            time.sleep(0)  # on an event loop everybody else would stand still for the length of the chain
        faults += [Fault("removed", missing) for missing in range(n + 1, row.n)]
        faults += _faults_of(row, last if row.n == n + 1 else None)
        n, last = row.n, row.hash
    return [*faults, *_faults_of_head(head, tx.service, org, keys, reached=(n, last)), *_unsealed(tx, org, now)]


def organisations(tx: Transaction) -> list[UUID]:
    """Return whose chains there are, also those of which nothing but the head is left."""
    return sorted(tx.execute(union(select(audit.c.org), select(audit_head.c.org))).scalars())


def unsealed_since(tx: Transaction) -> datetime | None:
    """Return when the oldest row was written that is in no chain yet; None if all are."""
    found: datetime | None = tx.scalar(select(audit.c.at).where(audit.c.n.is_(None)).order_by(audit.c.at).limit(1))
    return found


def _faults_of(row: Row[Any], last: str | None) -> Iterator[Fault]:
    """Yield what is wrong with a row; `last` is None where the row before it is missing."""
    if _digest(row) != row.digest:
        yield Fault("altered", row.n)
    elif last is not None and _link(last, row.n, row.digest) != row.hash:
        yield Fault("reordered", row.n)


def _faults_of_head(head: Row[Any] | None, service: str, org: UUID, keys: PublicKeys, *, reached: tuple[int, str]) -> Iterator[Fault]:
    """Yield what is wrong with the head, given (n, hash) of the last row."""
    n, last = reached
    if head is None:
        if n:
            yield Fault("head-missing", n)
        return
    yield from (Fault("removed", missing) for missing in range(n + 1, head.n + 1))
    if head.n and (head.n, head.hash) != _signed(head.signature, service, org, keys):
        yield Fault("head-forged", head.n)
    elif n > head.n or (n == head.n and last != head.hash):
        yield Fault("altered", n)


def _unsealed(tx: Transaction, org: UUID, now: datetime) -> Iterator[Fault]:
    late = select(audit.c.id).where(audit.c.org == org, audit.c.n.is_(None), audit.c.at < now - SEALED_WITHIN)
    yield from (Fault("unsealed", 0) for _ in tx.execute(late))


def _digest(row: Row[Any]) -> str:
    content = [row.id.hex, row.org.hex, row.at.isoformat(), row.actor, row.action, row.body]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _link(last: str, n: int, digest: str) -> str:
    return hashlib.sha256(f"{last}|{n}|{digest}".encode()).hexdigest()


def _sign(key: PrivateKey, service: str, org: UUID, n: int, head: str) -> str:
    payload = json.dumps([service, org.hex, n, head]).encode()
    return jws.serialize_compact({"alg": ALGORITHM, "kid": key.kid}, payload, key.key, algorithms=[ALGORITHM])


def _signed(signature: str, service: str, org: UUID, keys: PublicKeys) -> tuple[int, str] | None:
    """Return (n, hash) that `service` signed for `org`; None if it did not."""
    try:
        found = keys.find(jws.extract_compact(signature.encode()).headers().get("kid"))
        if found is None or found[0] != service:
            return None
        payload = json.loads(jws.deserialize_compact(signature, found[1], algorithms=[ALGORITHM]).payload)
    except (JoseError, ValueError):
        return None
    return (payload[2], payload[3]) if payload[:2] == [service, org.hex] else None
