"""Bodies in and out of their table; who may see which stands in the WHERE."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis import audience
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import opened, sealed
from chassis.storage import Transaction
from services.library.domain.bodies import Body, BodyState
from services.library.storage.mechanisms import in_sight, known_as
from services.library.storage.tables.bodies import body, body_audience

Row = dict[str, Any]
KEPT_AS_THEY_ARE = (
    "id", "owner_org", "version", "kind", "name", "role", "country", "source_url", "verified_at", "verified_by", "review_by", "created_at",
    "updated_at",
)  # fmt: skip


def audience_tokens(found: Body) -> frozenset[str]:
    """Return who can see it: the organisation, and everybody once it is published."""
    everybody = {audience.PUBLIC} if found.state is BodyState.PUBLISHED else set()
    return frozenset({audience.org(found.owner_org), *everybody})


def add_body(tx: Transaction, new: Body) -> None:
    """Insert a new body with its audience."""
    tx.execute(insert(body).values(sealed(tx, body, _to_row(new), org=new.owner_org)))
    _address(tx, new)


def save_body(tx: Transaction, changed: Body) -> None:
    """Write a body that was read under its lock in this transaction."""
    tx.execute(update(body).where(body.c.id == changed.id).values(sealed(tx, body, _to_row(changed), org=changed.owner_org)))
    _address(tx, changed)


def _address(tx: Transaction, found: Body) -> None:
    audience.address(tx, body_audience, found.id, audience_tokens(found), found.updated_at)


def get_body(tx: Transaction, viewer: Viewer, body_id: UUID, *, verb: str, now: datetime, lock: bool = False) -> Body:
    """Return the body by our own id or the one it is published under, if `viewer` may `verb` it; NotFound if not: the same statement."""
    where = [audience.visible(body, body_audience, viewer, verb, now), *in_sight(viewer, body, BodyState.PUBLISHED)]
    query = select(body).where(known_as("body", body_id, body, viewer), *where)
    row = tx.execute(query.with_for_update(of=body) if lock else query).mappings().one_or_none()
    if row is None:
        raise NotFound("no-such-body", id=str(body_id))
    return from_row(opened(tx, body, dict(row)))


def _to_row(found: Body) -> Row:
    return {
        **{name: getattr(found, name) for name in KEPT_AS_THEY_ARE},
        "state": found.state.value,
        "languages": list(found.languages),
        "contact": dict(found.contact),
    }


def from_row(row: Mapping[str, Any]) -> Body:
    """Return the body of an opened row."""
    return Body(
        **{name: row[name] for name in KEPT_AS_THEY_ARE},
        state=BodyState(row["state"]),
        languages=tuple(row["languages"]),
        contact=row["contact"] or {},
    )


def find_any(tx: Transaction, body_id: UUID) -> Body | None:
    """Return the body whoever asks, locked: for what is done again after a database was put back."""
    row = tx.execute(select(body).where(body.c.id == body_id).with_for_update()).mappings().one_or_none()
    return from_row(opened(tx, body, dict(row))) if row else None
