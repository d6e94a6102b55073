"""Questions and sights as queries of Elasticsearch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.audience import sort_key_of
from services.search.domain import question as asked
from services.search.domain.folding import fold
from services.search.domain.question import Item, Question
from services.search.engines.filters import Limit, days, limits
from services.search.engines.port import FACET_VALUES_AT_MOST, LANGUAGES, Sights

Json = dict[str, Any]

WRITTEN = ("title^3", "text")
STEMMED = tuple(f"{field}_{lang}{boost}" for field, boost in (("title", "^2"), ("text", "")) for lang in LANGUAGES)
SIMILAR_AT_MOST = 1_000
"""How many words a misspelt one is compared with; the same as all for words that are not of one letter."""


def visible(sights: Sights) -> Json:
    """Return the filter of what is in sight."""
    seen = [_seen(limit, sights) for limit in limits(sights)]
    return {"bool": {"must_not": [{"term": {"removed": True}}], "must": [_any(seen)]}}


def _seen(limit: Limit, sights: Sights) -> Json:
    must: list[Json] = [
        {"terms": {"facets.kind": limit.kinds}},
        {"terms": {"audience": limit.tokens}},
        {"range": {"marking": {"lte": limit.ceiling}}},
        {"range": {"visible_until": {"gt": sort_key_of(sights.now)}}},
    ]
    if limit.only_owner is not None:
        must.append({"term": {"owner_org": str(limit.only_owner)}})
    must_not = [] if limit.not_owner is None else [{"term": {"owner_org": str(limit.not_owner)}}]
    return {"bool": {"filter": must, "must_not": must_not}}


def matching(question: Question) -> list[Json]:
    """Return what decides how well a document fits."""
    return [_item(item) for item in question.wanted]


def chosen(question: Question) -> dict[str, Json]:
    """Return the filter of each facet that something was chosen in."""
    return {name: {"terms": {f"facets.{name}": sorted(values)}} for name, values in sorted(question.chosen.items())}


def refused(question: Question) -> list[Json]:
    """Return what a document may not match."""
    facets = [{"terms": {f"facets.{name}": sorted(values)}} for name, values in sorted(question.refused.items())]
    return [*map(_item, question.unwanted), *facets]


def within_days(question: Question) -> list[Json]:
    """Return the filter by date."""
    first, end = days(question)
    bounds = {name: value for name, value in (("gte", first), ("lt", end)) if value is not None}
    return [{"range": {"date": bounds}}] if bounds else []


def among(ids: Collection[UUID] | None) -> list[Json]:
    """Return the filter by ids."""
    return [] if ids is None else [{"terms": {"id": sorted(map(str, ids))}}]


def facet_counts(names: Sequence[str], choices: Mapping[str, Json]) -> Json:
    """Return an aggregation per facet, each under every choice but its own."""
    return {name: _facet(name, [choice for other, choice in choices.items() if other != name]) for name in names}


def _facet(name: str, others: list[Json]) -> Json:
    values = {
        "terms": {"field": f"facets.{name}", "size": FACET_VALUES_AT_MOST, "order": [{"_count": "desc"}, {"_key": "asc"}]},
    }
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": values}}


def looked_for(question: Question) -> Json:
    """Return what is marked in hits: the same words wherever they stand, phrases in the fields of languages as well."""
    return _any([_item(item, phrases_in=[*WRITTEN, *STEMMED]) for item in question.wanted])


def _item(item: Item, *, phrases_in: Sequence[str] = WRITTEN) -> Json:
    match item:
        case asked.AllOf(of):
            return {"bool": {"must": [_item(one, phrases_in=phrases_in) for one in of]}}
        case asked.AnyOf(of):
            return _any([_item(one, phrases_in=phrases_in) for one in of])
        case asked.Phrase(words):
            return _side_by_side(" ".join(words), phrases_in)
        case asked.Prefix(text):
            return _any([{"prefix": {field: {"value": fold(text)}}} for field in ("title", "text")])
        case asked.Word(text, similar):
            written = _side_by_side(text, [*WRITTEN, *STEMMED])
            return _any([written, *_similar(text)]) if similar else written


def _side_by_side(text: str, fields: Iterable[str]) -> Json:
    return {"multi_match": {"query": text, "type": "phrase", "fields": list(fields)}}


def _similar(text: str) -> Iterable[Json]:
    folded = fold(text)
    if distance := asked.letters_apart(folded):
        how = {"value": folded, "fuzziness": distance, "max_expansions": SIMILAR_AT_MOST, "boost": 0.2}
        yield from ({"fuzzy": {field: how}} for field in ("title", "text"))


def _any(queries: Sequence[Json]) -> Json:
    """Return a query that one of `queries` is enough for; nothing matches none."""
    return {"dis_max": {"queries": list(queries)}} if queries else {"match_none": {}}
