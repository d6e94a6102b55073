"""A question for three words: of 1,000,000 documents it may take at most twice as long as of 10,000."""

import time
from itertools import islice
from statistics import median
from uuid import uuid4

import pytest

from services.search.engines import connect
from tests.bench.documents import SIGHTS, documents, questions

SMALL, LARGE = 10_000, 1_000_000
AT_ONCE = 10_000
AT_MOST = 2
QUESTIONS = 300
FACETS = ("kind", "country", "principle")


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", ["tantivy", "elasticsearch"])
def test_a_question_takes_little_longer_of_a_million_documents_than_of_ten_thousand(request, tmp_path, full, keep, name):
    """Only with FULL=1: to write the million takes about four minutes on Tantivy and seven on Elasticsearch."""
    if not full:
        pytest.skip("writes a million documents, which takes some minutes: FULL=1")
    engines = {number: connect(_address(name, number, request, tmp_path)) for number in (SMALL, LARGE)}
    for number, engine in engines.items():
        _fill(engine, number)
    seconds = {number: [] for number in engines}
    asked = {number: questions(QUESTIONS, of=number) for number in engines}
    for place in range(QUESTIONS):  # turn about, so that both meet the same noise
        for number, engine in engines.items():
            began = time.perf_counter()
            found = engine.search(asked[number][place], SIGHTS, facets=FACETS)
            seconds[number].append(time.perf_counter() - began)
            assert found.total, "what is looked for is there"
    for engine in engines.values():
        engine.close()
    ms = {number: median(values[20:]) * 1000 for number, values in seconds.items()}
    keep(
        f"a question of {LARGE:,} documents with three facets, {name}", ms[LARGE], "ms",
        against=(f"the same of {SMALL:,}", ms[SMALL]), ratio_at_most=AT_MOST,
    )  # fmt: skip


def _address(name, number, request, tmp_path):
    if name == "tantivy":
        return (tmp_path / str(number)).as_uri()
    node = request.getfixturevalue("elasticsearch")
    prefix = f"bench-{uuid4().hex}"
    request.addfinalizer(lambda: node.drop(prefix))
    return node.url(prefix)


def _fill(engine, number):
    engine.begin("all")
    several = documents(number)
    while part := list(islice(several, AT_ONCE)):
        assert engine.write(part, generation="all") == {}
    engine.promote("all")
    engine.settle()
