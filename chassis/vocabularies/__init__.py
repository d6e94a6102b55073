"""Codes and short titles that everybody shares, one CSV file each.

Versioned with the code; a code, once published, never changes its meaning and never leaves. The first column is the
code; the title stands in `label` or `short_title`; other columns are kept in `Term.more`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from marshmallow import validate

from chassis.errors import NotFound


@dataclass(frozen=True, slots=True)
class Term:
    """One code with its English short title."""

    code: str
    label: str
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def principles(self) -> tuple[str, ...]:
        """The Basic Principles an act type touches, by number."""
        return tuple(filter(None, self.more.get("principles", "").split(";")))


@cache
def vocabulary(name: str) -> Mapping[str, Term]:
    """Return code to term in the order of the file; NotFound if there is no such vocabulary."""
    file = files(__name__) / f"{name}.csv"
    if name not in names():
        raise NotFound("no-such-vocabulary", name=name)
    terms = map(_term, csv.DictReader(file.read_text("utf-8").splitlines()))
    return MappingProxyType({term.code: term for term in terms})


@cache
def names() -> frozenset[str]:
    """Return the names of all vocabularies."""
    return frozenset(file.name.removesuffix(".csv") for file in files(__name__).iterdir() if file.name.endswith(".csv"))


def one_of(name: str) -> validate.OneOf:
    """Return the validator of a field that takes a code of the vocabulary."""
    terms = vocabulary(name)
    return validate.OneOf(tuple(terms), labels=tuple(term.label for term in terms.values()))


def _term(row: dict[str, str]) -> Term:
    (_, code), *rest = row.items()
    more = dict(rest)
    label = more.pop("label", "") or more.pop("short_title")
    return Term(code, label, MappingProxyType(more))
