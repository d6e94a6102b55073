"""A directory on each kind of database, with two organisations and their people."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from argon2 import PasswordHasher

import services.directory
from chassis.contexts import Viewer, service_viewer, verify
from chassis.data_keys import DataKeys, keys_url
from chassis.entrypoints.rpc import dispatch
from chassis.keys import Keyring, initialise
from chassis.storage import Database, migrate
from services.directory.credentials import Passwords
from services.directory.service import DirectoryService

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The real cost would make these tests take minutes; `tests/unit/directory` pays it once."""
MIGRATIONS = Path(services.directory.__file__).parent / "migrations"


class Directory:
    """The service as a caller sees it."""

    def __init__(self, service: DirectoryService, clock: SimpleNamespace) -> None:
        self.service, self.clock = service, clock
        self.hints: list[tuple[str, dict[str, Any]]] = []
        service.database.send_hint = lambda name, data: self.hints.append((name, dict(data)))

    def call(self, method: str, viewer: Viewer | None = None, *, idempotency_key: str | None = None, **request: Any) -> Any:
        return dispatch(self.service, method, viewer, request, idempotency_key=idempotency_key)

    def organisation(self, name: str) -> str:
        about = {"name": name, "kind": "ngo", "country": "NL"}
        return self.call("create_organisation", service_viewer("havana"), **about)["id"]

    def join(self, org: str, email: str, *roles: str) -> str:
        link = self.call("invite_member", replace(service_viewer("havana"), org=UUID(org)), email=email, roles=list(roles))
        return self.call("accept_link", token=link["token"], name=f"Sample {roles[0]}", password=PASSWORD)["membership_id"]

    def sign_in(self, email: str, password: str = PASSWORD, **more: Any) -> Any:
        return self.call("sign_in", email=email, password=password, **more)

    def viewer(self, answer: dict[str, Any]) -> Viewer:
        return verify(answer["context"], self.service.keyring.public, self.clock.now)

    def as_(self, email: str) -> Viewer:
        return self.viewer(self.sign_in(email))

    def later(self, **time: float) -> None:
        self.clock.now += timedelta(**time)


@pytest.fixture
def directory(database_url: str, tmp_path: Path) -> Iterator[Directory]:
    initialise(tmp_path / "keys", ["directory", "havana"])
    keyring = Keyring.load(tmp_path / "keys")
    keys = DataKeys(Database(keys_url(database_url), service="directory"), master=keyring.master("directory"), cursor_key=keyring.cursor)
    database = Database(database_url, service="directory", data_keys=keys)
    migrate.upgrade(database, MIGRATIONS)
    clock = SimpleNamespace(now=NOON)
    settings = SimpleNamespace(site="site.example", ledger_dir=tmp_path / "ledger")
    service = DirectoryService(database, settings, keyring=keyring, clock=lambda: clock.now)
    service.passwords = Passwords(CHEAP)
    yield Directory(service, clock)
    database.close()
    keys.close()


@pytest.fixture
def org(directory: Directory) -> str:
    """An organisation with an admin, a coordinator and an officer."""
    org = directory.organisation("Sample Organisation A")
    directory.join(org, "admin@a.example", "admin")
    directory.join(org, "coordinator@a.example", "coordinator")
    directory.join(org, "officer@a.example", "case_officer")
    return org


@pytest.fixture
def other(directory: Directory) -> str:
    org = directory.organisation("Sample Organisation B")
    directory.join(org, "admin@b.example", "admin")
    directory.join(org, "reader@b.example", "partner_reader")
    return org
