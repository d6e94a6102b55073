"""The service over a database of each kind, a clock that stands still, and people in every role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from uuid import uuid4

import pytest
from sqlalchemy import event, select

import services.cases
from chassis.contexts import Viewer, service_viewer
from chassis.data_keys import DataKeys, keys_url
from chassis.entrypoints.rpc import dispatch
from chassis.keys import Keyring, initialise
from chassis.messages import outbox
from chassis.settings import Settings
from chassis.storage import Database, migrate
from chassis.values import Tlp
from services.cases.service import CasesService

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ORG, OTHER_ORG = uuid4(), uuid4()
MIGRATIONS = Path(services.cases.__file__).parent / "migrations"


def a_member(*roles, org=ORG, **changes) -> Viewer:
    given = {
        "id": uuid4(),
        "membership": uuid4(),
        "roles": frozenset(roles),
        "scopes": frozenset({"*"}),
        "ceiling": Tlp.RED,
        "site": "test",
    }
    return Viewer(kind="person", org=org, **{**given, **changes})


OFFICER = a_member("case_officer")
COORDINATOR = a_member("coordinator")
OTHER_OFFICER = a_member("case_officer")
ALERTS = service_viewer("alerts")


@dataclass
class Site:
    service: CasesService
    now: datetime = NOON
    statements: list[str] = field(default_factory=list)

    def call(self, viewer, method, key=None, **request):
        return dispatch(self.service, method, viewer, request, idempotency_key=key)

    def open_case(self, viewer=OFFICER, *, key=None, **changes):
        given = {"title": "Blue heron", "country": "FR", "summary": "Called us at night.", "subject_name": "Sample Lawyer 3"}
        return self.call(viewer, "open_case", key=key, **{**given, **changes})

    def ready_case(self, *, consents=None, **changes):
        """Return a case against which nothing stands for `media` towards everybody."""
        case = self.open_case(**changes)
        self.call(OFFICER, "accept_case", case_id=case["id"], version=case["version"])
        self.call(OFFICER, "record_mandate", case_id=case["id"], within=True)
        self.call(OFFICER, "record_verification", case_id=case["id"], status="confirmed", sources="Two colleagues.")
        self.record_risk(case)
        risk = self.call(OFFICER, "list_checks", case_id=case["id"])["risk"]
        self.call(COORDINATOR, "approve_risk", case_id=case["id"], risk_id=risk["id"])
        self.record_consent(case, **(consents or {}))
        return self.call(OFFICER, "get_case", case_id=case["id"])

    def record_risk(self, case, viewer=OFFICER, **changes):
        given = {"likelihood": 3, "impact": 4, "harm_of_action": "Reprisals.", "valid_until": (self.now + timedelta(days=30)).isoformat()}
        return self.call(viewer, "record_risk", case_id=case["id"], **{**given, **changes})

    def record_consent(self, case, viewer=OFFICER, **changes):
        given = {
            "party_id": case["subjects"][0]["id"],
            "purposes": ["media"],
            "state": "given",
            "audience": {"kind": "public"},
            "identifiability": "named",
        }
        return self.call(viewer, "record_consent", case_id=case["id"], **{**given, **changes})

    def clear(self, case, service=ALERTS, viewer=OFFICER, **changes):
        person = {"organisation_id": str(viewer.org), "membership_id": str(viewer.membership), "roles": sorted(viewer.roles)}
        given = {
            "purpose": "media",
            "audience": {"kind": "public"},
            "identifiability": "initials",
            "for_record": {"kind": "alert", "id": str(uuid4())},
            "on_behalf_of": person,
        }
        return self.call(service, "clear", case_id=case["id"], **{**given, **changes})

    def run_timer(self, action, **args):
        """Run a timer as the worker does: one transaction, as the service itself."""
        with self.service.database.transaction() as tx:
            self.service.timers[action].handler(self.service, tx, service_viewer("cases"), args)

    def messages(self) -> list[tuple[str, dict]]:
        with self.service.database.reading() as tx:
            rows = tx.execute(select(outbox.outbox.c.type, outbox.outbox.c.data).order_by(outbox.outbox.c.position)).all()
        return [(row.type, row.data) for row in rows]

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """Collect the statements of what is done inside."""
        seen: list[str] = []

        def note(_connection, _cursor, statement, _parameters, _context, _many):
            seen.append(statement)

        event.listen(self.service.database.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(self.service.database.engine, "before_cursor_execute", note)


def build(url: str) -> None:
    """Bring an empty database to the tables of cases."""
    database = Database(url, service="cases")
    migrate.upgrade(database, MIGRATIONS)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "cases.sqlite"
    build(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database, once of each kind."""
    if request.param == "sqlite":
        copy(request.getfixturevalue("sqlite_template"), tmp_path / "cases.sqlite")
        return f"sqlite:///{tmp_path / 'cases.sqlite'}"
    url: str = request.getfixturevalue("pg_databases").copy_of("cases", build)
    return url


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    folder = tmp_path_factory.mktemp("keys")
    initialise(folder, ["cases"])
    return Keyring.load(folder)


@pytest.fixture
def site(database_url: str, keyring: Keyring, tmp_path: Path) -> Iterator[Site]:
    keys = DataKeys(Database(keys_url(database_url), service="cases"), master=keyring.master("cases"), cursor_key=keyring.cursor)
    database = Database(database_url, service="cases", data_keys=keys)
    settings = Settings(data=tmp_path, keys_dir=keyring.folder, broker_url="inproc://test", database_url=database_url, site="test")
    site = Site(CasesService(database, settings, keyring=keyring))
    site.service.clock = lambda: site.now
    yield site
    keys.close()
    database.close()
