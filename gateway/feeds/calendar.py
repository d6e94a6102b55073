"""Calendars (RFC 5545, RFC 7986): entries in, bytes out; the same entries are the same bytes, so that ETags match.

What an entry says comes from whoever owns it: a UID for life, when it last changed, a sequence raised when its time or status
changed. Nobody is named: there are neither attendees nor an organiser.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response, request
from icalendar import Calendar, Event, Timezone
from icalendar.prop import vDuration, vRecur

from gateway import headers

MEDIA_TYPE = "text/calendar"
PRODUCT = "-//Havana//Calendar//EN"
REFRESHED_EVERY = timedelta(hours=6)
BESIDE = timedelta(days=366)
"""How far beyond its entries a calendar explains its time zones."""

BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry. `starts` and `ends` are both days (`ends` is the first one after it) or both times with a zone of the tz database.

    Without `ends`: that moment, or that day. `changed_at` is in UTC. `is_free`: it takes nobody's time, such as a deadline.
    """

    uid: str
    starts: date | datetime
    changed_at: datetime
    sequence: int
    status: str
    summary: str
    ends: date | datetime | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    categories: Sequence[str] = ()
    is_free: bool = False
    rule: str = ""
    excluded: Sequence[datetime] = ()
    recurrence_of: date | datetime | None = None


def calendar_of(entries: Iterable[Entry], *, uid: str, name: str, url: str, refreshed_every: timedelta = REFRESHED_EVERY) -> bytes:
    """Return the calendar. `uid`: that of the calendar itself, its own for life; `url`: where it is read again."""
    entries = list(entries)
    calendar = Calendar.new(
        uid=uid,
        name=_line(name),
        prodid=PRODUCT,
        method="PUBLISH",
        url=url,
        last_modified=max((entry.changed_at for entry in entries), default=None),
    )
    calendar.add("REFRESH-INTERVAL", refreshed_every, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(refreshed_every))
    for entry in entries:
        calendar.add_component(_event(entry))
    _explain_zones(calendar, entries)
    written: bytes = calendar.to_ical()
    return written


def answer(body: bytes, *, cache_control: str = headers.PUBLIC) -> Response:
    """Return a calendar with its ETag; 304 if the reader has it."""
    response = Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["Cache-Control"] = cache_control
    response.add_etag()
    response.make_conditional(request)
    return response


def _event(entry: Entry) -> Event:
    event = Event.new(
        uid=entry.uid,
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
        sequence=entry.sequence,
        status=entry.status,  # type: ignore[arg-type]  # one of the words of RFC 5545
        summary=_line(entry.summary),
        description=_text(entry.description) or None,
        location=_line(entry.location) or None,
        url=entry.url or None,
        categories=[_line(one) for one in entry.categories],
        transparency="TRANSPARENT" if entry.is_free else "OPAQUE",  # type: ignore[arg-type]  # the same
        start=entry.starts,
        end=entry.ends,
        recurrence_id=entry.recurrence_of,
    )
    if entry.rule:
        event.add("RRULE", vRecur.from_ical(entry.rule))
    for moment in entry.excluded:
        event.add("EXDATE", moment)
    return event


def _explain_zones(calendar: Calendar, entries: Sequence[Entry]) -> None:
    """Add a VTIMEZONE for each zone, in the order of their names, over the years that the entries are in."""
    days = [
        moment.date() if isinstance(moment, datetime) else moment for entry in entries for moment in (entry.starts, entry.ends) if moment
    ]
    for number, tzid in enumerate(sorted(calendar.get_missing_tzids())):
        zone = Timezone.from_tzid(tzid, first_date=min(days) - BESIDE, last_date=max(days) + BESIDE)
        calendar.subcomponents.insert(number, zone)


def _text(text: str) -> str:
    """Return text that no reader splits into lines of its own: one kind of line end, no control characters."""
    return CONTROL.sub("", BREAKS.sub("\n", text)).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split("\n"))
