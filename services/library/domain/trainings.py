"""The way of a training resource or a practice.

draft → in_review → published → superseded (by a newer one) | withdrawn (gone, its id stays)
  ↑________|___________|
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import Conflict, Invalid


class State(StrEnum):
    """Where a training is on its way."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TrainingText:
    """What a training is called in one language, what it is, and what people can do afterwards."""

    title: str
    description: str = ""
    objectives: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is known of a training or a practice."""

    kind: str
    texts: Mapping[str, TrainingText]
    audiences: Sequence[str] = ()
    level: str | None = None
    duration_minutes: int | None = None
    principles: Sequence[str] = ()
    licence: str = ""
    source_url: str = ""
    review_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training resource or a practice of one organisation, with what was published of it."""

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
    superseded_by: UUID | None = None
    review_due: bool = False

    @property
    def is_live(self) -> bool:
        """Whether everybody can read a version of it now."""
        return self.published_at is not None and self.withdrawn_at is None


def create(content: Content, *, id: UUID, owner_org: UUID, now: datetime) -> Training:  # noqa: A002  # the word everywhere
    """Return a new draft. Invalid without a title."""
    _check(content)
    return Training(id=id, owner_org=owner_org, version=1, state=State.DRAFT, content=content, created_at=now, updated_at=now)


def amend(training: Training, content: Content, *, now: datetime) -> Training:
    """Return the training as a draft with another content; what was published stands until the next time. Conflict."""
    _require(training, State.DRAFT, State.IN_REVIEW, State.PUBLISHED)
    _check(content)
    return _step(replace(training, content=content, state=State.DRAFT), now)


def submit(training: Training, *, now: datetime) -> Training:
    """Return the draft in review. Conflict."""
    _require(training, State.DRAFT)
    return _step(replace(training, state=State.IN_REVIEW), now)


def publish(training: Training, *, now: datetime) -> Training:
    """Return the training as everybody may read it. Conflict; Invalid if it was to be looked at again before today."""
    _require(training, State.DRAFT, State.IN_REVIEW)
    if training.content.review_by is not None and training.content.review_by <= now.date():
        raise Invalid.of_fields([{"pointer": "/review_by", "code": "in-the-past"}])
    return _step(replace(training, state=State.PUBLISHED, published_at=training.published_at or now, review_due=False), now)


def review(training: Training, review_by: date | None, *, now: datetime) -> Training:
    """Return a published training that was looked at and found good until another day. Conflict; Invalid for a day that has passed."""
    _require(training, State.PUBLISHED)
    content = replace(training.content, review_by=review_by)
    return publish(replace(training, state=State.DRAFT, content=content), now=now)


def remind(training: Training, *, now: datetime) -> Training:
    """Return the training as one that has to be looked at, if its day has come and it is published; itself otherwise."""
    review_by = training.content.review_by
    is_due = training.state is State.PUBLISHED and review_by is not None and review_by <= now.date()
    return replace(training, review_due=True) if is_due else training


def supersede(training: Training, by: UUID, *, now: datetime) -> Training:
    """Return the training as one that a newer one (`by`) stands for: it can be read, and says so. Conflict."""
    _require(training, State.PUBLISHED)
    if by == training.id:
        raise Invalid.of_fields([{"pointer": "/superseded_by", "code": "no-such-target"}])
    return _step(replace(training, state=State.SUPERSEDED, superseded_by=by, review_due=False), now)


def withdraw(training: Training, *, note: str, now: datetime) -> Training:
    """Return the training withdrawn for good. Conflict if nobody can read it."""
    if not training.is_live:
        raise Conflict("not-published", state=training.state.value)
    return _step(replace(training, state=State.WITHDRAWN, withdrawn_at=now, withdrawal_note=note, review_due=False), now)


def steps(training: Training) -> list[str]:
    """Return the steps that the state allows; whose they are is the permission table's."""
    of_state = {
        State.DRAFT: ["amend", "submit", "publish"],
        State.IN_REVIEW: ["amend", "publish"],
        State.PUBLISHED: ["amend", "review", "supersede"],
        State.SUPERSEDED: [],
        State.WITHDRAWN: [],
    }
    return [*of_state[training.state], *(["withdraw"] if training.is_live else [])]


def check_version(training: Training, version: int) -> None:
    """Refuse a change made to an older version. Conflict `stale-version`."""
    if training.version != version:
        raise Conflict("stale-version", current=training.version)


def _check(content: Content) -> None:
    if not content.texts:
        raise Invalid.of_fields([{"pointer": "/texts", "code": "required"}])


def _require(training: Training, *states: State) -> None:
    if training.state not in states:
        raise Conflict("wrong-training-state", state=training.state.value)


def _step(training: Training, now: datetime) -> Training:
    return replace(training, version=training.version + 1, updated_at=now)
