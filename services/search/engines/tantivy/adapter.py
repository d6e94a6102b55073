"""The port on Tantivy. Whatever takes its time runs in a native thread; locks are held outside of it, where greenlets wait."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import tantivy
from tantivy import FieldType, Query

from chassis.keyset import COUNTED_AT_MOST
from chassis.offload import offload
from services.search.domain.question import Question
from services.search.engines.port import FACET_VALUES_AT_MOST, FIRST, Document, FacetValue, Found, Sights, Suggestion, wrong_cursor
from services.search.engines.tantivy import documents, queries
from services.search.engines.tantivy.documents import Kept
from services.search.engines.tantivy.generations import Generations
from services.search.engines.tantivy.layout import SCHEMA
from services.search.engines.tantivy.marks import Marker
from services.search.engines.tantivy.views import Views

VALUES_COUNTED = 10_000
"""How many values of a facet are counted before those with the highest counts are taken: more than any vocabulary has."""


class TantivyEngine:
    """The index in a folder that no other process writes to."""

    def __init__(self, folder: Path) -> None:
        """Opens the index, or makes an empty one."""
        self._generations = Generations(folder)
        self._views = Views()

    def write(self, documents_: Sequence[Document], *, generation: str | None = None) -> Mapping[UUID, str]:
        """Keep versions; see the port."""
        kept, refused = offload(documents.kept_of, documents_)
        self._write(kept, generation)
        return refused

    def remove(self, removals: Mapping[UUID, int], *, generation: str | None = None) -> None:
        """Put a mark in the place of documents."""
        self._write([documents.mark(id_, version) for id_, version in removals.items()], generation)

    def _write(self, kept: Sequence[Kept], generation: str | None) -> None:
        with self._generations.changing:
            for one in self._generations.written_to(generation):
                offload(one.write, kept)

    def search(
        self,
        question: Question,
        sights: Sights,
        *,
        facets: Sequence[str] = (),
        limit: int = 20,
        cursor: str | None = None,
        only: Collection[UUID] | None = None,
    ) -> Found:
        """Return a page; every page of a question is read from the view of the first."""
        view, offset = self._position(cursor) if cursor else (self._generations.answering.searcher, 0)
        asked = queries.Asked(view, question, sights, only)
        found, there_is_more = offload(lambda: self._page(asked, facets=[] if cursor else facets, limit=limit, offset=offset))
        return replace(found, next=json.dumps([self._views.keep(view), offset + limit])) if there_is_more else found

    def _page(self, asked: queries.Asked, *, facets: Sequence[str], limit: int, offset: int) -> tuple[Found, bool]:
        order = "date" if asked.question.by_date else None
        view = asked.view
        found = view.search(asked.query(), limit + 1, offset=offset, order_by_field=order)
        total = _count(found)
        mark = Marker(asked.question)
        page = Found(
            hits=tuple(documents.hit(view.doc(address), mark) for _, address in found.hits[:limit]),
            total=min(total, COUNTED_AT_MOST),
            total_is_exact=total <= COUNTED_AT_MOST,
            facets=_facets(asked, facets),
        )
        return page, len(found.hits) > limit

    def count(self, question: Question, sights: Sights) -> tuple[int, bool]:
        """Return how many are found."""
        view = self._generations.answering.searcher
        total = _count(offload(view.search, queries.Asked(view, question, sights).query(), 1))
        return min(total, COUNTED_AT_MOST), total <= COUNTED_AT_MOST

    def suggest(self, typed: str, sights: Sights, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Ask the words of titles that begin so."""
        view = self._generations.answering.searcher
        found = offload(view.search, queries.beginnings(typed, sights), limit)
        return tuple(documents.suggestion(view.doc(address)) for _, address in found.hits)

    def versions(self, *, after: UUID | None = None, limit: int = 1000) -> Sequence[tuple[UUID, int]]:
        """Return what can be found, by a hash of the id."""
        view = self._generations.answering.searcher
        behind = [] if after is None else [_behind(after)]
        query = queries.all_of([queries.standing(), *behind])
        found = view.search(query, limit, order_by_field="place", order=tantivy.Order.Asc, count=False)
        return [documents.version_of(view.doc(address)) for _, address in found.hits]

    def settle(self) -> None:
        """Nothing: what was written can be found when the write returns."""

    def generations(self) -> Mapping[str, bool]:
        """Return every generation."""
        return self._generations.all()

    def needs_reindex(self) -> bool:
        """Say whether the index was begun anew: as the first one, or because what was there had another layout."""
        return self._generations.all().get(FIRST, False)

    def begin(self, generation: str) -> None:
        """Make the folder of a generation."""
        with self._generations.changing:
            self._generations.begin(generation)

    def promote(self, generation: str) -> None:
        """Turn to a generation."""
        with self._generations.changing:
            self._generations.promote(generation)

    def drop(self, generation: str) -> None:
        """Remove the folder of a generation that does not answer."""
        with self._generations.changing:
            self._generations.drop(generation)

    def is_ready(self) -> bool:
        """Return True: the index is part of this process."""
        return True

    def close(self) -> None:
        """Let the files go."""
        with self._generations.changing:
            self._generations.close()

    def _position(self, cursor: str) -> tuple[tantivy.Searcher, int]:
        try:
            name, offset = json.loads(cursor)
        except (TypeError, ValueError) as error:
            raise wrong_cursor() from error
        if not (isinstance(name, str) and isinstance(offset, int)):
            raise wrong_cursor()
        return self._views.get(name), offset


def _count(found: tantivy.SearchResult) -> int:
    total: int = found.count  # type: ignore[attr-defined]  # tantivy's own types forget it
    return total


def _facets(asked: queries.Asked, names: Sequence[str]) -> dict[str, tuple[FacetValue, ...]]:
    """Return the counts of facets: those in which nothing was chosen are of the same documents, and counted together."""
    chosen = [name for name in names if name in asked.question.chosen]
    counted = _counts(asked.view, asked.query(), [name for name in names if name not in chosen])
    for name in chosen:
        counted |= _counts(asked.view, asked.query(without=name), [name])
    return {name: counted[name] for name in names}


def _counts(view: tantivy.Searcher, query: Query, names: Sequence[str]) -> dict[str, tuple[FacetValue, ...]]:
    if not names:
        return {}
    wanted = {name: {"terms": {"field": f"facets.{name}", "size": VALUES_COUNTED, "segment_size": VALUES_COUNTED}} for name in names}
    return {name: _values(found["buckets"]) for name, found in view.aggregate(query, wanted).items()}


def _values(buckets: Iterable[Mapping[str, object]]) -> tuple[FacetValue, ...]:
    counted = [FacetValue(str(one["key"]), int(str(one["doc_count"]))) for one in buckets]
    return tuple(sorted(counted, key=lambda one: (-one.count, one.value))[:FACET_VALUES_AT_MOST])


def _behind(id_: UUID) -> Query:
    return Query.range_query(SCHEMA, "place", FieldType.Unsigned, documents.place(id_), None, include_lower=False)
