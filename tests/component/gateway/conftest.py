import pytest
import schemathesis

from tests.support.newsroom import Newsroom
from tests.support.records import Records
from tests.support.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"), rate_limit_per_minute=100_000)
    yield site
    site.close()


@pytest.fixture(scope="module")
def newsroom(site):
    return Newsroom(site)


@pytest.fixture(scope="module")
def records(site):
    """One record of each kind, of an organisation that is not the newsroom's."""
    return Records(site)


@pytest.fixture(scope="module")
def document(site):
    """What the API says about itself."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site.app)


@pytest.fixture
def officer(newsroom):
    return newsroom.officer


@pytest.fixture
def coordinator(newsroom):
    return newsroom.coordinator


@pytest.fixture
def down(site):
    """Take services away for the length of a test."""
    yield site.down.update
    site.down.clear()
