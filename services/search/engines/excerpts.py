"""Text as hits show it: HTML-escaped, with `<mark>` around what was looked for."""

from collections.abc import Iterable
from html import escape

from chassis.errors import storable

OPEN, CLOSE = "\ue000", "\ue001"
"""Stand for the tags until the text between them was escaped: private characters, which are taken out of text that is written."""

_TAKEN_OUT = dict.fromkeys(map(ord, (OPEN, CLOSE)))


def clean(text: str) -> str:
    """Return text that every engine takes and that cannot be taken for having marks in it."""
    return storable(text).translate(_TAKEN_OUT)


def shown(text: str) -> str:
    """Return text with signs in it as HTML."""
    return escape(text).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")


def signed(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return text with signs around `spans`, which stand in order and do not overlap."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], OPEN, text[start:end], CLOSE]
        at = end
    return "".join([*parts, text[at:]])
