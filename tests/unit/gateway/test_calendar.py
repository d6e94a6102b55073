from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from gateway.feeds.calendar import Entry, calendar_of

CHANGED = datetime(2027, 1, 10, 12, tzinfo=UTC)
ZURICH, CASABLANCA = ZoneInfo("Europe/Zurich"), ZoneInfo("Africa/Casablanca")


def an_entry(starts=date(2027, 3, 15), **changed):
    given = {"uid": "sample-1@site.example", "changed_at": CHANGED, "sequence": 2, "status": "CONFIRMED", "summary": "Sample deadline"}
    return Entry(starts=starts, **{**given, **changed})


def written(*entries):
    return calendar_of(entries, uid="sample-calendar@site.example", name="Sample calendar", url="https://site.example/feeds/sample.ics")


def read_by_both(*entries):
    """Return the events as `icalendar` reads them and as a parser that has nothing to do with it does."""
    body = written(*entries)
    return Calendar.from_ical(body).events, IcsCalendarStream.calendar_from_ics(body.decode()).events


def test_a_day_is_a_day_to_every_reader():
    (one,), (other,) = read_by_both(an_entry())
    assert (one.start, other.dtstart) == (date(2027, 3, 15), date(2027, 3, 15))
    assert (one.uid, one.sequence, one["status"], one.DTSTAMP) == ("sample-1@site.example", 2, "CONFIRMED", CHANGED)
    assert (other.uid, other.sequence, other.status.value, other.dtstamp) == ("sample-1@site.example", 2, "CONFIRMED", CHANGED)


def test_a_month_is_all_its_days_to_every_reader():
    (one,), (other,) = read_by_both(an_entry(date(2027, 3, 1), ends=date(2027, 4, 1)))
    assert (one.start, one.end, other.dtstart, other.dtend) == (date(2027, 3, 1), date(2027, 4, 1)) * 2


@pytest.mark.parametrize(
    ("zone", "day"),
    [(ZURICH, date(2027, 3, 27)), (ZURICH, date(2027, 3, 29)), (CASABLANCA, date(2026, 2, 14)), (CASABLANCA, date(2026, 2, 16))],
)
def test_a_time_is_the_same_moment_to_every_reader_on_both_sides_of_a_change_of_clocks(zone, day):
    moment = datetime.combine(day, time(18), zone)
    (one,), (other,) = read_by_both(an_entry(moment))
    assert (one.start.astimezone(UTC), other.dtstart.astimezone(UTC)) == (moment.astimezone(UTC),) * 2


def test_a_zone_is_explained_by_the_calendar_itself():
    calendar = Calendar.from_ical(
        written(an_entry(datetime(2027, 3, 27, 18, tzinfo=ZURICH)), an_entry(datetime(2027, 3, 27, 18, tzinfo=CASABLANCA)))
    )
    assert [zone.tz_name for zone in calendar.timezones] == ["Africa/Casablanca", "Europe/Zurich"]


def test_the_same_entries_are_the_same_bytes():
    entries = [an_entry(datetime(2027, 3, 27, 18, tzinfo=ZURICH)), an_entry(datetime(2027, 3, 27, 18, tzinfo=CASABLANCA), uid="sample-2")]
    assert written(*entries) == written(*entries)


def test_the_calendar_says_its_name_and_how_often_to_look():
    head = written(an_entry()).decode().partition("BEGIN:VEVENT")[0].split("\r\n")
    assert sorted(line for line in head if line.partition(":")[0].partition(";")[0] not in {"BEGIN", "PRODID", "VERSION", ""}) == [
        "LAST-MODIFIED:20270110T120000Z",
        "METHOD:PUBLISH",
        "NAME:Sample calendar",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "UID:sample-calendar@site.example",
        "URL:https://site.example/feeds/sample.ics",
        "X-PUBLISHED-TTL:PT6H",
        "X-WR-CALNAME:Sample calendar",
    ]


def test_an_empty_calendar_is_a_calendar():
    assert (Calendar.from_ical(written()).events, IcsCalendarStream.calendar_from_ics(written().decode()).events) == ([], [])


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028", "\x85", "\x0b", "\n"])
def test_no_text_breaks_out_of_its_line(end):
    (one,), (other,) = read_by_both(an_entry(summary=f"Sample{end}BEGIN:VALARM", description=f"First;{end}second, \\third\x00"))
    assert (one["summary"], other.summary) == ("Sample BEGIN:VALARM",) * 2
    assert (one["description"], other.description) == ("First;\nsecond, \\third",) * 2


def test_a_series_keeps_its_rule_and_the_days_it_leaves_out():
    starts, left_out = datetime(2027, 3, 1, 9, tzinfo=ZURICH), datetime(2027, 3, 8, 9, tzinfo=ZURICH)
    (one,), (other,) = read_by_both(an_entry(starts, rule="FREQ=WEEKLY;COUNT=3", excluded=[left_out]))
    assert (one["rrule"].to_ical(), one["exdate"].dts[0].dt) == (b"FREQ=WEEKLY;COUNT=3", left_out)
    assert [moment.date().day for moment in other.as_rrule()] == [1, 15]
