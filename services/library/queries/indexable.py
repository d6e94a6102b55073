"""What the published records of the library are found by."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from chassis.indexable import Indexable, Wording
from chassis.representations import Representation
from chassis.values import PartialDate
from services.library.domain.due import ends_at
from services.library.storage.published import opportunity_from_body

UNKNOWN = "und"
TITLES_ARE_IN = "en"


def indexable_principle(published: Representation) -> Indexable:
    """Return a provision in every language in which its text is loaded; under our own English title in any case."""
    body = published.body
    titled = Wording(title=body["title"], text=body["group"])
    texts = {lang: Wording(title=body["title"], text=one["text"]) for lang, one in body["texts"].items()}
    return Indexable(texts={TITLES_ARE_IN: titled, **texts}, facets={"principle": (body["number"],), "type": (body["instrument"],)})


def indexable_work(published: Representation) -> Indexable:
    """Return a work in every language it is described in."""
    body = published.body
    shared = " ".join([body["issuer"], *body["authors"], *(one["value"] for one in body["identifiers"])])
    texts = {lang: Wording(title=one["title"], text=f"{one['summary']}\n{shared}".strip()) for lang, one in body["texts"].items()}
    return Indexable(texts=texts, date=_moment(body["date"]), facets=_facets(body, principles=body["principles"]))


def indexable_passage(published: Representation) -> Indexable:
    """Return a passage in its own language, under the title of its work."""
    body = published.body
    lang = published.lang or UNKNOWN
    titles = body["work"]["titles"]
    title = f"{titles.get(lang) or next(iter(titles.values()))}, {body['anchor']}"
    principles = [one["number"] for one in body["citations"] if one["is_principle"]]
    return Indexable(
        texts={lang: Wording(title=title, text=body["text"])},
        date=_moment(body["work"]["date"]),
        facets=_facets(body["work"], principles=principles),
    )


def indexable_training(published: Representation) -> Indexable:
    """Return a training in every language it is described in."""
    body = published.body
    texts = {
        lang: Wording(title=one["title"], text=f"{one['description']}\n{one['objectives']}".strip()) for lang, one in body["texts"].items()
    }
    facets = {
        "type": (body["kind"],),
        "principle": tuple(body["principles"]),
        "audience": tuple(body["audiences"]),
        "level": (body["level"],) if body["level"] else (),
    }
    return Indexable(texts=texts, date=datetime.fromisoformat(body["published_at"]), facets=facets)


def indexable_opportunity(published: Representation) -> Indexable:
    """Return an opportunity in every language it is described in, by the end of its time."""
    body = published.body
    named = body["mechanism"]
    shared = " ".join([named["name"], named["acronym"], body["session"]["name"] if body["session"] else ""])
    texts = {lang: Wording(title=one["title"], text=f"{one['summary']}\n{shared}".strip()) for lang, one in body["texts"].items()}
    found = opportunity_from_body(published)
    ends = ends_at(found.due, found.session_begins)
    return Indexable(texts=texts, date=ends, facets={"type": (body["kind"],), "mechanism": (named["acronym"],)})


def indexable_body(published: Representation) -> Indexable:
    """Return a body under its name, in no language in particular."""
    body = published.body
    return Indexable(texts={UNKNOWN: Wording(title=body["name"], text=body["role"])}, facets={"type": (body["kind"],)})


def _facets(work: Mapping[str, Any], *, principles: list[str]) -> dict[str, tuple[str, ...]]:
    moment = _moment(work["date"])
    return {
        "type": (work["kind"],),
        "principle": tuple(sorted(set(principles), key=int)),
        "issuer": (work["issuer"],) if work["issuer"] else (),
        "importance": (work["importance"],) if work["importance"] else (),
        "year": (str(moment.year),) if moment else (),
    }


def _moment(date: Mapping[str, Any] | None) -> datetime | None:
    return datetime.combine(PartialDate.parse(date).from_, time(), UTC) if date else None
