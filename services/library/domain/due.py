"""When something is due, as exactly as its source says and no more. Local time with its zone is the truth; UTC is derived."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from chassis.errors import Invalid

NOT_PLACES = ("localtime", "Factory")
"""Names of the tz database that say nothing of a place."""


class Precision(StrEnum):
    """How exactly the source says when."""

    EXACT = "exact"
    DATE_ONLY = "date_only"
    MONTH = "month"
    RELATIVE = "relative"


class Certainty(StrEnum):
    """How sure it is."""

    PROJECTED = "projected"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    EXTENDED = "extended"
    CLOSED = "closed"
    CANCELLED = "cancelled"


FIRM = frozenset({Certainty.CONFIRMED, Certainty.EXTENDED})
OVER = frozenset({Certainty.CLOSED, Certainty.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a source says: a day with or without a time, a month (`day` is its first), or so many days before the session begins."""

    precision: Precision
    certainty: Certainty
    tzid: str
    day: date | None = None
    at: time | None = None
    days_before_session: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The local days that may be meant, from the first to the last."""

    first: date
    last: date

    def holds(self, other: "Span") -> bool:
        """Say whether every day of `other` is in it."""
        return self.first <= other.first and other.last <= self.last


SAYS = {
    Precision.EXACT: ("day", "at"),
    Precision.DATE_ONLY: ("day",),
    Precision.MONTH: ("day",),
    Precision.RELATIVE: ("days_before_session",),
}
FIELD_OF = {"day": "date", "at": "time", "days_before_session": "days_before_session"}


def check_due(due: Due, *, pointer: str = "/due") -> Due:
    """Return `due`, a month from its first day. Invalid names every part that is missing, too much or impossible."""
    errors = [*_wrong_parts(due, pointer), *_wrong_zone(due, pointer)]
    if errors:
        raise Invalid.of_fields(errors)
    if due.precision is Precision.EXACT:
        assert due.day is not None, due
        assert due.at is not None, due
        check_local(due.day, due.at, due.tzid, pointer=f"{pointer}/time")
    return due


def _wrong_parts(due: Due, pointer: str) -> list[dict[str, str]]:
    wanted = SAYS[due.precision]
    codes = {
        name: "required" if name in wanted else "not-with-this-precision"
        for name in FIELD_OF
        if (getattr(due, name) is None) == (name in wanted)
    }
    field_of = {**FIELD_OF, "day": "month"} if due.precision is Precision.MONTH else FIELD_OF
    return [{"pointer": f"{pointer}/{field_of[name]}", "code": code} for name, code in codes.items()]


def _wrong_zone(due: Due, pointer: str) -> list[dict[str, str]]:
    return [] if due.tzid in zones() else [{"pointer": f"{pointer}/tzid", "code": "not-a-zone"}]


@cache
def zones() -> frozenset[str]:
    """Return the names of places in the tz database that this process uses."""
    return frozenset(name for name in available_timezones() if name not in NOT_PLACES)


def check_local(day: date, at: time, tzid: str, *, pointer: str) -> datetime:
    """Return the moment in UTC of a local time. Of two in the autumn the earlier: nobody is late by it.

    Invalid `no-such-local-time` for one that the clocks jump over.
    """
    zone = ZoneInfo(tzid)
    moment = datetime.combine(day, at, zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, at):
        instead = moment.astimezone(zone).strftime("%H:%M")
        raise Invalid.of_fields([{"pointer": pointer, "code": "no-such-local-time", "instead": instead}])
    return moment


def span(due: Due, session_begins: date | None) -> Span | None:
    """Return the days that may be meant; None for what hangs on a session of which nobody knows the date."""
    if due.precision is Precision.RELATIVE:
        return _before_session(due, session_begins)
    assert due.day is not None, due
    if due.precision is Precision.MONTH:
        return Span(due.day.replace(day=1), due.day.replace(day=calendar.monthrange(due.day.year, due.day.month)[1]))
    return Span(due.day, due.day)


def _before_session(due: Due, session_begins: date | None) -> Span | None:
    if session_begins is None or due.days_before_session is None:
        return None
    day = session_begins - timedelta(days=due.days_before_session)
    return Span(day, day)


def ends_at(due: Due, session_begins: date | None) -> datetime | None:
    """Return the moment in UTC from which it is too late: the time itself, or the end of the last day that may be meant."""
    if due.precision is Precision.EXACT and due.day is not None and due.at is not None:
        return datetime.combine(due.day, due.at, ZoneInfo(due.tzid)).astimezone(UTC)
    days = span(due, session_begins)
    if days is None:
        return None
    return datetime.combine(days.last + timedelta(days=1), time(), ZoneInfo(due.tzid)).astimezone(UTC)


def agree(one: Due, other: Due, session_begins: date | None) -> bool:
    """Say whether two sources can both be right: one may be less exact than the other, but not speak of other days or another end."""
    if (one.certainty in OVER or other.certainty in OVER) and one.certainty != other.certainty:
        return False
    if one.at is not None and other.at is not None:
        return ends_at(one, None) == ends_at(other, None)
    days, others = span(one, session_begins), span(other, session_begins)
    return days is None or others is None or days.holds(others) or others.holds(days)


def comes_later(one: Due, other: Due, session_begins: date | None) -> bool:
    """Say whether `one` leaves more time than `other`."""
    end, other_end = ends_at(one, session_begins), ends_at(other, session_begins)
    return end is not None and other_end is not None and end > other_end
