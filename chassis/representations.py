"""Records as others see them: `public`, and one `share:<id>` per share, written by the action that changes the record.

A representation has its own id (version 4), version and audience; scope by field, pseudonyms and identifiability are applied
when it is written, never when it is read. What leaves an organisation never carries the inner id, reference or version. Others
read representations and nothing else: every new version is announced by `representation.written.v1`, the
end of one by `representation.withdrawn.v1`, without text; who may read it asks the owner.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import fields
from sqlalchemy import Column, ColumnElement, Index, Integer, Select, String, Table, UniqueConstraint, Uuid, insert, select, true, update

from chassis import audience as audiences
from chassis import ledger
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import guarded, opened, sealed
from chassis.messages import Message, hints, outbox
from chassis.schemas import AwareDateTime
from chassis.storage import Json, Transaction, Utc, metadata
from chassis.values import Tlp, new_outward_id

PUBLIC_SCOPE = "public"
WITHDRAWN = "representation.withdrawn"

representation = Table(
    "representation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("scope", String(60), nullable=False),
    Column("owner_org", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("stream_type", String(60), nullable=False),
    Column("open_body", Json),
    guarded("body"),
    Column("marking", Integer, nullable=False),
    Column("country", String(2)),
    Column("lang", String(35)),
    Column("visible_until", Utc),
    Column("withdrawn_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    UniqueConstraint("kind", "record_id", "scope"),
    info={"scope": "record_id"},
)
Index(None, representation.c.record_id)
representation_audience = audiences.side_table(metadata, "representation")


class RepresentationWritten(Message, type="representation.written.v1", readers=("streams", "search")):
    """A representation has a new version for this audience. No text: whoever may read it asks the owner."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    owner_org = fields.UUID(required=True)
    stream_type = fields.String(required=True)
    version = fields.Integer(required=True)
    audience = fields.List(fields.String(), required=True)
    tlp = fields.String(required=True)
    visible_until = AwareDateTime(required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)
    lang = fields.String(required=True, allow_none=True)


class RepresentationWithdrawn(Message, type="representation.withdrawn.v1", readers=("streams", "search")):
    """A representation is gone for everybody."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    owner_org = fields.UUID(required=True)
    version = fields.Integer(required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """One version of one representation; `body` is empty once it was withdrawn or its key erased."""

    id: UUID
    kind: str
    record_id: UUID
    scope: str
    owner_org: UUID
    version: int
    stream_type: str
    body: Mapping[str, Any]
    audience: frozenset[str]
    marking: Tlp
    country: str | None
    lang: str | None
    visible_until: datetime | None
    withdrawn_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class RepresentationPage:
    """Representations in the order of the list, newest change first, and the next cursor."""

    rows: list[Representation]
    next: str | None


def write(
    tx: Transaction,
    *,
    kind: str,
    record_id: UUID,
    scope: str,
    owner_org: UUID,
    body: Mapping[str, Any],
    audience: Iterable[str],
    marking: Tlp,
    stream_type: str,
    now: datetime,
    country: str | None = None,
    lang: str | None = None,
    visible_until: datetime | None = None,
) -> Representation:
    """Write the next version of the representation `scope` of a record (the first one makes it) and announce it. Hold the record's lock."""
    before = tx.execute(_of_record(kind, record_id).where(representation.c.scope == scope).with_for_update()).mappings().one_or_none()
    row: dict[str, Any] = {
        "id": before["id"] if before else new_outward_id(),
        "kind": kind,
        "record_id": record_id,
        "scope": scope,
        "owner_org": owner_org,
        "version": before["version"] + 1 if before else 1,
        "stream_type": stream_type,
        "open_body": dict(body) if scope == PUBLIC_SCOPE else None,
        "body": None if scope == PUBLIC_SCOPE else dict(body),
        "marking": marking.rank,
        "country": country,
        "lang": lang,
        "visible_until": visible_until,
        "withdrawn_at": None,
        "created_at": before["created_at"] if before else now,
        "updated_at": now,
    }
    _save(tx, row, new=before is None)
    audiences.address(tx, representation_audience, row["id"], audience, now)
    written = _of_row(row | {"body": dict(body)}, frozenset(audience))
    outbox.add(tx, _announcement(written))
    _hint_public(tx, "representation.written", written.id, scope)
    return written


