"""Databases for tests: empty ones, and copies of a template that is built once per run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4
from zlib import crc32

import psycopg

from havana.local.postgres import PostgresAddress


class Databases:
    """Makes databases on one cluster and drops them in the end."""

    def __init__(self, cluster: PostgresAddress) -> None:
        self._cluster = cluster
        self._made: list[str] = []

    def create(self, *, template: str = "template0") -> str:
        """Create a database as a copy of `template`; return its SQLAlchemy address."""
        name = f"test_{uuid4().hex}"
        self._made.append(name)
        return self._cluster.create_database(name, template=template)

    def copy_of(self, name: str, build: Callable[[str], None]) -> str:
        """Create a copy of the template `name`. `build(address)` fills that template, once per run, and leaves no connection open."""
        template = f"template_{name}"
        with self._lock(template) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [template]).fetchone():
                self._cluster.drop_database(template)
                build(self._cluster.create_database(template))
                connection.execute("UPDATE pg_database SET datistemplate = true WHERE datname = %s", [template])
            return self.create(template=template)

    def drop_all(self) -> None:
        for name in self._made:
            self._cluster.drop_database(name)

    @contextmanager
    def _lock(self, name: str) -> Iterator[psycopg.Connection]:
        """Let one worker at a time build or copy the template `name`."""
        with psycopg.connect(self._cluster.url(driver=""), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [crc32(name.encode())])
            yield connection
