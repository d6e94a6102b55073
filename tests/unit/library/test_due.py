from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid
from services.library.domain.due import Certainty, Precision, Span, agree, check_due, check_local, comes_later, ends_at, span
from tests.unit.library.mechanism_factories import a_due, a_month, a_relative_due, an_exact_due

SESSION_BEGINS = date(2027, 6, 1)


def errors_of(due):
    with pytest.raises(Invalid) as refused:
        check_due(due)
    return [(error["pointer"], error["code"]) for error in refused.value.params["errors"]]


def test_a_day_without_a_time_ends_with_the_day_where_the_mechanism_is():
    assert ends_at(a_due(date(2027, 3, 15)), None) == datetime(2027, 3, 15, 23, tzinfo=UTC)


def test_a_time_is_that_of_its_zone():
    assert ends_at(an_exact_due(at=time(18)), None) == datetime(2027, 3, 15, 17, tzinfo=UTC)


def test_a_month_is_all_its_days_and_never_one_of_them():
    assert span(a_month(date(2028, 2, 1)), None) == Span(date(2028, 2, 1), date(2028, 2, 29))
    assert ends_at(a_month(date(2027, 3, 1)), None) == datetime(2027, 3, 31, 22, tzinfo=UTC)


def test_what_hangs_on_a_session_has_a_day_once_the_session_has():
    due = a_relative_due(90)
    assert (span(due, None), ends_at(due, None)) == (None, None)
    assert span(due, SESSION_BEGINS) == Span(date(2027, 3, 3), date(2027, 3, 3))


@pytest.mark.parametrize(
    ("tzid", "day", "at"),
    [
        ("Europe/Zurich", date(2027, 3, 28), time(2, 30)),
        ("America/New_York", date(2027, 3, 14), time(2, 30)),
        ("Africa/Casablanca", date(2026, 3, 22), time(2, 30)),
    ],
)
def test_a_time_that_the_clocks_jump_over_is_refused(tzid, day, at):
    assert errors_of(an_exact_due(day, at, tzid=tzid)) == [("/due/time", "no-such-local-time")]


def test_of_two_moments_of_one_local_time_the_earlier_counts():
    assert check_local(date(2027, 10, 31), time(2, 30), "Europe/Zurich", pointer="/time") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_casablanca_sets_its_clocks_back_for_ramadan():
    before, within = (check_local(day, time(12), "Africa/Casablanca", pointer="") for day in (date(2026, 2, 14), date(2026, 2, 16)))
    assert (before.hour, within.hour) == (11, 12)


def test_a_day_that_begins_in_a_jump_of_the_clocks_still_ends_the_day_before():
    assert ends_at(a_due(date(2026, 3, 28), tzid="Asia/Beirut"), None) == datetime(2026, 3, 28, 22, tzinfo=UTC)


@given(day=st.dates(date(2020, 1, 1), date(2037, 12, 31)), at=st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_a_local_time_is_refused_or_reads_back_as_it_was(day, at):
    try:
        moment = check_local(day, at, "Africa/Casablanca", pointer="/time")
    except Invalid:
        return
    assert moment.astimezone(ZoneInfo("Africa/Casablanca")).replace(tzinfo=None) == datetime.combine(day, at)


def test_every_part_that_is_missing_or_too_much_is_named():
    assert errors_of(an_exact_due(at=None)) == [("/due/time", "required")]
    assert errors_of(a_due(at=time(12))) == [("/due/time", "not-with-this-precision")]
    assert errors_of(a_month(None)) == [("/due/month", "required")]
    assert errors_of(a_due(None, precision=Precision.RELATIVE)) == [("/due/days_before_session", "required")]
    assert errors_of(a_due(None, tzid="Mars/Olympus")) == [("/due/date", "required"), ("/due/tzid", "not-a-zone")]


@pytest.mark.parametrize("tzid", ["../etc/passwd", "localtime", "", "europe/zurich"])
def test_only_places_of_the_tz_database_are_time_zones(tzid):
    assert errors_of(a_due(tzid=tzid)) == [("/due/tzid", "not-a-zone")]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (a_due(), a_due(), True),
        (a_due(), a_due(date(2027, 3, 16)), False),
        (a_due(), an_exact_due(), True),
        (an_exact_due(at=time(18)), an_exact_due(at=time(17), tzid="Europe/London"), True),
        (an_exact_due(at=time(18)), an_exact_due(at=time(17)), False),
        (a_month(), a_due(), True),
        (a_month(), a_due(date(2027, 4, 1)), False),
        (a_relative_due(78), a_due(date(2027, 3, 15)), True),
        (a_relative_due(79), a_due(date(2027, 3, 15)), False),
        (a_due(), a_due(certainty=Certainty.PROJECTED), True),
        (a_due(), a_due(certainty=Certainty.CANCELLED), False),
    ],
)
def test_two_sources_agree_if_both_can_be_right(one, other, expected):
    assert (agree(one, other, SESSION_BEGINS), agree(other, one, SESSION_BEGINS)) == (expected, expected)


def test_later_is_what_leaves_more_time():
    assert comes_later(a_due(date(2027, 3, 16)), an_exact_due(), None)
    assert not comes_later(an_exact_due(), a_due(), None)
    assert not comes_later(a_relative_due(), a_due(), None)
