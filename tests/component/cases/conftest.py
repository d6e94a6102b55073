"""Cases over a database of each kind, and people in every role."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copy
from uuid import uuid4

import pytest
from sqlalchemy import select

import services.cases
from chassis import timers
from chassis.contexts import Viewer, service_viewer
from chassis.entrypoints.rpc import dispatch
from chassis.messages import outbox
from chassis.storage import Database, migrate
from chassis.values import Tlp
from services.cases.service import CasesService
from tests.support.components import Component

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


class Site(Component):
    """Cases of one site, with the steps that many tests begin with."""

    def call(self, method, viewer, /, *, key=None, **request):
        return dispatch(self.service, method, viewer, request, idempotency_key=key)

    def open_case(self, viewer=OFFICER, *, key=None, **changes):
        given = {"title": "Blue heron", "country": "FR", "summary": "Called us at night.", "subject_name": "Sample Lawyer 3"}
        return self.call("open_case", viewer, key=key, **{**given, **changes})

    def ready_case(self, *, consents=None, **changes):
        """Return a case against which nothing stands for `media` towards everybody."""
        case = self.open_case(**changes)
        self.call("accept_case", OFFICER, case_id=case["id"], version=case["version"])
        self.call("record_mandate", OFFICER, case_id=case["id"], within=True)
        self.call("record_verification", OFFICER, case_id=case["id"], status="confirmed", sources="Two colleagues.")
        self.record_risk(case)
        risk = self.call("list_checks", OFFICER, case_id=case["id"])["risk"]
        self.call("approve_risk", COORDINATOR, case_id=case["id"], risk_id=risk["id"])
        self.record_consent(case, **(consents or {}))
        return self.call("get_case", OFFICER, case_id=case["id"])

    def record_risk(self, case, viewer=OFFICER, **changes):
        given = {"likelihood": 3, "impact": 4, "harm_of_action": "Reprisals.", "valid_until": (self.now + timedelta(days=30)).isoformat()}
        return self.call("record_risk", viewer, case_id=case["id"], **{**given, **changes})

    def record_consent(self, case, viewer=OFFICER, **changes):
        given = {
            "party_id": case["subjects"][0]["id"],
            "purposes": ["media"],
            "state": "given",
            "audience": {"kind": "public"},
            "identifiability": "named",
        }
        return self.call("record_consent", viewer, case_id=case["id"], **{**given, **changes})

    def clear(self, case, service=ALERTS, viewer=OFFICER, **changes):
        given = {
            "purpose": "media",
            "audience": {"kind": "public"},
            "identifiability": "initials",
            "for_record": {"kind": "alert", "id": str(uuid4())},
            "on_behalf_of": self.context_of(viewer),
        }
        return self.call("clear", service, case_id=case["id"], **{**given, **changes})

    def timers(self) -> set[tuple[str, str]]:
        """Return (action, day it is due on) of what is planned."""
        with self.database.reading() as tx:
            return {(row.action, row.due_at.date().isoformat()) for row in tx.execute(select(timers.timer))}

    def messages(self) -> list[tuple[str, dict]]:
        with self.database.reading() as tx:
            rows = tx.execute(select(outbox.outbox.c.type, outbox.outbox.c.data).order_by(outbox.outbox.c.position)).all()
        return [(row.type, row.data) for row in rows]


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


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    site = Site(CasesService, database_url, tmp_path)
    yield site
    site.close()
