"""What a representation is found by: the small form in which its owner hands it to the index.

An owner says it once for each kind, on a method of its service:

    @indexable("alert")
    def indexable_alert(self, representation):
        return Indexable(texts={"en": Wording(title="…", text="…")}, date=…, facets={"principle": ("principle-16",)})

Who may find it, its country, marking and end are the representation's own and need not be said again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wording:
    """What a record says in one language: a line of it is shown as `title`, `text` is read with it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexable:
    """A representation as the index reads it.

    `texts` by language tag; one that is not known is `und`. `date`: by which it is sorted and narrowed. `facets`: codes by which results
    are counted and narrowed (`principle`, `type`, `organisation` …), each with the few values that this record has.
    """

    texts: Mapping[str, Wording]
    date: datetime | None = None
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
