"""What every engine makes of sights and documents before it writes them in its own words."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from chassis.audience import Sight, sort_key_of
from chassis.errors import storable
from services.search.domain.question import Question
from services.search.engines.port import LANGUAGES, Document, Sights

FOR_EVER = 2**62
"""Stands for no end where a moment is a number."""

BEFORE_ALL = -(2**62)
"""Stands for no date: such records come last."""


class Limit(NamedTuple):
    """One sight, and the kinds it is the same for."""

    kinds: list[str]
    tokens: list[str]
    ceiling: int
    not_owner: UUID | None
    only_owner: UUID | None


def limits(sights: Sights) -> list[Limit]:
    """Return the sights as lists that an engine can look up, kinds with the same sight together; [] if nothing can be seen."""
    kinds: dict[Sight, list[str]] = {}
    for kind, seen in sorted(sights.by_kind.items()):
        if seen.tokens:
            kinds.setdefault(seen, []).append(kind)
    return [Limit(of, sorted(seen.tokens), seen.ceiling.rank, seen.not_owner, seen.only_owner) for seen, of in kinds.items()]


def moment(value: datetime | None, *, none: int) -> int:
    """Return a moment as microseconds since 1970."""
    return none if value is None else sort_key_of(value)


def datetime_of(key: int) -> datetime | None:
    """Return the moment that a number stands for."""
    return None if key == BEFORE_ALL else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=key)


def days(question: Question) -> tuple[int | None, int | None]:
    """Return the first moment that counts and the first that does not any more."""
    first = None if question.after is None else _midnight(question.after)
    end = None if question.before is None or question.before == date.max else _midnight(question.before + timedelta(days=1))
    return first, end


def _midnight(day: date) -> int:
    return sort_key_of(datetime.combine(day, time(), UTC))


def language_of(lang: str | None) -> str | None:
    """Return the language whose forms of words are known, None for any other."""
    first = (lang or "").split("-")[0].lower()
    return first if first in LANGUAGES else None


def facets_of(document: Document) -> dict[str, list[str]]:
    """Return all facets of a document, those that are fields of it as well."""
    own: Mapping[str, Any] = {"kind": document.kind, "country": document.country, "region": document.region, "lang": document.lang}
    values = {name: [value] for name, value in own.items() if value}
    return {name: list(dict.fromkeys(map(storable, given))) for name, given in document.facets.items() if given} | values
