"""What alerts ask of cases: the fake of their component tests answers, and refuses, as the real one does."""

from dataclasses import replace
from uuid import uuid4

import pytest

from chassis.contexts import service_viewer
from chassis.errors import HavanaError
from chassis.values import Tlp
from services.alerts.service import AlertsService
from services.cases.service import CasesService
from tests.component.alerts import conftest as alerts
from tests.component.cases import conftest as cases
from tests.support.components import Component

PROGRAM = {"kind": "client", "membership": None, "ceiling": Tlp.AMBER}
ALERTS_ALONE, AND_CASES = (frozenset({"alerts:read", "alerts:write", *more}) for more in ((), ("cases:read", "cases:write")))


class Fake:
    """The neighbours of the component tests of alerts, with a case that everything was checked in."""

    owner, case_id = alerts.ORG, str(alerts.CASE)

    def __init__(self, folder):
        self.neighbours = alerts.Neighbours()
        self.component = Component(AlertsService, f"sqlite:///{folder}/alerts.sqlite", folder, rpc=self.neighbours)
        self.neighbours.beside = self.component.service

    def mark(self, marking):
        self.neighbours.marking = Tlp(marking)

    def clear(self, **request):
        return self.neighbours.cases.clear(**request)


class Real:
    """Cases itself, with a case that everything was checked in."""

    owner = cases.ORG

    def __init__(self, folder):
        self.component = cases.Site(CasesService, f"sqlite:///{folder}/cases.sqlite", folder)
        self.case_id = self.component.ready_case()["id"]

    def mark(self, marking):
        case = self.component.call("get_case", cases.COORDINATOR, case_id=self.case_id)
        self.component.call("amend_case", cases.COORDINATOR, case_id=self.case_id, version=case["version"], marking=marking)

    def clear(self, **request):
        return self.component.call("clear", service_viewer("alerts"), **request)


@pytest.fixture(params=[Fake, Real])
def asked(request, tmp_path):
    asked = request.param(tmp_path)
    yield asked
    asked.component.close()


def a_coordinator(asked, **changes):
    return replace(alerts.a_member("coordinator", org=asked.owner), **changes)


def answered(asked, context, **changes):
    """Return what is answered to a request for a clearance: its limits, or the code of the refusal."""
    request = {
        "case_id": asked.case_id,
        "purpose": "media",
        "audience": {"kind": "public", "groups": []},
        "identifiability": "named",
        "for_record": {"kind": "alert", "id": str(uuid4())},
        "on_behalf_of": context,
    }
    try:
        given = asked.clear(**{**request, **changes})
    except HavanaError as error:
        return error.code
    return {name: given[name] for name in ("consent_version", "max_audience", "max_identifiability", "valid_until")}


GIVEN = {"consent_version": 1, "max_audience": {"kind": "public", "groups": []}, "max_identifiability": "named", "valid_until": None}


@pytest.mark.parametrize(
    ("who", "marking", "answer"),
    [
        ({}, "red", GIVEN),
        ({**PROGRAM, "scopes": AND_CASES}, "amber", GIVEN),
        ({**PROGRAM, "scopes": AND_CASES}, "red", "no-such-case"),
        ({**PROGRAM, "scopes": ALERTS_ALONE}, "amber", "scope-missing"),
        ({"roles": frozenset({"reviewer"})}, "amber", "role-lacks-verb"),
        ({"roles": frozenset()}, "amber", "role-lacks-verb"),
        ({"roles": frozenset({"case_officer"})}, "amber", "no-such-case"),
        ({"org": alerts.OTHER_ORG}, "amber", "no-such-case"),
        ({"kind": "public", "org": None, "roles": frozenset()}, "amber", "role-lacks-verb"),
    ],
)
def test_a_clearance_is_given_to_whom_the_case_is_in_sight_to_be_cleared(asked, who, marking, answer):
    asked.mark(marking)
    assert answered(asked, asked.component.context_of(a_coordinator(asked, **who))) == answer


def test_a_case_that_is_not_there_is_cleared_for_nobody(asked):
    assert answered(asked, asked.component.context_of(a_coordinator(asked)), case_id=str(uuid4())) == "no-such-case"


def test_nobody_is_asked_for_who_did_not_come(asked):
    service = asked.component.name
    made_up = asked.component.context_of(a_coordinator(asked), issuer=service)
    itself = asked.component.context_of(service_viewer(service), issuer=service)
    assert [answered(asked, context) for context in ("", made_up, itself)] == ["context-refused", "context-refused", "not-for-you"]
