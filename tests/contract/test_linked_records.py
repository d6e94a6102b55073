"""What the library asks of the owners of records that plans are linked to: the fake of its component tests answers as the real ones do."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from chassis.contexts import service_viewer
from chassis.errors import HavanaError
from services.alerts.service import AlertsService
from services.cases.service import CasesService
from services.library.service import LibraryService
from tests.component.alerts import conftest as alerts
from tests.component.cases import conftest as cases
from tests.component.library import people
from tests.component.library.calendar_desk import Neighbours
from tests.support.components import Component

LIBRARY = service_viewer("library")


class Fake:
    """The neighbours of the component tests of the library, with one record in sight."""

    owner = people.ORG

    def __init__(self, folder):
        self.neighbours = Neighbours()
        self.component = Component(LibraryService, f"sqlite:///{folder}/library.sqlite", folder, rpc=self.neighbours)
        self.neighbours.beside = self.component.service
        self.record_id = str(uuid4())
        self.neighbours.seen.add((self.owner, UUID(self.record_id)))

    def list_seen(self, **request):
        return self.neighbours.cases.list_seen_cases(**request)


class RealCases:
    """Cases itself, with one case."""

    owner = cases.ORG

    def __init__(self, folder):
        self.component = cases.Site(CasesService, f"sqlite:///{folder}/cases.sqlite", folder)
        self.record_id = self.component.open_case()["id"]

    def list_seen(self, **request):
        return self.component.call("list_seen_cases", LIBRARY, **request)


class RealAlerts:
    """Alerts itself, with one draft."""

    owner = alerts.ORG

    def __init__(self, folder):
        neighbours = alerts.Neighbours()
        self.component = Component(AlertsService, f"sqlite:///{folder}/alerts.sqlite", folder, rpc=neighbours)
        neighbours.beside = self.component.service
        self.record_id = alerts.Desk(self.component, neighbours).draft(case_id=None, identifiability="anonymous", kind="statement")["id"]

    def list_seen(self, **request):
        return self.component.call("list_seen_alerts", LIBRARY, **request)


@pytest.fixture(params=[Fake, RealCases, RealAlerts])
def asked(request, tmp_path):
    asked = request.param(tmp_path)
    yield asked
    asked.component.close()


def answered(asked, context, *ids):
    """Return which of the ids are seen, or the code of the refusal."""
    try:
        return asked.list_seen(ids=list(ids), on_behalf_of=context)["ids"]
    except HavanaError as error:
        return error.code


def a_coordinator(asked, **changes):
    return replace(alerts.a_member("coordinator", org=asked.owner), **changes)


def test_somebody_sees_what_is_in_their_sight_and_nothing_else(asked):
    context = asked.component.context_of(a_coordinator(asked))
    assert answered(asked, context, asked.record_id, str(uuid4())) == [asked.record_id]


def test_another_organisation_sees_nothing(asked):
    context = asked.component.context_of(a_coordinator(asked, org=uuid4()))
    assert answered(asked, context, asked.record_id) == []


def test_nobody_is_asked_for_who_did_not_come(asked):
    service = asked.component.name
    itself = asked.component.context_of(service_viewer(service), issuer=service)
    assert [answered(asked, context, asked.record_id) for context in ("", itself)] == ["context-refused", "not-for-you"]
