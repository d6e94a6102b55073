"""Searching, under the rights of whoever asks and of this moment.

The engine may be a moment behind. So what was withdrawn or changed and is still in it is left out of the question itself, for totals and
facets, and every hit is compared with the version that may be shown.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, cursors, permissions
from chassis.contexts import Viewer
from chassis.errors import Unavailable
from chassis.storage import Database, Transaction
from services.search.domain.asking import question_of, without
from services.search.domain.kinds import FACETS, KINDS, place_of
from services.search.domain.names import SPELLING
from services.search.domain.question import Question
from services.search.domain.typed import forgiving
from services.search.engines import Engine, FacetValue, Found, Hit, Sights
from services.search.storage import index

MOST_UNSETTLED = 200
"""More than this the engine is too far behind to say what is in it: it has just come back, and catches up within seconds."""
SUGGESTED = 8

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Searching:
    """Who asks whom at what moment."""

    database: Database
    engine: Engine
    viewer: Viewer
    now: datetime

    @property
    def sights(self) -> Sights:
        """What the viewer can see of every kind."""
        return Sights.of(self.viewer, KINDS, now=self.now)

    @property
    def is_public(self) -> bool:
        """Whether nobody in particular asks."""
        return self.viewer.kind == "public"


def search(here: Searching, request: Mapping[str, Any]) -> Json:
    """Return a page of what is found. Invalid, Forbidden, Unavailable `search-unavailable` and `index-behind`."""
    permissions.require(here.viewer, "search", "read")
    question = question_of(request)
    bound_to = _bound_to(here.viewer, question)
    position = _position(here, request["cursor"], bound_to)
    found, is_forgiving = _found(here, without(question, position.left_out), position, limit=request["limit"])
    with here.database.reading() if here.is_public else here.database.transaction() as tx:
        hits = shown(tx, found.hits)
        following = _sealed(tx, found.next, position.left_out, bound_to, is_forgiving=is_forgiving)
        _audit(tx, here, hits, found)
    return {
        "items": [hit_view(hit, public=here.is_public) for hit in hits],
        "next": following,
        "total": found.total,
        "total_is_exact": found.total_is_exact,
        "facets": {name: _values(values, question.chosen.get(name, ())) for name, values in found.facets.items() if values},
        "meant": SPELLING.meant(request["q"], question) if is_forgiving or not found.total else None,
    }


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a page begins. `is_forgiving`: words of other spelling are looked for as well, for nothing was found without."""

    cursor: str | None
    left_out: tuple[UUID, ...]
    is_forgiving: bool = False


def _found(here: Searching, question: Question, position: _Position, *, limit: int) -> tuple[Found, bool]:
    """Return a page, and whether words of other spelling were looked for: on a first page that finds nothing without."""
    if position.cursor is not None:
        asked = forgiving(question) if position.is_forgiving else question
        return here.engine.search(asked, here.sights, limit=limit, cursor=position.cursor), position.is_forgiving
    found = here.engine.search(question, here.sights, facets=FACETS, limit=limit)
    if found.total or not question.wanted:
        return found, False
    return here.engine.search(forgiving(question), here.sights, facets=FACETS, limit=limit), True


def _position(here: Searching, cursor: str | None, bound_to: str) -> _Position:
    """Return where the engine goes on, and what it leaves out: the same on every page of an answer, for its own cursor to fit."""
    with here.database.reading() as tx:
        if cursor is not None:
            inner, is_forgiving, *left_out = cursors.unseal(tx.data_keys.cursor_key, cursor, bound_to=bound_to)
            return _Position(inner, tuple(map(UUID, left_out)), bool(is_forgiving))
        unsettled = index.unsettled(tx, limit=MOST_UNSETTLED + 1)
    if len(unsettled) > MOST_UNSETTLED:
        raise Unavailable("index-behind", retry_after_s=2)
    return _Position(None, tuple(sorted(unsettled)))


def _sealed(tx: Transaction, following: str | None, left_out: Sequence[UUID], bound_to: str, *, is_forgiving: bool) -> str | None:
    if following is None:
        return None
    return cursors.seal(tx.data_keys.cursor_key, [following, is_forgiving, *(one.hex for one in left_out)], bound_to=bound_to)


def _bound_to(viewer: Viewer, question: Question) -> str:
    asked = repr((question.wanted, question.unwanted, *_sorted(question), question.after, question.before, question.sort))
    return hashlib.sha256(f"{viewer.key}|{viewer.org}|search|{asked}".encode()).hexdigest()


def _sorted(question: Question) -> list[list[tuple[str, list[str]]]]:
    return [sorted((facet, sorted(values)) for facet, values in of.items()) for of in (question.chosen, question.refused)]


def shown(tx: Transaction, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that are what may be shown now: nothing that was withdrawn, no older version."""
    standing = index.standing(tx, [hit.id for hit in hits]) if hits else {}
    return [hit for hit in hits if standing.get(hit.id) == hit.version]


def suggest(here: Searching, typed: str) -> Json:
    """Return records in sight whose titles have what was typed so far."""
    permissions.require(here.viewer, "search", "read")
    found = here.engine.suggest(typed, here.sights, limit=SUGGESTED) if typed.strip() else ()
    with here.database.reading() as tx:
        standing = index.standing(tx, [one.id for one in found])
    return {
        "items": [
            {"id": one.id, "kind": one.kind, "title": one.title, "path": place_of(one.kind, one.id, public=here.is_public)}
            for one in found
            if standing.get(one.id) == one.version
        ]
    }


def hit_view(hit: Hit, *, public: bool) -> Json:
    """Return a hit as it is shown."""
    names = ("id", "version", "kind", "title", "excerpts", "country", "lang", "date")
    return {**{name: getattr(hit, name) for name in names}, "path": place_of(hit.kind, hit.id, public=public)}


def _values(values: Sequence[FacetValue], chosen: Sequence[str] | frozenset[str]) -> list[Json]:
    return [{"value": one.value, "count": one.count, "chosen": one.value in chosen} for one in values]


def _audit(tx: Transaction, here: Searching, hits: Sequence[Hit], found: Found) -> None:
    """Write down that somebody searched and what they were shown; not what they typed, which may be a name."""
    if not here.is_public:
        audit.add(tx, here.viewer, "search", [hit.id for hit in hits], here.now, total=found.total)
