"""The port on Elasticsearch."""

import json
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch

from chassis.errors import Unavailable
from chassis.keyset import COUNTED_AT_MOST
from chassis.offload import offload
from services.search.domain.question import Question
from services.search.engines.elasticsearch import documents, queries
from services.search.engines.elasticsearch.calls import BULK_OPERATIONS, bulk, reaching, side_by_side
from services.search.engines.elasticsearch.generations import Generations
from services.search.engines.elasticsearch.views import ViewGone, Views
from services.search.engines.port import Document, FacetValue, Found, Sights, Suggestion, wrong_cursor

ANSWER_WITHIN_S = 10.0
WRITE_WITHIN_S = 60.0

Json = dict[str, Any]


class ElasticsearchEngine:
    """The indexes whose names begin with a prefix, on a server that others may use as well."""

    def __init__(self, url: str, *, ca_file: str | None = None, answer_within_s: float = ANSWER_WITHIN_S) -> None:
        """`url`: `http(s)://[user:password@]host:port/prefix`; nothing is asked before the first call."""
        parts = urlsplit(url)
        credentials = (parts.username, parts.password or "") if parts.username else None
        self._client = Elasticsearch(
            f"{parts.scheme}://{parts.hostname}:{parts.port or 9200}",
            basic_auth=credentials,
            ca_certs=ca_file or DEFAULT,
            request_timeout=answer_within_s,
            max_retries=0,
        )
        self._writer = self._client.options(request_timeout=WRITE_WITHIN_S)
        self._generations = Generations(self._client, parts.path.strip("/") or "havana")
        self._views = Views(self._client, self._generations)

    def write(self, documents_: Sequence[Document], *, generation: str | None = None) -> Mapping[UUID, str]:
        """Keep versions; see the port."""
        indexes = self._written_to(generation)

        def write_part(part: Sequence[Document]) -> dict[UUID, str]:
            operations, unreadable = offload(documents.operations_of, part)
            return unreadable | {UUID(id_): code for id_, code in bulk(self._writer, operations, indexes).items()}

        parts = [documents_[start : start + BULK_OPERATIONS] for start in range(0, len(documents_), BULK_OPERATIONS)]
        return dict(chain.from_iterable(refused.items() for refused in side_by_side(write_part, parts)))

    def remove(self, removals: Mapping[UUID, int], *, generation: str | None = None) -> None:
        """Put a mark in the place of documents."""
        bulk(self._writer, [documents.removal(id_, version) for id_, version in removals.items()], self._written_to(generation))

    def _written_to(self, generation: str | None) -> list[str]:
        names = [generation] if generation else list(self._generations.ensure())
        return [self._generations.index(name) for name in names]

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
        body = _body(question, sights, facets=[] if cursor else facets, only=only) | {"size": limit + 1, "_source": documents.SHOWN}
        body |= documents.highlight(question)
        answer = self._further(body, cursor) if cursor else self._views.ask_now(body)
        found = answer["hits"]["hits"]
        total = answer["hits"]["total"]["value"]
        following = json.dumps([answer["pit_id"], found[limit - 1]["sort"]]) if len(found) > limit else None
        return Found(
            hits=tuple(map(documents.hit, found[:limit])),
            total=min(total, COUNTED_AT_MOST),
            total_is_exact=total <= COUNTED_AT_MOST,
            facets={name: _values(answer["aggregations"][name]) for name in (() if cursor else facets)},
            next=following,
        )

    def _further(self, body: Json, cursor: str) -> Mapping[str, Any]:
        """Return the page behind a cursor."""
        view, after = _position(cursor)
        try:
            return self._views.ask(body | {"search_after": after}, view)
        except ViewGone as error:
            raise wrong_cursor() from error

    def count(self, question: Question, sights: Sights) -> tuple[int, bool]:
        """Return how many are found."""
        answer = self._views.ask_now(_body(question, sights) | {"size": 0})
        total = answer["hits"]["total"]["value"]
        return min(total, COUNTED_AT_MOST), total <= COUNTED_AT_MOST

    def suggest(self, typed: str, sights: Sights, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Ask the beginnings of the words of titles."""
        beginnings = {"match": {"title.beginnings": {"query": typed, "operator": "and"}}}
        query = {"bool": {"must": [beginnings], "filter": [queries.visible(sights)]}}
        answer = self._views.ask_now({"query": query, "size": limit, "_source": documents.SHOWN, "track_total_hits": False})
        return tuple(map(documents.suggestion, answer["hits"]["hits"]))

    def versions(self, *, after: UUID | None = None, limit: int = 1000) -> Sequence[tuple[UUID, int]]:
        """Return what can be found, by id."""
        query = {"bool": {"must_not": [{"term": {"removed": True}}]}}
        further = {"search_after": [str(after)]} if after else {}
        body: Json = {"query": query, "size": limit, "sort": [{"id": "asc"}], "_source": ["version"], "track_total_hits": False, **further}
        self.settle()
        with reaching():
            answer = self._client.search(index=self._generations.alias, body=body)
        return [(UUID(one["_id"]), one["_source"]["version"]) for one in answer["hits"]["hits"]]

    def settle(self) -> None:
        """Refresh the index."""
        self._generations.ensure()
        with reaching():
            self._client.indices.refresh(index=self._generations.alias)
        self._views.forget()

    def generations(self) -> Mapping[str, bool]:
        """Return every generation."""
        return self._generations.all()

    def needs_reindex(self) -> bool:
        """Say whether the index has to be built anew."""
        return not self._generations.is_complete()

    def begin(self, generation: str) -> None:
        """Make the index of a generation."""
        self._generations.ensure()
        self._generations.begin(generation)

    def promote(self, generation: str) -> None:
        """Turn the alias."""
        self._generations.promote(generation)
        self._views.forget()

    def drop(self, generation: str) -> None:
        """Delete the index of a generation that does not answer."""
        if not self._generations.all().get(generation):
            self._generations.drop(generation)

    def is_ready(self) -> bool:
        """Say whether the server answers and has the index."""
        try:
            self._generations.ensure()
        except (Unavailable, ApiError):
            return False
        return True

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _body(question: Question, sights: Sights, *, facets: Sequence[str] = (), only: Collection[UUID] | None = None) -> Json:
    """Return the search: what was chosen in facets narrows the hits after the facets were counted."""
    choices = queries.chosen(question)
    query = {
        "bool": {
            "must": queries.matching(question),
            "must_not": queries.refused(question),
            "filter": [queries.visible(sights), *queries.within_days(question), *queries.among(only)],
        }
    }
    order = [{"date": "desc"}] if question.by_date else [{"_score": "desc"}]
    body: Json = {"query": query, "sort": [*order, {"_shard_doc": "asc"}], "track_total_hits": COUNTED_AT_MOST + 1}
    if facets:
        return body | {"aggs": queries.facet_counts(facets, choices), "post_filter": {"bool": {"filter": list(choices.values())}}}
    query["bool"]["filter"] += choices.values()
    return body


def _values(aggregation: Mapping[str, Any]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(one["key"], one["doc_count"]) for one in aggregation["values"]["buckets"])


def _position(cursor: str) -> tuple[str, list[Any]]:
    """Return the view and the place in it that a cursor stands for."""
    try:
        view, after = json.loads(cursor)
    except (TypeError, ValueError) as error:
        raise wrong_cursor() from error
    if not (isinstance(view, str) and isinstance(after, list)):
        raise wrong_cursor()
    return view, after
