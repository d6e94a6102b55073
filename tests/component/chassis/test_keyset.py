"""Pages by keyset, on both databases."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Column, Date, MetaData, Table, Uuid, insert, select

from chassis import keyset
from chassis.errors import Invalid
from chassis.storage import Utc
from tests.support.worlds import NOON

METADATA = MetaData()
TABLE = Table("record", METADATA, Column("id", Uuid, primary_key=True), Column("day", Date), Column("at", Utc))
ORDERS = [("id",), ("day", "id"), ("at", "id")]


@pytest.fixture
def db(keyed_database):
    with keyed_database.transaction() as tx:
        METADATA.create_all(tx.connection)
    return keyed_database


def rows(numbers):
    """Three rows share a day and a moment each, so that the order is decided by the id."""
    days = [date(2026, 3, 1) + timedelta(days=number // 3) for number in numbers]
    return [
        {"id": UUID(int=number * 7 % 1_000_003), "day": day, "at": NOON + timedelta(microseconds=number // 3)}
        for number, day in zip(numbers, days, strict=True)
    ]


def fill(db, numbers):
    with db.transaction() as tx:
        tx.execute(insert(TABLE), rows(numbers))


def page(db, by=("id",), *, cursor=None, limit=2, descending=False, bound_to="somebody's question"):
    with db.reading() as tx:
        columns = [TABLE.c[name] for name in by]
        return keyset.page(tx, select(TABLE), by=columns, descending=descending, limit=limit, cursor=cursor, bound_to=bound_to)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("by", ORDERS)
def test_pages_follow_without_gap_or_repeat(db, by, descending):
    fill(db, range(10))
    seen, cursor = [], None
    while True:
        found = page(db, by, cursor=cursor, descending=descending)
        assert (found.total, found.total_is_exact) == (10, True)
        seen += [row._asdict() for row in found.rows]
        if (cursor := found.next) is None:
            break
    assert seen == sorted(rows(range(10)), key=lambda row: [row[name] for name in by], reverse=descending)


def test_a_row_that_is_added_meanwhile_moves_nothing(db):
    fill(db, range(1, 4))
    first = page(db)
    fill(db, [0])
    assert [row.id.int for row in (*first.rows, *page(db, cursor=first.next).rows)] == [7, 14, 21]


def test_more_than_ten_thousand_are_counted_no_further(db):
    fill(db, range(10_001))
    found = page(db)
    assert found.view(["an item"]) == {"items": ["an item"], "next": found.next, "total": 10_000, "total_is_exact": False}


def test_the_cursor_of_another_question_is_refused(db):
    fill(db, range(3))
    with pytest.raises(Invalid, match="wrong-cursor"):
        page(db, cursor=page(db).next, bound_to="another question")
