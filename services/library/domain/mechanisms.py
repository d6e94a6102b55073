"""Opportunities of mechanisms: what sources say of the date, which of them is in force, and what follows when it moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.errors import Conflict, Invalid, NotFound
from services.library.domain.due import FIRM, Certainty, Due, Span, agree, check_due, comes_later, span


class OpportunityState(StrEnum):
    """Who may read an opportunity: our organisation, everybody, or nobody any more but us."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """What became of what a source said."""

    STANDING = "standing"
    REPLACED = "replaced"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one source says of the date, when it was recorded, and when somebody last saw it there."""

    id: UUID
    source_url: str
    due: Due
    recorded_at: datetime
    recorded_by: UUID | None
    verified_at: datetime
    verified_by: UUID | None
    standing: Standing = Standing.STANDING


@dataclass(frozen=True, slots=True)
class Summary:
    """What the opportunity is, in one language."""

    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """A chance to be heard by a mechanism. `notices` in the order they were recorded; `in_force` is the id of one of them."""

    id: UUID
    owner_org: UUID
    version: int
    state: OpportunityState
    mechanism_id: UUID
    session_id: UUID | None
    session_begins: date | None
    kind: str
    country: str | None
    texts: Mapping[str, Summary]
    requirements: Mapping[str, Any]
    notices: tuple[Notice, ...]
    in_force: UUID
    ical_uid: str
    sequence: int
    due_changed_at: datetime
    created_at: datetime
    updated_at: datetime
    withdrawn_at: datetime | None = None
    import_key: str | None = None
    disputed: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "disputed", _is_disputed(self))

    @property
    def notice(self) -> Notice:
        """What is in force."""
        return notice_of(self, self.in_force)

    @property
    def due(self) -> Due:
        """When it is due, as far as anybody decided."""
        return self.notice.due

    @property
    def span(self) -> Span | None:
        """The local days that may be meant."""
        return span(self.due, self.session_begins)

    @property
    def status(self) -> str:
        """How calendars name its certainty: a date that sources disagree on is tentative, whatever they say."""
        if self.due.certainty is Certainty.CANCELLED:
            return "CANCELLED"
        return "TENTATIVE" if self.disputed or self.due.certainty in {Certainty.PROJECTED, Certainty.PROVISIONAL} else "CONFIRMED"


def notice_of(opportunity: Opportunity, notice_id: UUID) -> Notice:
    """Return one of its notices. NotFound."""
    for notice in opportunity.notices:
        if notice.id == notice_id:
            return notice
    raise NotFound("no-such-notice", id=str(notice_id))


def _is_disputed(opportunity: Opportunity) -> bool:
    """Say whether a source that stands beside the one in force cannot be right together with it."""
    beside = [one for one in opportunity.notices if one.standing is Standing.STANDING and one.id != opportunity.in_force]
    return any(not agree(one.due, opportunity.due, opportunity.session_begins) for one in beside)


def check_opportunity(opportunity: Opportunity) -> None:
    """Refuse what contradicts itself. Invalid."""
    for notice in opportunity.notices:
        check_due(notice.due)
    if opportunity.due.days_before_session is not None and opportunity.session_id is None:
        raise Invalid.of_fields([{"pointer": "/session_id", "code": "required"}])


def check_version(version: int, *, current: int) -> None:
    """Conflict `stale-version` unless the record is what the caller read."""
    if version != current:
        raise Conflict("stale-version", current=current)


def amend(opportunity: Opportunity, *, now: datetime, **changed: Any) -> Opportunity:
    """Return the opportunity with other facts. Conflict once it was withdrawn, Invalid."""
    _require(opportunity, OpportunityState.DRAFT, OpportunityState.PUBLISHED)
    return _step(opportunity, replace(opportunity, **changed), now)


def record_notice(opportunity: Opportunity, notice: Notice, *, now: datetime) -> Opportunity:
    """Return the opportunity with what a source says now.

    The same again is a verification. What the source in force says from now on is in force, an extension if it leaves more
    time. Another source never overwrites it: where both cannot be right, it is disputed until somebody decides.
    """
    _require(opportunity, OpportunityState.DRAFT, OpportunityState.PUBLISHED)
    check_due(notice.due)
    before = next((one for one in opportunity.notices if _speaks_for(one, notice.source_url)), None)
    if before is None:
        return _step(opportunity, replace(opportunity, notices=(*opportunity.notices, notice)), now)
    if _says_the_same(before.due, notice.due):
        seen = replace(before, verified_at=notice.verified_at, verified_by=notice.verified_by)
        return _step(opportunity, replace(opportunity, notices=_with(opportunity, seen)), now)
    if before.id != opportunity.in_force:
        notices = (*_with(opportunity, replace(before, standing=Standing.REPLACED)), notice)
        return _step(opportunity, replace(opportunity, notices=notices), now)
    notice = replace(notice, due=_as_extension(notice.due, before.due, opportunity.session_begins))
    notices = (*_with(opportunity, replace(before, standing=Standing.REPLACED)), notice)
    return _step(opportunity, replace(opportunity, notices=notices, in_force=notice.id), now)


