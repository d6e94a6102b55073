"""Search engines, empty, for one test."""

import pytest

from services.search.engines import connect


def address_of(name, request, tmp_path):
    return (tmp_path / "index").as_uri() if name == "tantivy" else request.getfixturevalue("elasticsearch_url")


@pytest.fixture(params=["tantivy", "elasticsearch"])
def engine_address(request, tmp_path):
    return address_of(request.param, request, tmp_path)


@pytest.fixture
def engine(engine_address):
    engine = connect(engine_address)
    yield engine
    engine.close()


@pytest.fixture
def both_engines(request, tmp_path):
    engines = [connect(address_of(name, request, tmp_path)) for name in ("tantivy", "elasticsearch")]
    yield engines
    for engine in engines:
        engine.close()
