"""What was found, as people read it: hits with what was looked for marked, facets as links that narrow and widen."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any, NamedTuple

from flask import request
from markupsafe import Markup, escape

from chassis.errors import Invalid
from chassis.schemas import Schema
from chassis.vocabularies import vocabulary
from gateway import reading
from gateway.console.shown import country, here_with, language_name, term
from gateway.console.words import say
from gateway.languages import gettext

MARK = re.compile(r"(</?mark>)")
TYPES = ("alert-kinds", "work-kinds", "training-kinds", "opportunity-kinds", "body-kinds")
"""Where the title of a `type` stands: its codes are those of the kind of record."""
PARAMETERS = {"language": "lang"}
"""Facet → the parameter that narrows by it, where that is not its name. On a public page `lang` is the reader's language."""
MOST_CHOICES = 8
"""How many values of a facet are shown, beside those that were chosen."""


class Choice(NamedTuple):
    """A value of a facet: its title, how many have it, whether it narrows now, and where a click leads."""

    title: str
    number: int
    chosen: bool
    address: str


class Facet(NamedTuple):
    """A facet with its values."""

    title: str
    choices: list[Choice]


def question_of(schema: type[Schema], *, without: Sequence[str] = ()) -> dict[str, Any]:
    """Return what the address asks for; nothing of it that cannot be read, so that no link leads to an error."""
    try:
        asked = reading.query_of(schema, blanks=False)
    except Invalid:
        asked = {"q": request.args.get("q", "")[:1000]}
    return {name: value for name, value in asked.items() if name not in without}


def marked(html: str) -> Markup:
    """Return a title or an excerpt of a hit: escaped once more, but for the marks."""
    parts = (part if part in {"<mark>", "</mark>"} else escape(unescape(part)) for part in MARK.split(html))
    return Markup("").join(map(Markup, parts))


def facets_of(found: Mapping[str, Any], *, without: Sequence[str] = ()) -> list[Facet]:
    """Return the facets that narrow further, or narrow now."""
    shown = {name: values for name, values in found["facets"].items() if name not in without}
    facets = [Facet(say("search-facets", name), _choices(name, values)) for name, values in shown.items()]
    return [facet for facet in facets if len(facet.choices) > 1 or any(one.chosen for one in facet.choices)]


def _choices(name: str, values: Sequence[Mapping[str, Any]]) -> list[Choice]:
    parameter = PARAMETERS.get(name, name)
    now = request.args.getlist(parameter)
    title = TITLES.get(name, str)
    shown = [one for place, one in enumerate(values) if place < MOST_CHOICES or one["chosen"]]
    return [Choice(title(one["value"]), one["count"], one["chosen"], _address(parameter, now, one)) for one in shown]


def _address(parameter: str, now: Sequence[str], one: Mapping[str, Any]) -> str:
    value = one["value"]
    left = [other for other in now if other.casefold() != value.casefold()]
    return here_with(**{parameter: (left or None) if one["chosen"] else [*now, value]})


def _type(code: str) -> str:
    return next((term(name, code) for name in TYPES if code in vocabulary(name)), say("search-types", code))


def _principle(number: str) -> str:
    title = term("basic-principles", number)
    return f"{number}. {title}" if title != number else number


TITLES: Mapping[str, Callable[[str], str]] = {
    "kind": lambda code: say("search-kinds", code),
    "type": _type,
    "country": country,
    "principle": _principle,
    "language": language_name,
}


def kind(code: str) -> str:
    """Return what a kind of record is called."""
    return say("search-kinds", code)


def why(finding: Mapping[str, Any]) -> str:
    """Return why a saved search found something: the words that are in it, and what it was narrowed by."""
    filters = [TITLES.get(name, str)(value) for name, values in finding["why"]["filters"].items() for value in values]
    words = [gettext("“{word}”").format(word=word) for word in finding["why"]["words"]]
    return " · ".join([*words, *filters])