def _speaks_for(notice: Notice, source_url: str) -> bool:
    return notice.source_url == source_url and notice.standing is not Standing.REPLACED


def _says_the_same(one: Due, other: Due) -> bool:
    """An extension stays one when its source is read again: who reads `confirmed` there sees the same date."""
    return replace(one, certainty=other.certainty) == other and (
        one.certainty == other.certainty or {one.certainty, other.certainty} == FIRM
    )


def _as_extension(due: Due, before: Due, session_begins: date | None) -> Due:
    is_extension = due.certainty in FIRM and before.certainty in FIRM and comes_later(due, before, session_begins)
    return replace(due, certainty=Certainty.EXTENDED) if is_extension else due


def decide(opportunity: Opportunity, notice_id: UUID, *, now: datetime) -> Opportunity:
    """Return the opportunity with one source in force and those that contradict it set aside; all stay readable. NotFound, Conflict."""
    _require(opportunity, OpportunityState.DRAFT, OpportunityState.PUBLISHED)
    chosen = notice_of(opportunity, notice_id)
    if chosen.standing is Standing.REPLACED:
        raise Conflict("notice-replaced")
    notices = tuple(_decided(one, chosen, opportunity.session_begins) for one in opportunity.notices)
    return _step(opportunity, replace(opportunity, notices=notices, in_force=notice_id), now)


def _decided(notice: Notice, chosen: Notice, session_begins: date | None) -> Notice:
    if notice.standing is Standing.REPLACED:
        return notice
    agrees = notice.id == chosen.id or agree(notice.due, chosen.due, session_begins)
    return replace(notice, standing=Standing.STANDING if agrees else Standing.SET_ASIDE)


def publish(opportunity: Opportunity, *, now: datetime) -> Opportunity:
    """Return the opportunity for everybody to read. Conflict if it is or was already."""
    _require(opportunity, OpportunityState.DRAFT)
    return _step(opportunity, replace(opportunity, state=OpportunityState.PUBLISHED), now)


def withdraw(opportunity: Opportunity, *, now: datetime) -> Opportunity:
    """Return the opportunity taken from everybody else, for good. Conflict unless it is published."""
    _require(opportunity, OpportunityState.PUBLISHED)
    return _step(opportunity, replace(opportunity, state=OpportunityState.WITHDRAWN, withdrawn_at=now), now)


def session_moved(opportunity: Opportunity, session_begins: date | None, *, now: datetime) -> Opportunity:
    """Return the opportunity of a session that begins on another day; as it is if nothing hangs on that."""
    moved = replace(opportunity, session_begins=session_begins)
    return opportunity if moved.span == opportunity.span and moved.disputed == opportunity.disputed else _step(opportunity, moved, now)


def steps(opportunity: Opportunity) -> list[str]:
    """Return what can be done with it now as far as its own rules go, the next one first."""
    possible = {
        OpportunityState.DRAFT: ["publish", "amend", "record_notice"],
        OpportunityState.PUBLISHED: ["amend", "record_notice", "withdraw"],
        OpportunityState.WITHDRAWN: [],
    }[opportunity.state]
    return ["decide", *possible] if opportunity.disputed and possible else possible


def _require(opportunity: Opportunity, *states: OpportunityState) -> None:
    if opportunity.state not in states:
        raise Conflict("wrong-state", state=opportunity.state.value, allowed=[state.value for state in states])


def _with(opportunity: Opportunity, notice: Notice) -> tuple[Notice, ...]:
    return tuple(notice if one.id == notice.id else one for one in opportunity.notices)


def _step(before: Opportunity, after: Opportunity, now: datetime) -> Opportunity:
    """Return what a change made of it: its version counts up, and its sequence if calendars have to be told."""
    check_opportunity(after)
    moved = calendar_state(before) != calendar_state(after)
    raised: dict[str, Any] = {"sequence": before.sequence + 1, "due_changed_at": now} if moved else {}
    return replace(after, version=before.version + 1, updated_at=now, **raised)


def calendar_state(opportunity: Opportunity) -> tuple[object, ...]:
    """Return what a calendar shows of the date: another one raises the sequence."""
    due = opportunity.due
    return (due.precision, due.tzid, due.at, opportunity.span, opportunity.status)
