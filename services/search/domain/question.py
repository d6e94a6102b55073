"""What somebody looks for, ready for an engine: words, phrases, choices of facets, an order.

    Question
    ├── wanted     all of these:  Word · Phrase · Prefix · AllOf · AnyOf
    ├── unwanted   none of these
    ├── chosen     facet → values, one of which a record must have
    ├── refused    facet → values, none of which a record may have
    └── after, before, sort

Words are kept as they were typed; `services.search.domain.folding` says what an engine makes of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

Sort: TypeAlias = Literal["relevance", "date"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word, in any of its forms; `similar`: words that differ from it by a letter or two as well."""

    text: str
    similar: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side in this order, as they are written."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so."""

    text: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything of this, wherever it stands."""

    of: tuple["Item", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these: a word and what else it is called."""

    of: tuple["Item", ...]


Item: TypeAlias = Word | Phrase | Prefix | AllOf | AnyOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for. The empty one finds everything in sight, newest first.

    `chosen` and `refused` name facets as documents do: `kind`, `country`, `lang`, `principle`, … A record must have one of the
    values chosen for every facet that is named. `after` and `before` are days, both included; a record without a date has none.
    """

    wanted: tuple[Item, ...] = ()
    unwanted: tuple[Item, ...] = ()
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refused: Mapping[str, frozenset[str]] = field(default_factory=dict)
    after: date | None = None
    before: date | None = None
    sort: Sort = "relevance"

    @property
    def by_date(self) -> bool:
        """Whether hits come newest first: also where nothing could be more relevant than something else."""
        return self.sort == "date" or not self.wanted


def letters_apart(word: str) -> int:
    """Return by how many letters a similar word may differ: short words have too many neighbours."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2
