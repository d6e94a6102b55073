"""Bodies as their owner sees them, and as everybody reads those that are published."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis import audience, audit, permissions, representations
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import opened
from chassis.representations import Representation, representation
from chassis.storage import Transaction
from services.library.domain import bodies as rules
from services.library.domain.bodies import Body, BodyState
from services.library.storage import bodies as storage
from services.library.storage.mechanisms import in_sight, reads_drafts
from services.library.storage.published import body_from_body
from services.library.storage.tables.bodies import body, body_audience

KIND = "body"
VERB_OF_STEP = {"verify": "amend"}
SHOWN = ("id", "version", "kind", "name", "role", "country", "languages", "contact", "source_url", "verified_at", "review_by", "updated_at")

Json = dict[str, Any]


def body_view(tx: Transaction, viewer: Viewer, body_id: UUID, *, now: datetime) -> Json:
    """Return the body by our own id, or by the id it is published under. NotFound: `gone` for what was public; Forbidden."""
    try:
        found = storage.get_body(tx, viewer, body_id, verb="read", now=now)
    except NotFound:
        raise NotFound(_why_not(tx, body_id), id=str(body_id)) from None
    if viewer.org is not None:
        audit.add(tx, viewer, "body.read", found.id, now, org=found.owner_org)
    return _views(tx, viewer, [found], now=now)[0]


def _why_not(tx: Transaction, representation_id: UUID) -> str:
    of_it = (representation.c.id == representation_id, representation.c.kind == KIND, representation.c.withdrawn_at.is_not(None))
    return "gone" if tx.scalar(select(representation.c.id).where(*of_it)) is not None else "no-such-body"


def list_bodies(tx: Transaction, viewer: Viewer, *, now: datetime, request: Mapping[str, Any]) -> Json:
    """Return a page of the bodies in sight, the last changed first. Raises Forbidden, Invalid."""
    where = [*in_sight(viewer, body, BodyState.PUBLISHED), *_narrowed(request, now)]
    page = audience.page(tx, body, body_audience, viewer, now=now, where=where, limit=request["limit"], cursor=request["cursor"])
    found = [storage.from_row(opened(tx, body, row)) for row in page.rows]
    if viewer.org is not None:
        audit.add(tx, viewer, "body.list", [one.id for one in found], now)
    total, exact = audience.count(tx, body, body_audience, viewer, now=now, where=where)
    return {"items": _views(tx, viewer, found, now=now), "next": page.next, "total": total, "total_is_exact": exact}


def _narrowed(request: Mapping[str, Any], now: datetime) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [body.c[name].in_(request[name]) for name in ("state", "kind", "country") if request[name]]
    if request["stale"] is not None:
        where.append(body.c.review_by <= now.date() if request["stale"] else body.c.review_by > now.date())
    return where


def _views(tx: Transaction, viewer: Viewer, found: Sequence[Body], *, now: datetime) -> list[Json]:
    published = representations.public_of(tx, KIND, [one.id for one in found])
    views = []
    for one in found:
        known = published.get(one.id)
        if one.owner_org == viewer.org and reads_drafts(viewer):
            views.append({**_view(one, as_="full", now=now), **_for_its_owner(viewer, one, known)})
        elif known is not None:
            views.append(_view(body_from_body(known), as_="public", now=now))
    return views


def _view(found: Body, *, as_: str, now: datetime) -> Json:
    return {
        **{name: getattr(found, name) for name in SHOWN},
        "representation": as_,
        "organisation_id": found.owner_org,
        "state": found.state.value,
        "is_stale": rules.is_stale(found.review_by, now=now),
    }


def _for_its_owner(viewer: Viewer, found: Body, published: Representation | None) -> Json:
    steps = [step for step in rules.steps(found) if permissions.may(viewer, KIND, VERB_OF_STEP.get(step, step))]
    return {"representation_id": published.id if published else None, "steps": steps}
