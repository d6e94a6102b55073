"""The way of a work: what is known of it, who may take which step, what is shown to everybody.

draft → in_review → published → withdrawn
  ↑________|___________|
  sent back, or changed: what was published stands until it is published again or withdrawn
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import Conflict, Invalid
from chassis.values import PartialDate

OF_LAWS = frozenset({"bill", "law", "regulation"})
"""Kinds that have status lines, and of which one says whether they conform."""
SUPPRESSED = "—"


class State(StrEnum):
    """Where a work is on its way."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Identifier:
    """What a work is called elsewhere: a symbol, an ECLI, a DOI."""

    kind: str
    value: str

    @property
    def canonical(self) -> str:
        """The one way to write it, by which the same work is found again."""
        return f"{self.kind}:{re.sub(r'[^0-9a-z]', '', canonical_doi(self.value.casefold()))}"


def canonical_doi(value: str) -> str:
    """Return a DOI without the address of its resolver; anything else as it is."""
    return re.sub(r"^(https?://)?(dx\.)?doi\.org/|^doi:\s*", "", value.strip())


@dataclass(frozen=True, slots=True)
class WorkText:
    """What a work is called in one language, and what it says in short."""

    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody a work is about; `suppressed`: the name stays in the organisation."""

    name: str
    suppressed: bool


@dataclass(frozen=True, slots=True)
class StatusLine:
    """Where a bill or a law stood at a date."""

    status: str
    date: PartialDate
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is known of a work."""

    kind: str
    texts: Mapping[str, WorkText]
    issuer: str = ""
    authors: Sequence[str] = ()
    identifiers: Sequence[Identifier] = ()
    date: PartialDate | None = None
    countries: Sequence[str] = ()
    parties: Sequence[Party] = ()
    outcome: str | None = None
    importance: str | None = None
    ours: bool = False
    source_url: str = ""
    status_lines: Sequence[StatusLine] = ()

    @property
    def years(self) -> range:
        """The years in which it may be dated."""
        return range(self.date.from_.year, self.date.to.year + 1) if self.date else range(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A judgment, a report, a law … that an organisation keeps, with what was published of it."""

    id: UUID
    owner_org: UUID
    version: int
    state: State
    content: Content
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawal_note: str = ""

    @property
    def is_live(self) -> bool:
        """Whether everybody can read a version of it now."""
        return self.published_at is not None and self.withdrawn_at is None


def create(content: Content, *, id: UUID, owner_org: UUID, now: datetime) -> Work:  # noqa: A002  # the word everywhere
    """Return a new draft. Invalid if what is known contradicts itself."""
    check_content(content)
    return Work(id=id, owner_org=owner_org, version=1, state=State.DRAFT, content=content, created_at=now, updated_at=now)


def amend(work: Work, content: Content, *, now: datetime) -> Work:
    """Return the work as a draft with another content; what was published stands until the next time. Conflict once withdrawn."""
    _require(work, State.DRAFT, State.IN_REVIEW, State.PUBLISHED)
    check_content(content)
    return _step(replace(work, content=content, state=State.DRAFT), now)


def submit(work: Work, *, now: datetime) -> Work:
    """Return the draft in review. Conflict."""
    _require(work, State.DRAFT)
    return _step(replace(work, state=State.IN_REVIEW), now)


def send_back(work: Work, *, now: datetime) -> Work:
    """Return the work in review as a draft. Conflict."""
    _require(work, State.IN_REVIEW)
    return _step(replace(work, state=State.DRAFT), now)


def publish(work: Work, *, now: datetime) -> Work:
    """Return the work as everybody may read it. Conflict if it is published as it stands, or was withdrawn."""
    _require(work, State.DRAFT, State.IN_REVIEW)
    return _step(replace(work, state=State.PUBLISHED, published_at=work.published_at or now), now)


def withdraw(work: Work, *, note: str, now: datetime) -> Work:
    """Return the work withdrawn for good. Conflict if it was never published, or is withdrawn."""
    if not work.is_live:
        raise Conflict("not-published", state=work.state.value)
    return _step(replace(work, state=State.WITHDRAWN, withdrawn_at=now, withdrawal_note=note), now)


def steps(work: Work) -> list[str]:
    """Return the steps that the state allows; whose they are is the permission table's."""
    of_state = {
        State.DRAFT: ["amend", "submit", "publish"],
        State.IN_REVIEW: ["amend", "send_back", "publish"],
        State.PUBLISHED: ["amend"],
        State.WITHDRAWN: [],
    }
    return [*of_state[work.state], *(["withdraw"] if work.is_live else [])]


def check_version(work: Work, version: int) -> None:
    """Refuse a change made to an older version. Conflict `stale-version`."""
    if work.version != version:
        raise Conflict("stale-version", current=work.version)


def check_content(content: Content) -> None:
    """Refuse what contradicts itself: every wrong field at once."""
    errors = []
    if not content.texts:
        errors.append({"pointer": "/texts", "code": "required"})
    if content.status_lines and content.kind not in OF_LAWS:
        errors.append({"pointer": "/status_lines", "code": "only-of-laws"})
    if errors:
        raise Invalid.of_fields(errors)


def shown_parties(parties: Sequence[Party]) -> list[str]:
    """Return the names that everybody may read; a dash for each that is suppressed."""
    return [SUPPRESSED if party.suppressed else party.name for party in parties]


def _require(work: Work, *states: State) -> None:
    if work.state not in states:
        raise Conflict("wrong-work-state", state=work.state.value)


def _step(work: Work, now: datetime) -> Work:
    return replace(work, version=work.version + 1, updated_at=now)
