"""A citation: where a passage speaks of a provision or of another work, how, and who says so."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import Conflict, Invalid
from services.library.domain.works import OF_LAWS


class State(StrEnum):
    """Whether a person stands behind it."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person says of a citation: how it is made, what the passage does with it, whether a law conforms."""

    manner: str = "explicit"
    use: str | None = None
    conformity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A passage's word about a provision (`sub`: its letter) or a work, from `start` to `end` of the passage's text where that is known."""

    id: UUID
    owner_org: UUID
    work_id: UUID
    passage_id: UUID
    version: int
    state: State
    reading: Reading
    annotator: str
    by_parser: bool
    created_at: datetime
    updated_at: datetime
    provision_id: UUID | None = None
    cited_work_id: UUID | None = None
    sub: str = ""
    start: int | None = None
    end: int | None = None


def check_reading(reading: Reading, *, work_kind: str) -> None:
    """Refuse to say of a work whether it conforms that is no law. Invalid."""
    if reading.conformity is not None and work_kind not in OF_LAWS:
        raise Invalid.of_fields([{"pointer": "/conformity", "code": "only-of-laws"}])


def check_place(text: str, start: int | None, end: int | None) -> None:
    """Refuse a place that is not in the passage. Invalid."""
    if (start is None) != (end is None) or (start is not None and end is not None and not 0 <= start < end <= len(text)):
        raise Invalid.of_fields([{"pointer": "/end", "code": "not-in-passage"}])


def decide(citation: Citation, state: State, reading: Reading, *, annotator: str, now: datetime) -> Citation:
    """Return the citation as a person accepts or rejects it; what was decided may be decided otherwise. Conflict if it is so already."""
    if citation.state is state and citation.reading == reading:
        raise Conflict("already-decided", state=state.value)
    return replace(citation, state=state, reading=reading, annotator=annotator, version=citation.version + 1, updated_at=now)


def check_version(citation: Citation, version: int) -> None:
    """Refuse a decision about an older version. Conflict `stale-version`."""
    if citation.version != version:
        raise Conflict("stale-version", current=citation.version)
