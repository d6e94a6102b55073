"""A text cut into passages, each with an anchor by which people find it: `para. 12`, `p. 3`, `art. 5`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_PASSAGES = 5_000
MOST_CHARACTERS = 8_000
NUMBERED = re.compile(r"\s{0,8}(?:(?:para(?:graph)?\.?|§)\s*)?(\d{1,4})[.)]\s+(?=\S)", re.IGNORECASE)
ARTICLE = re.compile(r"\s{0,8}(?:art(?:icle|ículo|\.)?|section|sec\.)\s*(\d{1,4}(?:[-.]\d{1,3})?[a-z]?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text, in its place."""

    anchor: str
    text: str


def cut(pages: Iterable[str]) -> list[Passage]:
    """Return the passages of a text that comes as pages (one page: no page numbers are known), at most 5,000."""
    whole = list(pages)
    found = [passage for number, page in enumerate(whole, start=1) for passage in _of_page(page, number if len(whole) > 1 else None)]
    return found[:MOST_PASSAGES]


def _of_page(page: str, number: int | None) -> Iterator[Passage]:
    for place, paragraph in enumerate(_paragraphs(page), start=1):
        named = _anchor(paragraph) or (f"p. {number}" if number else f"¶ {place}")
        for piece in _pieces(paragraph):
            yield Passage(named, piece)


def _paragraphs(page: str) -> list[str]:
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", page))
    return [block for block in blocks if block]


def _anchor(paragraph: str) -> str:
    if found := NUMBERED.match(paragraph):
        return f"para. {found[1]}"
    if found := ARTICLE.match(paragraph):
        return f"art. {found[1]}"
    return ""


def _pieces(paragraph: str) -> Iterator[str]:
    """Yield a long paragraph in pieces that end with a sentence where one ends."""
    while len(paragraph) > MOST_CHARACTERS:
        end = paragraph.rfind(". ", MOST_CHARACTERS // 2, MOST_CHARACTERS)
        end = MOST_CHARACTERS if end < 0 else end + 1
        yield paragraph[:end].strip()
        paragraph = paragraph[end:].strip()
    if paragraph:
        yield paragraph
