"""Trainings: the whole of them for their organisation, what was published for everybody else."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis import audit, keyset, permissions, representations
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import Invalid, NotFound
from chassis.fields import opened
from chassis.representations import PUBLIC_SCOPE, Representation, representation
from chassis.storage import Transaction
from services.library.domain import trainings as rules
from services.library.domain.trainings import Training
from services.library.storage import facets
from services.library.storage import trainings as storage
from services.library.storage.own import of_own
from services.library.storage.tables.trainings import training

KIND = "training"
FILTERS = ("kind", "audience", "level", "lang", "principle")
VERB_OF_STEP = {"submit": "amend", "review": "publish", "supersede": "publish"}
Json = dict[str, Any]


def training_view(tx: Transaction, viewer: Viewer, training_id: UUID, *, now: datetime) -> Json:
    """Return our own training by its own id, or what was published by the id it was published under. Raises NotFound, Forbidden."""
    permissions.require(viewer, KIND, "read")
    found = storage.find_training(tx, viewer, training_id)
    if found is None:
        return _published_view(_published(tx, viewer, training_id, now=now))
    audit.add(tx, viewer, "training.read", training_id, now, org=found.owner_org)
    standing = representations.by_record(tx, KIND, found.id)
    return {**_full_view(viewer, found), "published_as": standing[0].id if standing else None}


def public_training(tx: Transaction, training_id: UUID, *, now: datetime) -> Json:
    """Return what everybody may read. NotFound: `gone` once it was withdrawn, else `no-such-training`."""
    return _published_view(_published(tx, PUBLIC, training_id, now=now))


def _published(tx: Transaction, viewer: Viewer, training_id: UUID, *, now: datetime) -> Representation:
    try:
        return representations.get(tx, viewer, training_id, now, kind=KIND)
    except NotFound as error:
        raise NotFound(error.code if error.code == "gone" else "no-such-training", id=str(training_id)) from None


def _published_view(published: Representation) -> Json:
    body = published.body
    return {
        **body,
        "id": published.id,
        "representation": "public",
        "version": published.version,
        "organisation_id": published.owner_org,
        "review_by": date.fromisoformat(body["review_by"]) if body["review_by"] else None,
        "published_at": datetime.fromisoformat(body["published_at"]),
        "updated_at": published.updated_at,
    }


def _full_view(viewer: Viewer, one: Training) -> Json:
    names = (
        "id", "version", "superseded_by", "review_due", "published_at", "withdrawn_at", "withdrawal_note", "created_at", "updated_at",
    )  # fmt: skip
    return {
        **storage.content_to_json(one.content),
        **{name: getattr(one, name) for name in names},
        "review_by": one.content.review_by,
        "representation": "full",
        "organisation_id": one.owner_org,
        "state": one.state.value,
        "steps": [step for step in rules.steps(one) if permissions.may(viewer, KIND, VERB_OF_STEP.get(step, step))],
    }


def list_trainings(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return a page of our own trainings, or of what everybody published. Raises Forbidden, Invalid."""
    permissions.require(viewer, KIND, "read")
    if request["of"] == "published":
        if request["state"] or request["review_due"]:
            raise Invalid.of_fields([{"pointer": "/state" if request["state"] else "/review_due", "code": "only-own-works"}])
        return list_published(tx, viewer, request=request, now=now)
    permissions.require(viewer, "draft", "read")
    page = keyset.page(
        tx,
        _own(viewer, request),
        by=[training.c.updated_at, training.c.id],
        descending=True,
        limit=request["limit"],
        cursor=request["cursor"],
        bound_to=f"trainings|{viewer.key}|{[request[name] for name in (*FILTERS, 'state', 'review_due')]}",
    )
    found = [storage.training_from_row(opened(tx, training, dict(row._mapping))) for row in page.rows]
    audit.add(tx, viewer, "training.list", [one.id for one in found], now)
    return page.view([_full_view(viewer, one) for one in found])


def _own(viewer: Viewer, request: Mapping[str, Any]) -> Select[Any]:
    query = select(training).where(of_own(training, viewer), *facets.narrowed(training.c.id, request, FILTERS))
    if request["state"]:
        query = query.where(training.c.state.in_(request["state"]))
    return query.where(training.c.review_due) if request["review_due"] else query


def list_published(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return a page of published trainings, the newest first."""
    where = [representation.c.scope == PUBLIC_SCOPE, *facets.narrowed(representation.c.id, request, FILTERS)]
    page = representations.page(tx, viewer, KIND, now=now, where=where, limit=request["limit"], cursor=request["cursor"])
    total, exact = representations.count(tx, viewer, KIND, now=now, where=where)
    return {"items": [_published_view(one) for one in page.rows], "next": page.next, "total": total, "total_is_exact": exact}


def list_public_trainings(tx: Transaction, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return a page of what everybody may read, the newest first."""
    return list_published(tx, PUBLIC, request=request, now=now)
