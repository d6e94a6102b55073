"""Documents as sources of Elasticsearch, and its hits as ours."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.search.domain.question import Question
from services.search.engines.elasticsearch import queries
from services.search.engines.elasticsearch.calls import Operation, line
from services.search.engines.excerpts import CLOSE, OPEN, clean, shown
from services.search.engines.filters import BEFORE_ALL, FOR_EVER, datetime_of, facets_of, language_of, moment
from services.search.engines.port import BROKEN, EXCERPT_CHARACTERS, EXCERPTS_AT_MOST, LANGUAGES, UNREADABLE, Document, Hit, Suggestion

SHOWN = ["version", "title", "date", "facets.kind", "facets.lang", "facets.country"]

TITLES = ["title", *(f"title_{lang}" for lang in LANGUAGES)]
TEXTS = [*(f"text_{lang}" for lang in LANGUAGES), "text"]


def rank(version: int, *, removed: bool = False) -> int:
    """Return a version as the engine compares it: a removal comes after the version it removes."""
    return 2 * version + removed


def source(document: Document) -> dict[str, Any]:
    """Return a document as it is kept: its text once, its title twice, where it is shown from and where its forms are known."""
    lang = language_of(document.lang)
    title, text = clean(document.title), clean(document.text)
    return {
        "id": str(document.id),
        "version": document.version,
        "owner_org": str(document.owner_org),
        "audience": sorted(document.audience),
        "marking": document.marking.rank,
        "visible_until": moment(document.visible_until, none=FOR_EVER),
        "date": moment(document.date, none=BEFORE_ALL),
        "facets": facets_of(document),
        "title": title,
        **({f"title_{lang}": title, f"text_{lang}": text} if lang else {"text": text}),
    }


def operations_of(documents: Sequence[Document]) -> tuple[list[Operation], dict[UUID, str]]:
    """Return documents as the engine takes them, and those that cannot be sent with a code why."""
    operations, refused = [], {}
    for one in documents:
        try:
            operations.append(Operation(str(one.id), rank(one.version), line(source(one))))
        except BROKEN:
            refused[one.id] = UNREADABLE
    return operations, refused


def removal(id_: UUID, version: int) -> Operation:
    """Return what stands in the place of a document that was removed."""
    return Operation(str(id_), rank(version, removed=True), line({"id": str(id_), "removed": True}))


def highlight(question: Question) -> dict[str, Any]:
    """Return the part of a search that asks for marked titles and excerpts."""
    fields = {name: {"number_of_fragments": 0} for name in TITLES}
    fields |= {name: {"no_match_size": EXCERPT_CHARACTERS} for name in TEXTS}
    return {
        "highlight": {
            "type": "unified",
            "pre_tags": [OPEN],
            "post_tags": [CLOSE],
            "number_of_fragments": EXCERPTS_AT_MOST,
            "fragment_size": EXCERPT_CHARACTERS,
            "order": "score",
            "require_field_match": False,
            "highlight_query": queries.looked_for(question),
            "fields": fields,
        }
    }


def hit(found: Mapping[str, Any]) -> Hit:
    """Return a hit of the engine as ours."""
    kept, marked = found["_source"], found.get("highlight", {})
    title = max((marked[name][0] for name in TITLES if name in marked), key=lambda one: one.count(OPEN), default=kept["title"])
    excerpts: list[str] = next((marked[name] for name in TEXTS if marked.get(name)), [])
    facets = kept["facets"]
    return Hit(
        id=UUID(found["_id"]),
        version=kept["version"],
        kind=facets["kind"][0],
        title=shown(title),
        excerpts=tuple(map(shown, excerpts)),
        lang=facets.get("lang", [None])[0],
        country=facets.get("country", [None])[0],
        date=datetime_of(kept["date"]),
    )


def suggestion(found: Mapping[str, Any]) -> Suggestion:
    """Return a hit as a suggestion."""
    kept = found["_source"]
    return Suggestion(UUID(found["_id"]), kept["version"], kept["facets"]["kind"][0], kept["title"])
