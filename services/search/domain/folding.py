"""Letters as they are compared: without case, accents and vowel signs, in one form where a script has several.

One table for both engines and for what people type, so that what is found does not depend on who looks: `TABLE` is for
`str.translate`, and `mappings` is the same as rules of Elasticsearch's `mapping` filter. Folding comes before stemming.
Text is in normalisation form C before it is folded (`chassis.values.nfc`).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from types import MappingProxyType

_MARKS = ((0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x640, 0x640), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6ED), (0x1DC0, 0x1DFF))
"""Combining marks of Latin, Greek and Cyrillic, points of Hebrew, vowel signs of Arabic and its letter stretcher."""

_WITHOUT_DECOMPOSITION = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t", "ß": "ss", "ς": "σ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ک": "ك", "ہ": "ه",
    "’": "'", "ʼ": "'",
}  # fmt: skip
_LETTERS_OF_THEIR_OWN = frozenset("йЙїЇ")
"""Their mark is no accent: another letter without it."""

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Scripts that put no space between words, as ranges of a character class: each of their characters counts as a word."""

_WORDS = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[^\W_])+")


def _marks() -> Iterator[int]:
    for first, last in _MARKS:
        yield from (code for code in range(first, last + 1) if unicodedata.category(chr(code)) in {"Mn", "Lm"})


def _folded(letter: str) -> str:
    """Return what a letter becomes, first by its decomposition, then by our own list."""
    lower = letter.lower()
    if lower in _LETTERS_OF_THEIR_OWN:
        return lower
    bare = "".join(part for part in unicodedata.normalize("NFKD", lower) if ord(part) not in _MARK_SET).lower()
    return "".join(_WITHOUT_DECOMPOSITION.get(part, part) for part in bare)


def _letters() -> Iterator[str]:
    """Give every letter and digit of the alphabets in which anything is folded."""
    ranges = ((0x41, 0x587), (0x620, 0x6FF), (0x1C80, 0x1CBF), (0x1E00, 0x1FFF), (0x2C00, 0x2DDF), (0xA640, 0xA7FF), (0xFB00, 0xFDFF))
    for first, last in (*ranges, (0xFE70, 0xFEFC), (0xFF10, 0xFFDC)):
        yield from (chr(code) for code in range(first, last + 1) if chr(code).isalnum() or chr(code) in _WITHOUT_DECOMPOSITION)
    yield from "’ʼ"


_MARK_SET = frozenset(_marks())
_PLAIN = {ord(letter): _folded(letter) for letter in _letters() if _folded(letter) != letter}
_DIGITS = {base + digit: str(digit) for base in (0x660, 0x6F0) for digit in range(10)}

TABLE = MappingProxyType({**_PLAIN, **dict.fromkeys(_MARK_SET, ""), **_DIGITS})
"""Code point to the text it is compared as."""

_TRANSLATED = dict(TABLE)


def fold(text: str) -> str:
    """Return text as it is compared."""
    return text.translate(_TRANSLATED)


def words(text: str) -> list[str]:
    """Return the words of a text, folded, in order."""
    return _WORDS.findall(fold(text))


def offsets(text: str) -> list[int]:
    """Return for each character of `fold(text)` the place in `text` that it comes from, and at the end the length of `text`."""
    if text.isascii():
        return list(range(len(text) + 1))
    places = [place for place, letter in enumerate(text) for _ in range(len(_TRANSLATED.get(ord(letter), letter)))]
    return [*places, len(text)]


def mappings() -> Iterable[str]:
    """Return the table as rules `\\uXXXX => \\uXXXX…`."""
    return [f"{_escaped(chr(code))} => {_escaped(folded)}" for code, folded in sorted(TABLE.items())]


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in text)
