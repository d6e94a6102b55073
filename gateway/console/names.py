"""Names that slip out: whether a text tells a name that a case holds. Pages warn of it; they never refuse."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from chassis.blind_index import tokens

LEAST = 3
"""Shorter words are initials and particles, which every text has."""
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that put no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


def names_of(case: Mapping[str, Any]) -> list[str]:
    """Return every name that a case holds of those whom it is about."""
    return [name for one in case["subjects"] for name in (one["name"], *one["other_names"])]


def tells_a_name(text: str, names: Iterable[str]) -> bool:
    """Say whether a word of one of the names stands in `text`, whatever its case and accents."""
    told = tokens(text)
    return any(_stands_in(told, word) for name in names for word in tokens(name))


def _stands_in(told: set[str], word: str) -> bool:
    if UNSPACED.search(word):
        return len(word) > 1 and any(word in run for run in told)
    return len(word) >= LEAST and not word.isdecimal() and word in told
