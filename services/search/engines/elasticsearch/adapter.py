"""The port on Elasticsearch."""

import json
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from chassis.errors import Invalid, Unavailable
from chassis.keyset import COUNTED_AT_MOST
from services.search.domain.question import Question
from services.search.engines.elasticsearch import documents, queries
from services.search.engines.elasticsearch.calls import bulk, reaching
from services.search.engines.elasticsearch.generations import Generations
from services.search.engines.port import Document, FacetValue, Found, Sights, Suggestion

ANSWER_WITHIN_S = 10.0
WRITE_WITHIN_S = 60.0
PAGES_FOR = "3m"
FRESH_FOR_S = 0.25
"""For how long searches share a view of the index: opening one costs about as much as a search."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _View:
    id: str
    opened_at: float


class ElasticsearchEngine:
    """The indexes whose names begin with a prefix, on a server that others may use as well."""

    def __init__(self, url: str, *, ca_file: str | None = None) -> None:
        """`url`: `http(s)://[user:password@]host:port/prefix`; nothing is asked before the first call."""
        parts = urlsplit(url)
        credentials = (parts.username, parts.password or "") if parts.username else None
        self._client = Elasticsearch(
            f"{parts.scheme}://{parts.hostname}:{parts.port or 9200}",
            basic_auth=credentials,
            ca_certs=ca_file or DEFAULT,
            request_timeout=ANSWER_WITHIN_S,
            max_retries=0,
        )
        self._writer = self._client.options(request_timeout=WRITE_WITHIN_S)
        self._generations = Generations(self._client, parts.path.strip("/") or "havana")
        self._view: _View | None = None
        self._viewing = threading.Lock()

    def write(self, documents_: Sequence[Document], *, generation: str | None = None) -> Mapping[UUID, str]:
        """Keep versions; see the port."""
        operations, unreadable = documents.operations_of(documents_)
        refused = bulk(self._writer, operations, self._written_to(generation))
        return unreadable | {UUID(id_): code for id_, code in refused.items()}

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
        view, after = _position(cursor) if cursor else (self._fresh_view(), None)
        body = _body(question, sights, facets=[] if cursor else facets, only=only) | {"size": limit + 1, "_source": documents.SHOWN}
        if after is not None:
            body["search_after"] = after
        answer = self._ask(body | documents.highlight(question), view)
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

    def count(self, question: Question, sights: Sights) -> tuple[int, bool]:
        """Return how many are found."""
        answer = self._ask(_body(question, sights) | {"size": 0}, self._fresh_view())
        total = answer["hits"]["total"]["value"]
        return min(total, COUNTED_AT_MOST), total <= COUNTED_AT_MOST

    def suggest(self, typed: str, sights: Sights, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Ask the beginnings of the words of titles."""
        beginnings = {"match": {"title.beginnings": {"query": typed, "operator": "and"}}}
        query = {"bool": {"must": [beginnings], "filter": [queries.visible(sights)]}}
        answer = self._ask({"query": query, "size": limit, "_source": documents.SHOWN, "track_total_hits": False}, self._fresh_view())
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
        self._forget_view()

    def generations(self) -> Mapping[str, bool]:
        """Return every generation."""
        return self._generations.all()

    def is_outdated(self) -> bool:
        """Say whether the index has to be built anew."""
        self._generations.ensure()
        return self._generations.is_outdated()

    def begin(self, generation: str) -> None:
        """Make the index of a generation."""
        self._generations.ensure()
        self._generations.begin(generation)

    def promote(self, generation: str) -> None:
        """Turn the alias."""
        self._generations.promote(generation)
        self._forget_view()

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

    def _ask(self, body: Json, view: str) -> Mapping[str, Any]:
        with reaching():
            try:
                answer: Mapping[str, Any] = self._client.search(body=body | {"pit": {"id": view, "keep_alive": PAGES_FOR}}).body
            except NotFoundError as error:
                self._forget_view()
                if "search_after" in body:
                    raise Invalid("wrong-cursor") from error
                raise
        return answer

    def _fresh_view(self) -> str:
        """Return a view of the index as it is now, or was a moment ago."""
        with self._viewing:
            if self._view is None or time.monotonic() - self._view.opened_at > FRESH_FOR_S:
                self._view = _View(self._open_view(), time.monotonic())
            return self._view.id

    def _open_view(self) -> str:
        with reaching():
            try:
                return str(self._client.open_point_in_time(index=self._generations.alias, keep_alive=PAGES_FOR)["id"])
            except NotFoundError:
                self._generations.ensure()
                return str(self._client.open_point_in_time(index=self._generations.alias, keep_alive=PAGES_FOR)["id"])

    def _forget_view(self) -> None:
        with self._viewing:
            self._view = None


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
    try:
        view, after = json.loads(cursor)
    except ValueError as error:
        raise Invalid("wrong-cursor") from error
    return view, after
