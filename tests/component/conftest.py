"""A database of each kind for the components."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.data_keys import DataKeys, keys_url
from chassis.storage import Database, migrate


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'service.sqlite'}"
    url: str = request.getfixturevalue("pg_database")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url, service="toy")
    yield database
    database.close()


@pytest.fixture
def keyed_database(database_url: str) -> Iterator[Database]:
    """A database with the chassis' tables and with keys for guarded columns."""
    keys = DataKeys(Database(keys_url(database_url), service="toy"), master=b"m" * 32, cursor_key=b"c" * 32)
    database = Database(database_url, service="toy", data_keys=keys)
    migrate.upgrade(database, None)
    yield database
    database.close()
    keys.close()
