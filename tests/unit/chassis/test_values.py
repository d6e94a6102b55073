import time
from datetime import date

import pytest

from chassis.errors import Invalid
from chassis.values import PartialDate, Tlp, new_id, new_outward_id


def test_inner_ids_are_version_7_and_outward_ids_version_4():
    assert (new_id().version, new_outward_id().version) == (7, 4)


def test_inner_ids_sort_in_the_order_they_were_made():
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert abs((ids[0].int >> 80) / 1000 - time.time()) < 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026", PartialDate(date(2026, 1, 1), date(2026, 12, 31), "month_day_unknown")),
        ("2024-02", PartialDate(date(2024, 2, 1), date(2024, 2, 29), "day_unknown")),
        ("2026-03-05", PartialDate(date(2026, 3, 5), date(2026, 3, 5))),
        ("2026-03-05/2026-03-09", PartialDate(date(2026, 3, 5), date(2026, 3, 9), "range")),
    ],
)
def test_an_inexact_date_is_read_as_the_days_it_may_be(text, expected):
    assert PartialDate.parse(text) == expected


def test_an_inexact_date_comes_back_from_json():
    value = PartialDate(date(2026, 3, 5), date(2026, 3, 9), "estimated", "about the elections")
    assert PartialDate.parse(value.as_json()) == value


@pytest.mark.parametrize(
    "value", ["", "2026-13", "yesterday", "2026-03-09/2026-03-05", {"to": "2026-01-01"}, {"from": "2026-01-01", "precision": "x"}]
)
def test_what_is_no_date_is_refused(value):
    with pytest.raises(Invalid):
        PartialDate.parse(value)


def test_markings_are_ordered_from_clear_to_red():
    assert [Tlp.of_rank(marking.rank) for marking in (Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.RED)] == list(Tlp)
