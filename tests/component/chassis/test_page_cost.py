"""A page costs the same however many records there are."""

import pytest
from sqlalchemy import select, text

from tests.support.crowds import MINE, RECORD, SIDE, cost_of, cost_of_page, count, crowd, page


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowds(request, tmp_path_factory):
    """Two databases of a kind, with 10,000 and 100,000 records."""
    with crowd(request, tmp_path_factory, 10_000) as small, crowd(request, tmp_path_factory, 100_000) as large:
        yield small, large


def test_a_page_of_fifty_reads_as_much_of_a_hundred_thousand_records_as_of_ten_thousand(crowds):
    assert len(MINE) == 10
    small, large = (cost_of_page(database) for database in crowds)
    for before, after in ((small.first, large.first), (small.fifth, large.fifth)):
        assert before * 0.95 <= after <= before * 1.05
    # Ten scans of 51, each with its record, and the page itself: nothing else is read.
    if crowds[0].dialect == "postgresql":
        assert large.first <= 10 * 51 * 2 + 51


def test_postgresql_plans_a_page_for_a_reader_and_not_at_each_call(crowds):
    if crowds[0].dialect == "postgresql":
        for database in crowds:
            for _ in range(20):
                page(database)
            with database.reading() as tx:
                planned = text(
                    "SELECT custom_plans, generic_plans > 0 FROM pg_prepared_statements WHERE statement LIKE 'SELECT record.id, record.owner%'"
                )
                plans = tx.execute(planned).all()
            assert plans == [(5, True)]  # it tries five times before it keeps one


def test_asking_for_all_tokens_at_once_reads_more_with_every_record(crowds):
    """The plain way, which this replaces: what makes the measure above believable."""
    in_list = (
        select(RECORD.c.id, SIDE.c.sort_key).distinct().join(SIDE, SIDE.c.id == RECORD.c.id).where(SIDE.c.token.in_(MINE))
        .order_by(SIDE.c.sort_key.desc()).limit(51)
    )  # fmt: skip
    small, large = (cost_of(database, lambda tx: tx.execute(in_list).all()) for database in crowds)
    assert large > small * 5


def test_the_first_page_is_the_newest_fifty(crowds):
    titles = [row["title"] for row in page(crowds[0]).rows]
    assert titles == [f"Sample record {number}" for number in range(9_999, 9_949, -1)]


def test_a_count_is_exact_up_to_ten_thousand(crowds):
    assert [count(database) for database in crowds] == [(10_000, True), (10_000, False)]
