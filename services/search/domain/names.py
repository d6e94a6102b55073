"""What things are called: the vocabularies as search knows them, for other names of the same thing and for words that are spelt so."""

import csv
from importlib.resources import files

import pycountry

from chassis.vocabularies import vocabulary
from services.search.domain.spelling import Spelling
from services.search.domain.synonyms import Synonyms

TITLED = ("basic-principles", "act-types", "alert-kinds", "work-kinds", "outcomes")
"""Vocabularies whose titles people search by."""


def _names() -> list[dict[str, str]]:
    """Return what each act type is called, by language."""
    file = files(__package__).joinpath("act-type-names.csv")
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


def _groups() -> list[list[str]]:
    titles = {term.code: term.label for term in vocabulary("act-types").values()}
    return [[titles[row.pop("code")], *(name for names in row.values() for name in names.split("|") if name)] for row in _names()]


SYNONYMS = Synonyms.of(_groups())
SPELLING = Spelling(
    [
        *(term.label for name in TITLED for term in vocabulary(name).values()),
        *(name for group in _groups() for name in group),
        *(country.name for country in pycountry.countries),
    ]
)
