"""Lead a case through its stages."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from chassis.contexts import Viewer
from chassis.errors import Forbidden
from chassis.messages import outbox
from chassis.storage import Transaction
from services.cases import storage
from services.cases.actions.changes import change
from services.cases.contracts import CaseStageChanged
from services.cases.domain import Course, stages
from services.cases.storage.rows import check_version


def take_step(
    tx: Transaction,
    viewer: Viewer,
    action: str,
    *,
    case_id: UUID,
    version: int,
    now: datetime,
    step: Callable[[Course], Course] | None = None,
) -> None:
    """Lead the case to the next stage by `action`, or as `step` says. Raises NotFound, Forbidden, Conflict."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="decide", now=now, lock=True)
    check_version(row, version)
    before = storage.cases.course_of(row)
    course = step(before) if step else stages.take(before, action, now=now)
    outbox.add(tx, CaseStageChanged.new(subject=row["id"], case_id=row["id"], stage=course.stage.value))
    change(tx, viewer, row, action, now=now, changes=storage.cases.course_columns(course), **_codes(course))


def _codes(course: Course) -> dict[str, str]:
    codes = {"stage": course.stage.value}
    if course.closing is not None:
        codes["outcome"] = course.closing.outcome
    if course.decline_reason is not None:
        codes["decline_reason"] = course.decline_reason
    return codes


def accept_case(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, now: datetime) -> None:
    """Take the case on: intake → open."""
    take_step(tx, viewer, "accept_case", case_id=case_id, version=version, now=now)


def decline_case(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, reason: str, now: datetime) -> None:
    """Do not take the case on: intake → declined."""

    def step(course: Course) -> Course:
        return stages.take(course, "decline_case", now=now, decline_reason=reason)

    take_step(tx, viewer, "decline_case", case_id=case_id, version=version, now=now, step=step)


def hold_case(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, reason: str, now: datetime) -> None:
    """Pause: open → on_hold."""

    def step(course: Course) -> Course:
        return stages.take(course, "hold_case", now=now, reason=reason)

    take_step(tx, viewer, "hold_case", case_id=case_id, version=version, now=now, step=step)


def resume_case(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, now: datetime) -> None:
    """Go on: on_hold → open."""
    take_step(tx, viewer, "resume_case", case_id=case_id, version=version, now=now)


def close_case(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, outcome: str, retain_until: date, now: datetime) -> None:
    """Ask for the closing: open or on_hold → closing. Raises also Invalid."""

    def step(course: Course) -> Course:
        return stages.ask_to_close(course, outcome=outcome, retain_until=retain_until, by=decider(viewer), now=now)

    take_step(tx, viewer, "close_case", case_id=case_id, version=version, now=now, step=step)


def approve_closing(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, now: datetime) -> None:
    """Approve the closing that somebody else asked for: closing → closed."""

    def step(course: Course) -> Course:
        return stages.approve_closing(course, by=decider(viewer), now=now)

    take_step(tx, viewer, "approve_closing", case_id=case_id, version=version, now=now, step=step)


def reopen_case(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, now: datetime) -> None:
    """Take the case up again: closing or closed → open."""
    take_step(tx, viewer, "reopen_case", case_id=case_id, version=version, now=now)


def archive_case(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, now: datetime) -> None:
    """Put the case away: closed → archived."""

    def step(course: Course) -> Course:
        return stages.archive(course, now=now)

    take_step(tx, viewer, "archive_case", case_id=case_id, version=version, now=now, step=step)


def decider(viewer: Viewer) -> UUID:
    """Return who decides; Forbidden for a service, which decides nothing."""
    by = storage.cases.actor(viewer)
    if by is None:
        raise Forbidden("person-required")
    return by