def withdraw(tx: Transaction, representation_id: UUID, *, now: datetime, version: int = 0) -> None:
    """End a representation for everybody: its text and audience go, and a restored backup will not bring it back. Again: nothing.

    `version`: the least that it has then, so that readers who know a later life of it believe that it is gone.
    """
    found = tx.execute(select(representation).where(representation.c.id == representation_id).with_for_update()).mappings().one_or_none()
    if found is None:
        raise NotFound("no-such-representation", id=str(representation_id))
    if found["withdrawn_at"] is not None:
        return
    version = max(version, found["version"] + 1)
    gone = {"version": version, "open_body": None, "body": None, "withdrawn_at": now, "updated_at": now}
    tx.execute(update(representation).where(representation.c.id == representation_id).values(gone))
    audiences.address(tx, representation_audience, representation_id, (), now)
    ledger.record(tx, {"what": WITHDRAWN, "id": str(representation_id), "version": version}, now=now)
    named = {name: found[name] for name in ("id", "kind", "owner_org")}
    outbox.add(tx, RepresentationWithdrawn.new(subject=representation_id, **named, version=version))
    _hint_public(tx, "representation.withdrawn", representation_id, found["scope"])


def _hint_public(tx: Transaction, name: str, representation_id: UUID, scope: str) -> None:
    """Tell gateways, which keep public answers for a moment, that one of them is out of date."""
    if scope == PUBLIC_SCOPE:
        hints.publish(tx, name, id=str(representation_id))


def withdraw_again(tx: Transaction, representation_id: UUID, *, version: int, now: datetime) -> bool:
    """Withdraw what the safety ledger says was withdrawn as `version`; False if it is unknown here, withdrawn or written again since."""
    found = tx.execute(select(representation).where(representation.c.id == representation_id)).one_or_none()
    if found is None or found.withdrawn_at is not None or found.version >= version:
        return False
    withdraw(tx, representation_id, now=now, version=version)
    return True


def get(tx: Transaction, viewer: Viewer, representation_id: UUID, now: datetime, *, kind: str) -> Representation:
    """Return what `viewer` may read; NotFound `no-such-representation`, or `gone` for what was public and was withdrawn."""
    seen = audiences.visible(representation, representation_audience, viewer, "read", now, kind=kind)
    query = select(representation).where(representation.c.id == representation_id, representation.c.kind == kind)
    found = _read(tx, query.where(seen))
    withdrawn = representation.c.withdrawn_at.is_not(None)
    gone = tx.execute(query.where(withdrawn, representation.c.scope == PUBLIC_SCOPE).with_only_columns(representation.c.id)).one_or_none()
    if not found:
        raise NotFound("gone" if gone else "no-such-representation", id=str(representation_id))
    return found[0]


def page(
    tx: Transaction,
    viewer: Viewer,
    kind: str,
    *,
    now: datetime,
    where: Sequence[ColumnElement[bool]] = (),
    limit: int = 50,
    cursor: str | None = None,
) -> RepresentationPage:
    """Return one page of the representations of `kind` that `viewer` may read."""
    only = (representation.c.kind == kind, *where)
    found = audiences.page(tx, representation, representation_audience, viewer, now=now, where=only, limit=limit, cursor=cursor, kind=kind)
    return RepresentationPage(_with_audiences(tx, found.rows), found.next)


def count(tx: Transaction, viewer: Viewer, kind: str, *, now: datetime, where: Sequence[ColumnElement[bool]] = ()) -> tuple[int, bool]:
    """Return how many representations of `kind` `viewer` may read, at most 10,000, and whether that is all."""
    only = (representation.c.kind == kind, *where)
    return audiences.count(tx, representation, representation_audience, viewer, now=now, where=only, kind=kind)


