"""The way of a case through its stages: what leads where, and who may not decide it alone.

intake → open ⇄ on_hold
   ↓       ↓       ↓
declined   closing → closed → archived
           (reopened from either: → open)
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from chassis.errors import Conflict, Invalid
from services.cases.domain.words import Stage

STEPS: Mapping[str, tuple[frozenset[Stage], Stage]] = MappingProxyType(
    {
        "accept_case": (frozenset({Stage.INTAKE}), Stage.OPEN),
        "decline_case": (frozenset({Stage.INTAKE}), Stage.DECLINED),
        "hold_case": (frozenset({Stage.OPEN}), Stage.ON_HOLD),
        "resume_case": (frozenset({Stage.ON_HOLD}), Stage.OPEN),
        "close_case": (frozenset({Stage.OPEN, Stage.ON_HOLD}), Stage.CLOSING),
        "approve_closing": (frozenset({Stage.CLOSING}), Stage.CLOSED),
        "reopen_case": (frozenset({Stage.CLOSING, Stage.CLOSED}), Stage.OPEN),
        "archive_case": (frozenset({Stage.CLOSED}), Stage.ARCHIVED),
    }
)
"""Action to the stages it starts from and the one it ends in."""


@dataclass(frozen=True, slots=True)
class Closing:
    """Who asked for the case to be closed, with what outcome, and who approved."""

    outcome: str
    retain_until: date
    asked_by: UUID
    asked_at: datetime
    approved_by: UUID | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a case stands on its way, since when and why."""

    stage: Stage
    since: datetime
    reason: str | None = None
    decline_reason: str | None = None
    closing: Closing | None = None


def steps_from(stage: Stage) -> list[str]:
    """Return the actions that `stage` allows."""
    return [action for action, (sources, _) in STEPS.items() if stage in sources]


def take(course: Course, action: str, *, now: datetime, reason: str | None = None, decline_reason: str | None = None) -> Course:
    """Return the course after `action`; Conflict `wrong-stage` if the stage forbids it. What was said of the last stage goes."""
    sources, target = STEPS[action]
    if course.stage not in sources:
        raise Conflict("wrong-stage", stage=course.stage.value, action=action, allowed=steps_from(course.stage))
    return Course(stage=target, since=now, reason=reason, decline_reason=decline_reason)


def ask_to_close(course: Course, *, outcome: str, retain_until: date, by: UUID, now: datetime) -> Course:
    """Return the course in closing, with its outcome and how long the case is kept. Invalid if that day has passed."""
    if retain_until < now.date():
        raise Invalid.of_fields([{"pointer": "/retain_until", "code": "in-the-past"}])
    return replace(take(course, "close_case", now=now), closing=Closing(outcome, retain_until, by, now))


def approve_closing(course: Course, *, by: UUID, now: datetime) -> Course:
    """Return the course closed; Conflict `approver-asked` if `by` asked for it."""
    closed = take(course, "approve_closing", now=now)
    assert course.closing is not None, "a case in closing has been asked to close"
    if course.closing.asked_by == by:
        raise Conflict("approver-asked")
    return replace(closed, closing=replace(course.closing, approved_by=by, approved_at=now))


def archive(course: Course, *, now: datetime) -> Course:
    """Return the course archived; how it was closed stays known."""
    return replace(take(course, "archive_case", now=now), closing=course.closing)
