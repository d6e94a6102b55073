import pytest

from tests.support.toys import toys_on


@pytest.fixture
def toys(tmp_path, postgres, rabbitmq_url):
    """The two toy services on the servers of this run; nothing runs yet."""
    with toys_on(tmp_path, postgres, rabbitmq_url) as toys:
        yield toys