def by_record(tx: Transaction, kind: str, record_id: UUID) -> list[Representation]:
    """Return the representations of a record that are not withdrawn, for the owner's own work: whoever asks was admitted to the record."""
    standing = _of_record(kind, record_id).where(representation.c.withdrawn_at.is_(None)).order_by(representation.c.scope)
    return _read(tx, standing)


def by_ids(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, Representation]:
    """Return those of the representations that are not withdrawn, for a list that has admitted its reader to each of them."""
    standing = select(representation).where(representation.c.id.in_(ids), representation.c.withdrawn_at.is_(None))
    return {one.id: one for one in _read(tx, standing)}


def public_of(tx: Transaction, kind: str, record_ids: Collection[UUID]) -> dict[UUID, Representation]:
    """Return record → what everybody reads of it, for lists that everybody's rows stand in: two statements however many."""
    if not record_ids:
        return {}
    of_these = (representation.c.kind == kind, representation.c.record_id.in_(record_ids), representation.c.scope == PUBLIC_SCOPE)
    found = _read(tx, select(representation).where(*of_these, representation.c.withdrawn_at.is_(None)))
    return {one.record_id: one for one in found}


def record_of(tx: Transaction, representation_id: UUID) -> UUID | None:
    """Return the inner id of the record a representation stands for."""
    record_id: UUID | None = tx.scalar(select(representation.c.record_id).where(representation.c.id == representation_id))
    return record_id


def all_by_ids(tx: Transaction, ids: Iterable[UUID]) -> list[Representation]:
    """Return the representations of these ids, withdrawn ones too, for who indexes them: whoever asks may read all of them."""
    return _read(tx, select(representation).where(representation.c.id.in_(list(ids))).order_by(representation.c.id))


def after(tx: Transaction, last: UUID | None, *, limit: int) -> list[Representation]:
    """Return the next representations in the order of their ids, withdrawn ones too, for who indexes them."""
    following = representation.c.id > last if last else true()
    return _read(tx, select(representation).where(following).order_by(representation.c.id).limit(limit))


def _announcement(written: Representation) -> Any:
    named = {
        name: getattr(written, name) for name in ("id", "kind", "owner_org", "stream_type", "version", "visible_until", "country", "lang")
    }
    return RepresentationWritten.new(subject=written.id, **named, audience=sorted(written.audience), tlp=written.marking.value)


def _of_record(kind: str, record_id: UUID) -> Select[Any]:
    return select(representation).where(representation.c.kind == kind, representation.c.record_id == record_id)


def _save(tx: Transaction, row: dict[str, Any], *, new: bool) -> None:
    values = sealed(tx, representation, row, org=row["owner_org"])
    if new:
        tx.execute(insert(representation), values)
    else:
        tx.execute(update(representation).where(representation.c.id == row["id"]).values(values))


def _read(tx: Transaction, query: Select[Any]) -> list[Representation]:
    return _with_audiences(tx, [dict(row) for row in tx.execute(query).mappings()])


def _with_audiences(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[Representation]:
    """Return the rows opened, with whom they are addressed to: one statement however many."""
    side = representation_audience
    tokens: dict[UUID, set[str]] = {row["id"]: set() for row in rows}
    for token in tx.execute(select(side.c.id, side.c.token).where(side.c.id.in_(list(tokens)))) if rows else ():
        tokens[token.id].add(token.token)
    return [_of_row(opened(tx, representation, row), frozenset(tokens[row["id"]])) for row in rows]


def _of_row(row: Mapping[str, Any], tokens: frozenset[str]) -> Representation:
    taken = {name: row[name] for name in Representation.__slots__ if name not in {"body", "audience", "marking"}}
    body = row["open_body"] if row["scope"] == PUBLIC_SCOPE else row["body"]
    return Representation(**taken, body=body or {}, audience=tokens, marking=Tlp.of_rank(row["marking"]))
