"""The port that the service knows of a search engine.

An engine keeps one document per representation in a *generation* (an index), and answers from the generation that was
promoted last. What is built beside it gets every write too, so that nothing is missing when it takes over.

    begin(g) ──► write(…, generation=g) … ──► promote(g)      the old one is dropped
       └── from here on every plain write and removal reaches g as well

Whoever asks does so through `Sights`: the filter is part of every query, count, facet and suggestion, and no method goes
without it. No score leaves, except inside of a cursor, which the caller encrypts (`chassis.cursors`).

Every method raises Unavailable `search-unavailable` when the engine is not there; then nothing of a call may be relied on, and
all of it may be done again.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis import permissions
from chassis.audience import Sight, sight
from chassis.contexts import Viewer
from chassis.errors import Invalid
from chassis.values import Tlp
from services.search.domain.question import Question

LANGUAGES = ("en", "fr", "es", "ar", "ru")
"""Languages whose words are known in their forms; text in any other is found by the words as they are written."""

FACET_VALUES_AT_MOST = 50
"""How many values a facet shows: those with the highest counts."""

EXCERPTS_AT_MOST, EXCERPT_CHARACTERS = 2, 160
"""How much of its text a hit shows; where nothing in it was looked for, its beginning."""


FIRST = "first"
"""The generation that an engine begins by itself when none answers."""

BROKEN = (AttributeError, OverflowError, TypeError, ValueError)
"""What comes of a document whose fields are not what they should be."""

UNREADABLE = "unreadable-document"
"""Why an engine cannot take a document that it could not even be sent; other codes are the engine's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One version of a representation as the index has it; never a field that its readers may not read.

    `facets`: codes by the name they are filtered and counted by (`principle`, `act_type`, `body`, `year`, `outcome`, …), names
    `[a-z_]+`. `kind`, `country`, `region` and `lang` are facets by themselves. `text`: plain, paragraphs as lines; it is kept, for
    excerpts. `lang` is a BCP 47 tag, of which the first part counts.
    """

    id: UUID
    version: int
    kind: str
    owner_org: UUID
    audience: frozenset[str]
    marking: Tlp
    title: str
    text: str
    lang: str | None = None
    country: str | None = None
    region: str | None = None
    date: datetime | None = None
    visible_until: datetime | None = None
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sights:
    """What a viewer can see at `now`, by kind of record; a kind that is not here is not seen at all."""

    by_kind: Mapping[str, Sight]
    now: datetime

    @classmethod
    def of(cls, viewer: Viewer, kinds: Collection[str], *, now: datetime) -> "Sights":
        """Return what `viewer` can see of `kinds`: those that their roles and scopes do not let them read are left out."""
        readable = (kind for kind in kinds if permissions.may(viewer, kind, "read"))
        return cls({kind: sight(viewer, kind, "read") for kind in readable}, now)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found. `title` and `excerpts` are HTML: escaped text with `<mark>` around what was looked for."""

    id: UUID
    version: int
    kind: str
    title: str
    excerpts: tuple[str, ...]
    lang: str | None
    country: str | None
    date: datetime | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet and how many of the documents in sight have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `total` is exact up to 10,000 and stays there if there are more. `next`: to be encrypted, None at the end.

    Each facet counts what would be found with another choice in that facet: everything else that was chosen holds. Values stand by
    count, then by code; a value nobody in sight has is not there. Facets come with the first page alone.
    """

    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The title of a record in sight that has a word beginning like the last one typed; plain text, to be escaped by whoever shows it."""

    id: UUID
    version: int
    kind: str
    title: str


class Engine(Protocol):
    """A search engine. May be used by many threads or greenlets at once."""

    def write(self, documents: Sequence[Document], *, generation: str | None = None) -> Mapping[UUID, str]:
        """Keep these versions, to be found within a second; return those that the engine cannot take, with a code why: the others are kept.

        Nothing happens to a document of which a later version, or the removal of this or a later one, was written before. The same
        version again is written again. With `generation` it goes there alone (the work of a reindex).
        Once it has returned, a crash loses nothing of it.
        """

    def remove(self, removals: Mapping[UUID, int], *, generation: str | None = None) -> None:
        """Remove documents (id → version) and remember it: that version and those before it cannot be written again, later ones can."""

    def search(
        self,
        question: Question,
        sights: Sights,
        *,
        facets: Sequence[str] = (),
        limit: int = 20,
        cursor: str | None = None,
        only: Collection[UUID] | None = None,
    ) -> Found:
        """Return a page of what is found, and with the first one the counts of `facets`.

        Pages that follow each other by `next` show what there was at the first one: nothing twice, nothing left out, whatever is
        written meanwhile. Invalid `wrong-cursor` two minutes after the page before; that a cursor comes with the question it was
        given for is up to the caller, who binds it to that.
        `only`: among these documents, of at most 1,000; whether what was just written answers a saved search.
        """

    def count(self, question: Question, sights: Sights) -> tuple[int, bool]:
        """Return how many are found, at most 10,000, and whether that is all of them."""

    def suggest(self, typed: str, sights: Sights, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return records in sight whose title has all the words typed, the last of which may be unfinished."""

    def versions(self, *, after: UUID | None = None, limit: int = 1000) -> Sequence[tuple[UUID, int]]:
        """Return ids and versions of what can be found, in an order of the engine's own, behind `after`; without rights: for `verify`."""

    def settle(self) -> None:
        """Let everything that was written until now be found from now on; costs more than waiting a second."""

    def generations(self) -> Mapping[str, bool]:
        """Return every generation there is, and whether it is the one that answers."""

    def needs_reindex(self) -> bool:
        """Say whether what answers may lack something: the engine began it by itself, or another version of this code laid it out."""

    def begin(self, generation: str) -> None:
        """Make an empty generation that gets every write from now on; nothing happens if it is being built already.

        Names are `[a-z0-9-]+`; `first` is the one that an engine begins by itself when it has none.
        """

    def promote(self, generation: str) -> None:
        """Answer from this generation from now on, and drop every other. Again: nothing."""

    def drop(self, generation: str) -> None:
        """Give up a generation that does not answer. Nothing happens if there is none."""

    def is_ready(self) -> bool:
        """Say whether the engine answers now; does not raise."""

    def close(self) -> None:
        """Let go of files and connections."""


def wrong_cursor() -> Invalid:
    """Return the error for a cursor that is none, or whose pages are not kept any more."""
    return Invalid.of_fields([{"pointer": "/cursor", "code": "wrong-cursor"}])


def all_versions(engine: Engine, *, limit: int = 1000) -> Iterator[tuple[UUID, int]]:
    """Give ids and versions of everything that can be found."""
    after: UUID | None = None
    while page := engine.versions(after=after, limit=limit):
        yield from page
        after = page[-1][0]
