"""A reindex through the adapter, against the client's own `parallel_bulk` on documents that are ready to be sent."""

import time
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk

from services.search.engines import connect
from services.search.engines.elasticsearch.documents import source
from services.search.engines.elasticsearch.layout import index_body
from tests.bench.documents import documents
from tests.bench.rounds import medians

DOCUMENTS, AT_ONCE = 20_000, 10_000
AT_LEAST = 0.8
ROUNDS = 5


@pytest.mark.timeout(900)
def test_a_reindex_takes_little_longer_than_the_requests_it_consists_of(elasticsearch, elasticsearch_url, keep):
    """It takes about two minutes."""
    several = list(documents(DOCUMENTS))
    ready = [{"_id": str(one.id), "_source": source(one)} for one in several]
    client = Elasticsearch(elasticsearch_url.rsplit("/", 1)[0], request_timeout=60)
    engine = connect(elasticsearch_url)

    def adapter() -> float:
        generation = f"g{uuid4().hex}"
        engine.begin(generation)
        begins_at = time.perf_counter()
        for start in range(0, DOCUMENTS, AT_ONCE):
            assert engine.write(several[start : start + AT_ONCE], generation=generation) == {}
        seconds = time.perf_counter() - begins_at
        engine.drop(generation)
        return DOCUMENTS / seconds

    def helper() -> float:
        index = f"{elasticsearch_url.rsplit('/', 1)[1]}-ready-{uuid4().hex}"
        client.indices.create(index=index, **index_body())
        begins_at = time.perf_counter()
        assert all(done for done, _ in parallel_bulk(client, ready, index=index))
        seconds = time.perf_counter() - begins_at
        client.indices.delete(index=index)
        return DOCUMENTS / seconds

    engine.settle()
    helper()  # the server's compiler warms up
    measured = medians(ROUNDS, {"adapter": adapter, "helper": helper})
    engine.close()
    client.close()
    keep(
        "a reindex on Elasticsearch, 400 bytes of text each", measured["adapter"], "documents/s",
        against=("parallel_bulk on ready documents", measured["helper"]), ratio_at_least=AT_LEAST,
    )  # fmt: skip
