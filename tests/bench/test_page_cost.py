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
    ms = {number: median(values) * 1000 for number, values in seconds.items()}
    keep(
        f"a page of 50 of {LARGE:,} records, ten tokens, {database}", ms[LARGE], "ms",
        against=(f"the same of {SMALL:,}", ms[SMALL]), ratio_at_most=AT_MOST,
    )  # fmt: skip
    keep(
        f"read for that page, {database}", read[LARGE], {"sqlite": "steps", "postgresql": "rows"}[database],
        against=(f"the same of {SMALL:,}", read[SMALL]), ratio_at_most=AT_MOST,
    )  # fmt: skip
