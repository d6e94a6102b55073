"""Works: the whole of them for their organisation, what was published for everybody else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from chassis import audit, keyset, permissions, representations
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import Invalid, NotFound
from chassis.fields import opened
from chassis.representations import PUBLIC_SCOPE, Representation, representation
from chassis.storage import Transaction
from services.library.domain import works as rules
from services.library.domain.citations import State
from services.library.domain.works import Work
from services.library.storage import facets, texts
from services.library.storage import works as storage
from services.library.storage.citations import principles_cited
from services.library.storage.own import of_own
from services.library.storage.tables.works import citation, passage, work

KIND = "work"
FILTERS = ("kind", "country", "year", "outcome", "importance", "lang", "principle", "issuer")
VERB_OF_STEP = {"submit": "amend", "send_back": "publish"}
OF_ITEM = ("issuer", "authors", "identifiers", "date", "countries", "source_url", "outcome", "importance")
Json = dict[str, Any]


def work_view(tx: Transaction, viewer: Viewer, work_id: UUID, *, now: datetime) -> Json:
    """Return our own work by its own id, or what was published by the id it was published under. Raises NotFound, Forbidden."""
    permissions.require(viewer, KIND, "read")
    found = storage.find_work(tx, viewer, work_id)
    if found is None:
        return published_view(_published(tx, viewer, work_id, now=now))
    audit.add(tx, viewer, "work.read", work_id, now, org=found.owner_org)
    return _full_view(tx, viewer, found)


def public_work(tx: Transaction, work_id: UUID, *, now: datetime) -> Json:
    """Return what everybody may read. NotFound: `gone` once it was withdrawn, else `no-such-work`."""
    return published_view(_published(tx, PUBLIC, work_id, now=now))


def _published(tx: Transaction, viewer: Viewer, work_id: UUID, *, now: datetime) -> Representation:
    try:
        return representations.get(tx, viewer, work_id, now, kind=KIND)
    except NotFound as error:
        raise NotFound(error.code if error.code == "gone" else "no-such-work", id=str(work_id)) from None


def published_view(published: Representation) -> Json:
    """Return a work as everybody reads it."""
    body = published.body
    known = {name: body[name] for name in body if name not in {"published_at", "organisation_id"}}
    return {
        **known,
        "id": published.id,
        "representation": "public",
        "version": published.version,
        "organisation_id": published.owner_org,
        "published_at": datetime.fromisoformat(body["published_at"]),
        "updated_at": published.updated_at,
    }


def _full_view(tx: Transaction, viewer: Viewer, one: Work) -> Json:
    content = storage.content_to_json(one.content)
    standing = representations.by_record(tx, KIND, one.id)
    held = _held_expressions(tx, one.id)
    return {
        **content,
        "id": one.id,
        "representation": "full",
        "version": one.version,
        "organisation_id": one.owner_org,
        "state": one.state.value,
        "parties": rules.shown_parties(one.content.parties),
        "held_parties": content["parties"],
        "principles": principles_cited(tx, one.id),
        "expressions": held,
        "held_expressions": held,
        "published_as": standing[0].id if standing else None,
        "suggested": _suggested(tx, one.id),
        "published_at": one.published_at,
        "withdrawn_at": one.withdrawn_at,
        "withdrawal_note": one.withdrawal_note,
        "steps": [step for step in rules.steps(one) if permissions.may(viewer, KIND, VERB_OF_STEP.get(step, step))],
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def _held_expressions(tx: Transaction, work_id: UUID) -> list[Json]:
    rows = texts.expressions_of(tx, work_id)
    files: dict[UUID, list[Json]] = {}
    for row in texts.files_of(tx, [row["id"] for row in rows]) if rows else ():
        files.setdefault(row["expression_id"], []).append(row)
    counted = select(passage.c.expression_id, func.count().label("passages")).where(passage.c.work_id == work_id)
    counts = {row.expression_id: row.passages for row in tx.execute(counted.group_by(passage.c.expression_id))}
    return [{**row, "files": files.get(row["id"], []), "passages": counts.get(row["id"], 0)} for row in rows]


def _suggested(tx: Transaction, work_id: UUID) -> int:
    waiting = (citation.c.work_id == work_id, citation.c.state == State.SUGGESTED.value)
    return tx.scalar(select(func.count()).select_from(citation).where(*waiting)) or 0


def list_works(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return a page of our own works, or of what everybody published. Raises Forbidden, Invalid."""
    permissions.require(viewer, KIND, "read")
    if request["of"] == "published":
        if request["state"]:
            raise Invalid.of_fields([{"pointer": "/state", "code": "only-own-works"}])
        return list_published(tx, viewer, request=request, now=now)
    permissions.require(viewer, "draft", "read")
    query = _own(viewer, request)
    page = keyset.page(
        tx,
        query,
        by=[work.c.updated_at, work.c.id],
        descending=True,
        limit=request["limit"],
        cursor=request["cursor"],
        bound_to=f"works|{viewer.key}|{[request[name] for name in (*FILTERS, 'state')]}",
    )
    rows = [opened(tx, work, dict(row._mapping)) for row in page.rows]
    audit.add(tx, viewer, "work.list", [row["id"] for row in rows], now)
    return page.view([own_item(storage.work_from_row(row)) for row in rows])


