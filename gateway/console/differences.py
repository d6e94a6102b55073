"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

WORDS = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
"""A word or a sign with the space before it: spaces by themselves would be compared with each other."""


class Piece(NamedTuple):
    """A stretch of text that stayed, came or went."""

    change: Literal["same", "ins", "del"]
    text: str


def pieces(before: str | None, after: str | None) -> list[Piece]:
    """Return both texts as one: what stayed, what went and what came, in the order in which they are read."""
    old, new = WORDS.findall(before or ""), WORDS.findall(after or "")
    return [piece for piece in _pieces(old, new) if piece.text]


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for change, start, end, first, last in SequenceMatcher(None, old, new).get_opcodes():
        if change == "equal":
            yield Piece("same", "".join(old[start:end]))
        else:
            yield Piece("del", "".join(old[start:end]))
            yield Piece("ins", "".join(new[first:last]))
