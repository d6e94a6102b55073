"""What somebody typed, read as a question. Forgiving: what cannot be read is left out and named, it is no error.

lawyers "fair trial" detain*        all of these, in any form of the word, in any order; words in quotes as they stand
-draft  -"press release"            none of these
country:FR,DE  principle:16         one of these values of a facet; -kind:case none of them
after:2025-03  before:2026          by date; a month or a year is whole
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from chassis.errors import Invalid
from chassis.values import PartialDate, nfc
from services.search.domain import folding
from services.search.domain.question import AllOf, AnyOf, Item, Phrase, Prefix, Question, Word

CHARACTERS_AT_MOST = 1_000
PARTS_AT_MOST = 40
SHORTEST_PREFIX = 2

FACETS = ("kind", "country", "region", "lang", "principle", "act_type", "body", "year", "outcome", "importance")
"""Facets that can be typed, unless the caller knows better."""

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»「」『』＂"), '"')
_PART = re.compile(r'(?P<sign>[-+−]*)(?:(?P<name>[^\W\d]\w*):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_SPELT: dict[str, Callable[[str], str]] = {"country": str.upper, "region": str.upper}


@dataclass(frozen=True, slots=True)
class Typed:
    """The question, and the parts of what was typed that nothing could be made of."""

    question: Question
    ignored: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A question while it is read."""

    wanted: list[Item] = field(default_factory=list)
    unwanted: list[Item] = field(default_factory=list)
    chosen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    refused: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    after: date | None = None
    before: date | None = None
    ignored: list[str] = field(default_factory=list)


def read(text: str, *, facets: Collection[str] = FACETS) -> Typed:
    """Return the question that was typed. Invalid `too-long` past 1,000 characters; of more than 40 parts the rest is left out."""
    if len(text) > CHARACTERS_AT_MOST:
        raise Invalid.of_fields([{"pointer": "/q", "code": "too-long", "max": CHARACTERS_AT_MOST}])
    parts = list(_PART.finditer(_plain(text)))
    draft = _Draft()
    for part in parts[:PARTS_AT_MOST]:
        _take(draft, part, facets)
    draft.ignored += [part[0] for part in parts[PARTS_AT_MOST:]]
    question = Question(
        wanted=tuple(draft.wanted),
        unwanted=tuple(draft.unwanted),
        chosen=_frozen(draft.chosen),
        refused=_frozen(draft.refused),
        after=draft.after,
        before=draft.before,
    )
    return Typed(question, tuple(draft.ignored))


def forgiving(question: Question) -> Question:
    """Return the question with words of other spelling as well: for when nothing is found, or somebody may have mistyped."""
    return replace(question, wanted=tuple(map(_forgiving, question.wanted)))


def _forgiving(item: Item) -> Item:
    match item:
        case Word(text):
            return Word(text, similar=True)
        case AllOf(of):
            return AllOf(tuple(map(_forgiving, of)))
        case AnyOf(of):
            return AnyOf(tuple(map(_forgiving, of)))
        case _:
            return item


def _plain(text: str) -> str:
    """Return text with one kind of quotes, and without what cannot be seen: it separates, or sets the direction of writing."""
    return "".join(_seen(letter) for letter in nfc(text).translate(_QUOTES))


def _seen(letter: str) -> str:
    match unicodedata.category(letter):
        case "Cf":
            return " " if letter == "\u200c" else ""
        case "Cc" | "Cs" | "Co" | "Cn":
            return " "
        case _:
            return letter


def _take(draft: _Draft, part: re.Match[str], facets: Collection[str]) -> None:
    name, unwanted = (part["name"] or "").lower(), part["sign"].endswith(("-", "−"))
    if name in {"after", "before"}:
        _take_day(draft, name, part)
    elif name in facets:
        _take_values(draft, name, part, unwanted=unwanted)
    elif (part["word"] or "").lower() in {f"{one}:" for one in (*facets, "after", "before")}:
        draft.ignored.append(part[0])
    else:
        _take_words(draft, part, unwanted=unwanted)


def _take_words(draft: _Draft, part: re.Match[str], *, unwanted: bool) -> None:
    named = f"{part['name']}:" if part["name"] else ""
    items = list(_items(named + (part["word"] or "")))
    if part["phrase"] is not None:
        items += _phrase(part["phrase"])
    if items:
        (draft.unwanted if unwanted else draft.wanted).extend(items)
    else:
        draft.ignored.append(part[0])


def _phrase(text: str) -> Iterator[Item]:
    words = tuple(word for word in text.split() if folding.words(word))
    if words:
        yield Phrase(words)


def _items(text: str) -> Iterator[Item]:
    beginning = text.rstrip("*")
    inside = folding.words(beginning)
    if beginning == text or not inside or len(inside[-1]) < SHORTEST_PREFIX:
        yield from [Word(beginning)] if inside else []
    else:
        yield from map(Word, inside[:-1])
        yield Prefix(inside[-1])


def _take_values(draft: _Draft, name: str, part: re.Match[str], *, unwanted: bool) -> None:
    spelt = _SPELT.get(name, str.lower)
    text = part["word"].split(",") if part["phrase"] is None else [part["phrase"]]
    values = {spelt(value.strip()) for value in text if value.strip()}
    if values:
        (draft.refused if unwanted else draft.chosen)[name] |= values
    else:
        draft.ignored.append(part[0])


def _take_day(draft: _Draft, name: str, part: re.Match[str]) -> None:
    try:
        day = PartialDate.parse(part["word"] or part["phrase"] or "")
    except Invalid:
        draft.ignored.append(part[0])
        return
    if name == "after":
        draft.after = day.from_
    else:
        draft.before = day.to


def _frozen(values: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(of) for name, of in values.items()}