def _own(viewer: Viewer, request: Mapping[str, Any]) -> Select[Any]:
    query = select(work).where(of_own(work, viewer), *facets.narrowed(work.c.id, request, FILTERS))
    return query.where(work.c.state.in_(request["state"])) if request["state"] else query


def list_published(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return a page of published works, the newest first."""
    where = [representation.c.scope == PUBLIC_SCOPE, *facets.narrowed(representation.c.id, request, FILTERS)]
    page = representations.page(tx, viewer, KIND, now=now, where=where, limit=request["limit"], cursor=request["cursor"])
    total, exact = representations.count(tx, viewer, KIND, now=now, where=where)
    return {"items": [public_item(one) for one in page.rows], "next": page.next, "total": total, "total_is_exact": exact}


def list_public_works(tx: Transaction, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return a page of what everybody may read, the newest first."""
    return list_published(tx, PUBLIC, request=request, now=now)


def own_item(one: Work) -> Json:
    """Return our own work as a list shows it."""
    content = storage.content_to_json(one.content)
    return {
        **{name: content[name] for name in ("kind", *OF_ITEM)},
        "titles": titles(content["texts"]),
        "id": one.id,
        "representation": "full",
        "version": one.version,
        "organisation_id": one.owner_org,
        "state": one.state.value,
        "published_at": one.published_at,
        "updated_at": one.updated_at,
    }


def public_item(one: Representation) -> Json:
    """Return a published work as a list shows it."""
    view = published_view(one)
    names = ("id", "representation", "version", "organisation_id", "kind", "published_at", "updated_at", *OF_ITEM)
    return {**{name: view[name] for name in names}, "titles": titles(view["texts"])}


def titles(held: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what something is called in each language."""
    return {lang: one["title"] for lang, one in held.items()}


def list_passages(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return a page of the passages of our own work, in the order in which they were put. Raises NotFound, Forbidden."""
    found = storage.get_work(tx, viewer, request["work_id"], verb="read")
    langs = {row["id"]: row["lang"] for row in texts.expressions_of(tx, found.id)}
    wanted = [key for key, lang in langs.items() if not request["lang"] or lang in request["lang"]]
    query = select(passage).where(passage.c.work_id == found.id, passage.c.expression_id.in_(wanted))
    bound_to = f"passages|{viewer.key}|{found.id}|{request['lang']}"
    page = keyset.page(tx, query, by=[passage.c.id], limit=request["limit"], cursor=request["cursor"], bound_to=bound_to)
    audit.add(tx, viewer, "passage.list", found.id, now)
    rows = [opened(tx, passage, dict(row._mapping)) for row in page.rows]
    return page.view([{**row, "lang": langs[row["expression_id"]]} for row in rows])


def feed(tx: Transaction, *, kind: str, limit: int, now: datetime) -> tuple[Sequence[Representation], list[Json]]:
    """Return the last published records of a kind and the last withdrawn ones, newest first."""
    only = (representation.c.kind == kind, representation.c.scope == PUBLIC_SCOPE)
    page = representations.page(tx, PUBLIC, kind, now=now, where=only, limit=limit)
    gone = select(representation.c.id, representation.c.withdrawn_at).where(*only, representation.c.withdrawn_at.is_not(None))
    deleted = [dict(row) for row in tx.execute(gone.order_by(representation.c.withdrawn_at.desc()).limit(limit)).mappings()]
    return page.rows, deleted


def works_feed(tx: Transaction, *, limit: int, now: datetime) -> Json:
    """Return what the feeds show of works."""
    rows, deleted = feed(tx, kind=KIND, limit=limit, now=now)
    items = [published_view(one) for one in rows]
    moments = [item["updated_at"] for item in items] + [one["withdrawn_at"] for one in deleted]
    return {"updated_at": max(moments, default=None), "items": items, "deleted": deleted}
