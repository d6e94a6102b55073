"""The servers and the browser that tests ask for by name."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from havana.local.elasticsearch import Elasticsearch, ElasticsearchAddress, running_elasticsearch
from havana.local.postgres import PostgresAddress
from havana.local.rabbitmq import RabbitMQ, RabbitMQAddress, running_rabbitmq
from tests.support.browser import running_browser
from tests.support.databases import Databases
from tests.support.servers import ServerKeeper, elasticsearch_address, postgres_address, rabbitmq_address
from tests.support.smtp import Mailbox, running_smtp_server

KEEPER = pytest.StashKey[ServerKeeper]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[KEEPER] = ServerKeeper()


def pytest_unconfigure(config: pytest.Config) -> None:
    if keeper := config.stash.get(KEEPER, None):
        keeper.stop()


@pytest.fixture(scope="session")
def full() -> bool:
    """Whether the long repetitions are wanted (`FULL=1`)."""
    return os.environ.get("FULL") == "1"


@pytest.fixture(scope="session")
def rabbitmq() -> RabbitMQAddress:
    """The node that all tests of this run share: take `rabbitmq_url` for queues of your own, `own_rabbitmq` to stop or kill it."""
    return rabbitmq_address()


@pytest.fixture
def rabbitmq_url(rabbitmq: RabbitMQAddress) -> Iterator[str]:
    """The AMQP address of a virtual host of this test alone."""
    vhost = f"test-{uuid4().hex}"
    yield rabbitmq.create_vhost(vhost)
    rabbitmq.delete_vhost(vhost)


@pytest.fixture(scope="module")
def own_rabbitmq() -> Iterator[RabbitMQ]:
    """A node of this module alone, which may be stopped, killed, frozen and started again; leave it running."""
    with running_rabbitmq() as node:
        yield node


@pytest.fixture(scope="session")
def postgres() -> PostgresAddress:
    """The cluster that all tests of this run share."""
    return postgres_address()


@pytest.fixture
def pg_databases(postgres: PostgresAddress) -> Iterator[Databases]:
    """Makes databases for this test, empty or as copies of a template."""
    databases = Databases(postgres)
    yield databases
    databases.drop_all()


@pytest.fixture
def pg_database(pg_databases: Databases) -> str:
    """The SQLAlchemy address of an empty database."""
    return pg_databases.create()


@pytest.fixture(scope="session")
def elasticsearch() -> ElasticsearchAddress:
    """The node that all tests of this run share: take `elasticsearch_url` for indexes of your own, `own_elasticsearch` to stop or kill it."""
    return elasticsearch_address()


@pytest.fixture
def elasticsearch_url(elasticsearch: ElasticsearchAddress) -> Iterator[str]:
    """The address of indexes of this test alone."""
    prefix = f"test-{uuid4().hex}"
    yield elasticsearch.url(prefix)
    elasticsearch.drop(prefix)


@pytest.fixture(scope="module")
def own_elasticsearch() -> Iterator[Elasticsearch]:
    """A node of this module alone, which may be stopped, killed, frozen and started again; leave it running."""
    with running_elasticsearch() as node:
        yield node


@pytest.fixture
def smtp_server() -> Iterator[Mailbox]:
    with running_smtp_server() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser profile of its own."""
    with browser.new_context() as context:
        yield context.new_page()
