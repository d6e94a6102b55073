"""A private PostgreSQL cluster: its address, and the process behind it."""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from havana.local.packages import postgres_bin
from havana.local.processes import ServerProcess, StartFailed, free_port

SYSTEM_USER = "postgres"
USER = "havana"


@dataclass(frozen=True)
class PostgresAddress:
    """Where a cluster listens and how to get in; it can be handed to other processes."""

    port: int
    password: str

    def url(self, database: str = "postgres", *, driver: str = "+psycopg") -> str:
        """Return the address of `database`, for SQLAlchemy unless `driver` is empty."""
        return f"postgresql{driver}://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Create a database as a copy of `template` (nobody may be connected to that) and return its address."""
        self.run(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database if it is there; whoever is connected to it is cut off."""
        self.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def run(self, statement: sql.Composed) -> None:
        """Run one statement outside of a transaction."""
        with psycopg.connect(self.url(driver=""), autocommit=True) as connection:
            connection.execute(statement)


class Postgres:
    """A cluster with its data in `folder`. It may be stopped or killed and started again: on the same port, with what it had kept."""

    def __init__(self, folder: Path, *, settings: Mapping[str, str]) -> None:
        """Lay out the cluster with `settings` over PostgreSQL's defaults; nothing runs yet."""
        programs = postgres_bin()
        if programs is None:
            raise StartFailed("PostgreSQL is not installed")
        self.address = PostgresAddress(port=free_port(), password=secrets.token_hex(16))
        self._folder = folder
        self._programs = programs
        self._options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        self._process: ServerProcess | None = None
        self._initialise()

    def _initialise(self) -> None:
        secret = self._folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(self.address.password)
        as_user: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self._folder, SYSTEM_USER, SYSTEM_USER)
            shutil.chown(secret, SYSTEM_USER, SYSTEM_USER)
            as_user = ["setpriv", f"--reuid={SYSTEM_USER}", f"--regid={SYSTEM_USER}", "--init-groups"]
        initdb = [str(self._programs / "initdb"), "--pgdata", str(self._folder / "data"), "--username", USER, "--pwfile", str(secret)]
        options = ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        subprocess.run([*as_user, *initdb, *options], cwd="/", check=True, stdout=subprocess.DEVNULL)
        secret.unlink()

    def start(self) -> None:
        """Start the cluster, and return once it takes connections."""
        listening = ["-p", str(self.address.port), "-k", str(self._folder), "-c", "listen_addresses=127.0.0.1"]
        self._process = ServerProcess(
            [str(self._programs / "postgres"), "-D", str(self._folder / "data"), *listening, *self._options],
            log=self._folder / "postgres.log",
            user=SYSTEM_USER,
        )
        self._process.await_ready(self._takes_connections)

    def _takes_connections(self) -> bool:
        try:
            psycopg.connect(self.address.url(driver=""), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Shut the cluster down in good order; whoever is connected is cut off."""
        if self._process:
            self._process.stop(by=signal.SIGINT)
            self._process = None

    def kill(self) -> None:
        """End the cluster as `kill -9` of all its processes does."""
        if self._process:
            self._process.kill()
            self._process = None


@contextmanager
def running_postgres(**settings: str) -> Iterator[Postgres]:
    """Give a running cluster with its data in a temporary folder; at the end both are gone."""
    with TemporaryDirectory(prefix="havana-postgres-") as folder:
        cluster = Postgres(Path(folder), settings=settings)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
