"""How well the parser finds citations, on sentences of our own: what is found, what is missed, what is taken for one and is none."""

import csv
import sys
from pathlib import Path

import pytest

from services.library.domain.parser import Mention, mentions

LEAST = {"en": (1.0, 0.95), "fr": (1.0, 0.96), "es": (1.0, 0.96), "all": (1.0, 0.96)}
"""Precision and recall as they were measured; what is missed are ordinals, numbers in words, and “in particular 18”."""
LEAST_SENTENCES = 150

with Path(__file__).with_name("citations.csv").open(encoding="utf-8", newline="") as file:
    SENTENCES = list(csv.DictReader(file))


def wanted(row):
    return set(filter(None, row["expected"].split(";")))


def found(row):
    return {f"{one.number}{one.sub}" for one in mentions(row["text"])}


def measured(rows):
    """Return (precision, recall) over every principle that the sentences name."""
    right = sum(len(wanted(row) & found(row)) for row in rows)
    return right / sum(len(found(row)) for row in rows), right / sum(len(wanted(row)) for row in rows)


def test_the_parser_finds_what_it_is_known_to_find():
    assert len(SENTENCES) >= LEAST_SENTENCES
    for lang, least in LEAST.items():
        precision, recall = measured([row for row in SENTENCES if lang in {row["lang"], "all"}])
        sys.stdout.write(f"citations {lang}: precision {precision:.3f}, recall {recall:.3f}\n")
        assert (precision >= least[0], recall >= least[1]) == (True, True), lang


@pytest.mark.parametrize("row", [row for row in SENTENCES if not row["expected"]], ids=lambda row: row["text"][:60])
def test_what_cites_no_principle_of_ours_is_left_alone(row):
    assert found(row) == set()


def test_a_mention_says_where_it_stands():
    text = "The Basic Principles on the Role of Lawyers, principles 12–13 and 16 (b)."
    assert [(one, text[one.start : one.end]) for one in mentions(text)] == [
        (Mention(12, "", 56, 58), "12"),
        (Mention(13, "", 56, 61), "12–13"),
        (Mention(16, "b", 66, 72), "16 (b)"),
    ]


@pytest.mark.parametrize(
    "text", ["", "principle", "principles " * 5000, "Basic Principles on the Role of Lawyers, principle " + "1," * 50_000, "\x00\ud800"]
)
def test_no_text_is_too_odd_to_be_read(text):
    assert len(mentions(text)) <= 50_000
