from contextlib import contextmanager
from uuid import uuid4

import pytest

from havana import composition
from havana.distributed import Deployment
from havana.local.processes import free_port
from tests.support.toys import toys_on


@pytest.fixture
def toys(tmp_path, postgres, rabbitmq_url):
    """The two toy services on the servers of this run; nothing runs yet."""
    with toys_on(tmp_path, postgres, rabbitmq_url) as toys:
        yield toys


@contextmanager
def deployed(folder, postgres, rabbitmq, **urls):
    """Give the platform as processes of its own on the servers of this run, and in the end leave nothing of it there."""
    mark = uuid4().hex
    for service in composition.SERVICES:
        postgres.create_database(f"{service}_{mark}")
    urls |= {"broker_url": rabbitmq.create_vhost(f"test-{mark}"), "database_url": postgres.url(f"{{service}}_{mark}")}
    deployment = Deployment(folder, **urls, host="127.0.0.1", port=free_port())
    deployment.environment.update(HAVANA_RATE_LIMIT_PER_MINUTE="1000000")
    try:
        deployment.start({})
        yield deployment
    finally:
        for process in deployment.processes.values():
            process.kill()
        rabbitmq.delete_vhost(f"test-{mark}")
        for service in composition.SERVICES:
            postgres.drop_database(f"{service}_{mark}")


@pytest.fixture(scope="module")
def deployment(tmp_path_factory, postgres, rabbitmq):
    """The platform as processes of its own on the servers of this run; leave all of them running."""
    with deployed(tmp_path_factory.mktemp("deployment"), postgres, rabbitmq) as deployment:
        yield deployment
