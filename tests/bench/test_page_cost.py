"""A page of 50 for somebody with ten tokens: of 1,000,000 records it may cost at most 1.2 times what it costs of 10,000."""

import time
from statistics import median

import pytest

from tests.support.crowds import cost_of_page, crowd, page

SMALL, LARGE = 10_000, 1_000_000
AT_MOST = 1.2
ROUNDS = 200


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_page_of_a_million_records_costs_as_much_as_one_of_ten_thousand(request, tmp_path_factory, keep, database):
    request.param = database
    with crowd(request, tmp_path_factory, SMALL) as small, crowd(request, tmp_path_factory, LARGE) as large:
        for one in (small, large):
            for _ in range(20):
                page(one)
        seconds = {SMALL: [], LARGE: []}
        for _ in range(ROUNDS):  # turn about, so that both meet the same noise
            for number, one in ((SMALL, small), (LARGE, large)):
                start = time.perf_counter()
                page(one)
                seconds[number].append(time.perf_counter() - start)
        read = {SMALL: cost_of_page(small).first, LARGE: cost_of_page(large).first}
    ratio = round(median(seconds[LARGE]) / median(seconds[SMALL]), 2)
    keep(
        f"page of 50 with ten tokens, 1,000,000 against 10,000 records, {database}",
        ratio=ratio,
        at_most=AT_MOST,
        ms={number: round(median(values) * 1000, 2) for number, values in seconds.items()},
        read=read,
    )
    assert read[LARGE] <= read[SMALL] * AT_MOST
    assert ratio <= AT_MOST
