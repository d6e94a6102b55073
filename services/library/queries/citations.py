"""Citations: those in our own works, and what everybody may read that cites a provision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from chassis import audit, keyset, permissions, representations
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import NotFound
from chassis.fields import opened
from chassis.representations import PUBLIC_SCOPE, Representation, representation
from chassis.storage import Transaction
from services.library.domain.instruments import BASIC_PRINCIPLES, provision_id
from services.library.queries.works import titles
from services.library.storage import facets
from services.library.storage.instruments import provisions_by_id
from services.library.storage.own import of_own
from services.library.storage.tables.works import citation, expression, work
from services.library.storage.texts import passages_of
from services.library.storage.works import content_to_json, work_from_row

PASSAGE = "passage"
CITING_FILTERS = ("principle", "kind", "country", "year", "use", "conformity", "importance", "lang")
Json = dict[str, Any]


def list_citations(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return a page of the citations in our own works, the first noted first. Raises Forbidden."""
    permissions.require(viewer, "citation", "read")
    permissions.require(viewer, "draft", "read")
    bound_to = f"citations|{viewer.key}|{request['state']}|{request['work_id']}|{request['principle']}"
    query = _own(viewer, request)
    page = keyset.page(tx, query, by=[citation.c.id], limit=request["limit"], cursor=request["cursor"], bound_to=bound_to)
    rows = [dict(row._mapping) for row in page.rows]
    audit.add(tx, viewer, "citation.list", [row["id"] for row in rows], now)
    return page.view(_views(tx, rows))


def citation_view(tx: Transaction, viewer: Viewer, citation_id: Any, *, now: datetime) -> Json:
    """Return one citation in our own works. Raises NotFound, Forbidden."""
    permissions.require(viewer, "citation", "read")
    rows = [dict(row) for row in tx.execute(select(citation).where(citation.c.id == citation_id, of_own(citation, viewer))).mappings()]
    if not rows:
        raise NotFound("no-such-citation", id=str(citation_id))
    audit.add(tx, viewer, "citation.read", citation_id, now)
    return _views(tx, rows)[0]


def _own(viewer: Viewer, request: Mapping[str, Any]) -> Select[Any]:
    query = select(citation).where(of_own(citation, viewer))
    if request["state"]:
        query = query.where(citation.c.state.in_(request["state"]))
    if request["work_id"] is not None:
        query = query.where(citation.c.work_id == request["work_id"])
    if request["principle"]:
        query = query.where(citation.c.provision_id.in_([provision_id(BASIC_PRINCIPLES, number) for number in request["principle"]]))
    return query


def _views(tx: Transaction, rows: list[Json]) -> list[Json]:
    """Return citations with what they stand in and what they cite: four statements however many."""
    passages = passages_of(tx, [row["passage_id"] for row in rows]) if rows else {}
    works = _works(tx, rows)
    langs = _langs(tx, passages)
    provisions = provisions_by_id(tx, [row["provision_id"] for row in rows if row["provision_id"]])
    return [_view(row, passages[row["passage_id"]], works[row["work_id"]], langs, provisions.get(row["provision_id"])) for row in rows]


def _works(tx: Transaction, rows: list[Json]) -> dict[Any, Any]:
    query = select(work).where(work.c.id.in_({row["work_id"] for row in rows}))
    return {row["id"]: work_from_row(opened(tx, work, dict(row))) for row in tx.execute(query).mappings()} if rows else {}


def _langs(tx: Transaction, passages: Mapping[Any, Json]) -> dict[Any, str]:
    query = select(expression.c.id, expression.c.lang).where(expression.c.id.in_({row["expression_id"] for row in passages.values()}))
    return {row.id: row.lang for row in tx.execute(query)} if passages else {}


def _view(row: Json, held: Json, one: Any, langs: Mapping[Any, str], provision: Json | None) -> Json:
    return {
        **row,
        "work_titles": titles(content_to_json(one.content)["texts"]),
        "work_kind": one.content.kind,
        "work_is_published": one.is_live,
        "anchor": held["anchor"],
        "lang": langs[held["expression_id"]],
        "text": held["text"],
        "instrument": provision["instrument"] if provision else None,
        "number": provision["number"] if provision else None,
        "title": provision["title"] if provision else None,
    }


def list_citing(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return a page of what everybody may read that cites something, the newest published first. Raises Forbidden."""
    permissions.require(viewer, PASSAGE, "read")
    where = [representation.c.scope == PUBLIC_SCOPE, *facets.narrowed(representation.c.id, request, CITING_FILTERS)]
    if request["work_id"] is not None:
        where.append(facets.has(representation.c.id, "work", [str(request["work_id"])]))
    page = representations.page(tx, viewer, PASSAGE, now=now, where=where, limit=request["limit"], cursor=request["cursor"])
    total, exact = representations.count(tx, viewer, PASSAGE, now=now, where=where)
    return {"items": [citing_view(one) for one in page.rows], "next": page.next, "total": total, "total_is_exact": exact}


def public_passage(tx: Transaction, passage_id: Any, *, now: datetime) -> Json:
    """Return one published passage. NotFound: `gone` once it was withdrawn, else `no-such-passage`."""
    try:
        return citing_view(representations.get(tx, PUBLIC, passage_id, now, kind=PASSAGE))
    except NotFound as error:
        raise NotFound(error.code if error.code == "gone" else "no-such-passage", id=str(passage_id)) from None


def citing_view(one: Representation) -> Json:
    """Return a published passage as everybody reads it."""
    return {
        **one.body,
        "id": one.id,
        "version": one.version,
        "organisation_id": one.owner_org,
        "lang": one.lang or "",
        "updated_at": one.updated_at,
    }
