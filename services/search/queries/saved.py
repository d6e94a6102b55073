"""What saved searches have found: what it says is asked of the engine when somebody looks, under the rights of then."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis import keyset, permissions
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.schemas import load
from chassis.storage import Transaction
from services.search.domain.asking import question_of
from services.search.domain.question import Question
from services.search.engines import Hit
from services.search.queries.searching import Searching, hit_view, shown
from services.search.schemas.searching import Narrowed
from services.search.storage import saved
from services.search.storage.saved import SavedSearch
from services.search.storage.tables import finding

MARKED = re.compile(r"<mark>(.*?)</mark>")
FEED_ITEMS = 50

Json = dict[str, Any]


def saved_search_view(tx: Transaction, viewer: Viewer, saved_search_id: UUID) -> Json:
    """Return one of the viewer's own saved searches. NotFound."""
    permissions.require(viewer, "saved_search", "manage")
    found = saved.get(tx, viewer, saved_search_id)
    return _view(found, saved.new_of(tx, [found]))


def list_saved_searches(tx: Transaction, viewer: Viewer) -> Json:
    """Return the viewer's own saved searches."""
    permissions.require(viewer, "saved_search", "manage")
    found = saved.own(tx, viewer)
    new = saved.new_of(tx, found)
    return {"items": [_view(one, new) for one in found]}


def _view(one: SavedSearch, new: Mapping[UUID, int]) -> Json:
    names = ("id", "version", "name", "by_mail", "created_at", "updated_at")
    question = load(Narrowed, one.question)
    return {
        **{name: getattr(one, name) for name in names},
        "question": question,
        "has_feed": one.token_digest is not None,
        "new": new.get(one.id, 0),
    }


def list_findings(here: Searching, saved_search_id: UUID, *, limit: int, cursor: str | None) -> Json:
    """Return what one of the viewer's own searches has found and they may still read. NotFound, Unavailable `search-unavailable`."""
    permissions.require(here.viewer, "saved_search", "manage")
    with here.database.reading() as tx:
        one = saved.get(tx, here.viewer, saved_search_id)
        bound_to = f"{here.viewer.key}|{one.id}|findings"
        page = keyset.page(
            tx,
            saved.findings(one.id),
            by=(finding.c.found_at, finding.c.representation_id),
            descending=True,
            limit=limit,
            cursor=cursor,
            bound_to=bound_to,
        )
    return {"items": _readable(here, one, page.rows), "next": page.next}


def feed(here: Searching, one: SavedSearch) -> Json:
    """Return the last findings of a saved search for `here.viewer`, who keeps it."""
    with here.database.reading() as tx:
        newest = saved.findings(one.id).order_by(finding.c.found_at.desc(), finding.c.representation_id).limit(FEED_ITEMS)
        rows = tx.execute(newest).all()
    items = _readable(here, one, rows)
    updated_at = max((item["found_at"] for item in items), default=one.created_at)
    return {"id": one.id, "name": one.name, "updated_at": updated_at, "items": items, "next": None}


def searched_by_token(tx: Transaction, digest: bytes) -> SavedSearch:
    """Return the saved search whose feed a link opens. NotFound, the same for any link that opens nothing."""
    one = saved.by_token(tx, digest)
    if one is None:
        raise worthless()
    return one


def worthless() -> NotFound:
    """Return the error of a link that opens nothing."""
    return NotFound("link-worthless")


def _readable(here: Searching, one: SavedSearch, rows: Sequence[Row[Any]]) -> list[Json]:
    """Return those of the findings that are still found, as they read today, in the order of `rows`."""
    if not rows:
        return []
    question = question_of({**load(Narrowed, one.question), "sort": "date"})
    found = here.engine.search(question, here.sights, limit=len(rows), only=[row.representation_id for row in rows])
    with here.database.reading() as tx:
        hits = {hit.id: hit for hit in shown(tx, found.hits)}
    return [_finding_view(hits[row.representation_id], row, one, question) for row in rows if row.representation_id in hits]


def _finding_view(hit: Hit, row: Row[Any], one: SavedSearch, question: Question) -> Json:
    return {
        **hit_view(hit, public=False),
        "found_at": row.found_at,
        "is_new": one.seen_at is None or row.found_at > one.seen_at,
        "why": {"words": _words(hit), "filters": {name: sorted(values) for name, values in sorted(question.chosen.items())}},
    }


def _words(hit: Hit) -> list[str]:
    """Return the words of a hit that the engine marked, each once."""
    marked = (unescape(word) for text in (hit.title, *hit.excerpts) for word in MARKED.findall(text))
    return sorted({word.casefold() for word in marked})
