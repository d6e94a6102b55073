"""Local time is the truth: both edges of summer time, and a zone whose rules follow the moon."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid
from services.events.domain import time
from services.events.domain.time import derive, derive_again, local, readings, zones
from tests.unit.events.factories import a_when


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def refused(when):
    with pytest.raises(Invalid) as raised:
        derive(when)
    return raised.value.params["errors"]


def test_a_local_time_means_a_moment():
    derived = derive(a_when("2026-06-10T09:00", "2026-06-10T17:00"))
    assert (derived.starts_at, derived.ends_at, derived.in_gap) == (at("2026-06-10T07:00"), at("2026-06-10T15:00"), False)


def test_what_the_clock_skips_is_refused_with_what_it_shows_instead():
    assert refused(a_when("2026-03-29T02:30", "2026-03-29T05:00")) == [
        {"pointer": "/when/local_start", "code": "no-such-local-time", "instead": "2026-03-29T03:30"}
    ]


def test_of_what_the_clock_shows_twice_somebody_says_which_is_meant():
    twice = a_when("2026-10-25T02:30", "2026-10-25T05:00")
    assert refused(twice) == [{"pointer": "/when/local_start", "code": "local-time-twice"}]
    starts = [derive(replace(twice, start_fold=fold)).starts_at for fold in (0, 1)]
    assert starts == [at("2026-10-25T00:30"), at("2026-10-25T01:30")]


def test_an_event_across_the_hour_that_is_skipped_or_repeated_is_as_long_as_it_is():
    spring, autumn = derive(a_when("2026-03-28T22:00", "2026-03-29T06:00")), derive(a_when("2026-10-24T22:00", "2026-10-25T06:00"))
    assert [one.ends_at - one.starts_at for one in (spring, autumn)] == [timedelta(hours=7), timedelta(hours=9)]


def test_casablanca_puts_its_clock_back_for_ramadan_and_forward_after_it():
    before, during, after = (derive(a_when(f"2026-{day}T10:00", f"2026-{day}T11:00", "Africa/Casablanca")).starts_at for day in ("02-10", "03-10", "04-10"))  # fmt: skip
    assert (before, during, after) == (at("2026-02-10T09:00"), at("2026-03-10T10:00"), at("2026-04-10T09:00"))
    assert [error["code"] for error in refused(a_when("2026-03-22T02:30", "2026-03-22T04:00", "Africa/Casablanca"))] == [
        "no-such-local-time"
    ]
    assert [error["code"] for error in refused(a_when("2026-02-15T02:30", "2026-02-15T04:00", "Africa/Casablanca"))] == ["local-time-twice"]


def test_every_wrong_edge_is_named_at_once():
    errors = refused(a_when("2026-03-29T02:15", "2026-03-29T02:45"))
    assert [error["pointer"] for error in errors] == ["/when/local_start", "/when/local_end"]


@pytest.mark.parametrize("end", ["2026-06-10T09:00", "2026-06-10T08:00", "2026-08-10T09:00"])
def test_an_event_ends_after_it_begins_and_within_a_month(end):
    assert [error["code"] for error in refused(a_when("2026-06-10T09:00", end))] == ["not-after-start"]


@pytest.mark.parametrize("tzid", ["Mars/Olympus", "", "../../etc/passwd", "CET-1CEST"])
def test_a_zone_that_does_not_exist_is_refused(tzid):
    assert refused(a_when(tzid=tzid)) == [{"pointer": "/when/tzid", "code": "not-a-zone"}]


def test_the_rules_are_the_pinned_ones_whatever_the_machine_has(monkeypatch, tmp_path):
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Paris").write_bytes(b"not a zone")
    monkeypatch.setenv("PYTHONTZPATH", str(tmp_path))
    time.zone.cache_clear()
    assert derive(a_when()).starts_at == at("2026-06-10T07:00")


def test_what_was_agreed_on_before_the_rules_changed_is_moved_and_marked():
    """As if a country had decided meanwhile to skip this hour: what was agreed stands, and comes an hour later."""
    derived = derive_again(a_when("2026-03-29T02:30", "2026-03-29T05:00"))
    assert (derived.starts_at, derived.in_gap) == (at("2026-03-29T01:30"), True)


WALLS = st.datetimes(*map(datetime.fromisoformat, ("1990-01-01", "2036-01-01"))).map(lambda wall: wall.replace(second=0, microsecond=0))


@given(st.sampled_from(sorted(zones())), WALLS)
def test_whatever_a_time_means_the_clock_there_shows_it_then(tzid, wall):
    moments = readings(wall, tzid)
    assert len(moments) <= 2
    assert [local(moment, tzid).replace(tzinfo=None) for moment in moments] == [wall] * len(moments)
