"""What people read of cases and alerts stands in the audit, by ids alone."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis.audit import audit
from chassis.values import utcnow
from havana.composition import service_class
from tests.support.site import Site
from tests.support.story import Story

SHOWS_NO_RECORD = {"preview_audience"}
"""It names who would read a text, and says nothing of the text."""
SEARCHED = {"name": "Sample Lawyer 3", "q": "Blue heron"}
WORDS = ("Sample", "Lawyer", "heron", "Reprisals", "night", "colleagues")


def reads():
    """Yield (service, method) of every read that people are offered."""
    for service in ("cases", "alerts"):
        for method in service_class(service).methods.values():
            own = method.handler.__module__.startswith("services.")
            if own and "person" in method.callers and not method.writes and not method.anonymous and method.name not in SHOWS_NO_RECORD:
                yield service, method.name


class Desk(Story):
    """A case and its published alert, with something that waits for the coordinator in each service; `ids` by argument."""

    def __init__(self, site):
        super().__init__(site)
        case = self.case()
        of_case = {"case_id": case["id"]}
        alert = self.change(
            self.coordinator, "publish_alert", self.approved_alert(case, audience={"kind": "group", "group_id": self.group})
        )
        self.change(self.officer, "submit_alert", self.change(self.officer, "update_alert", alert))
        risk = {"likelihood": 3, "impact": 4, "harm_of_action": "Reprisals.", "valid_until": (utcnow() + timedelta(days=30)).isoformat()}
        self.ask(self.officer, "cases", "record_risk", **of_case, **risk)
        incident = {"title": "Sample incident", "dates": {"from": "2026-03-05", "precision": "exact"}}
        self.ids = {
            **of_case,
            "alert_id": alert["id"],
            "organisation_id": self.partner_org,
            "party_id": case["subjects"][0]["id"],
            "incident_id": self.ask(self.officer, "cases", "add_incident", **of_case, **incident)["id"],
            "note_id": self.ask(self.officer, "cases", "add_note", **of_case, body="Sample note.")["id"],
        }

    def asked(self, service, method):
        """Ask as the coordinator for what the records have, searching where that is offered."""
        fields = self.site.services[service].methods[method].request().fields
        request = {name: value for name, value in {**self.ids, **SEARCHED}.items() if name in fields}
        return self.ask(self.coordinator, service, method, **request)

    def audited(self, service):
        with self.site.services[service].database.reading() as tx:
            return tx.execute(select(audit.c.actor, audit.c.action, audit.c.body).order_by(audit.c.id)).all()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    yield Desk(site)
    site.close()


@pytest.mark.parametrize(("service", "method"), list(reads()))
def test_a_read_is_written_down_once_and_repeats_no_word(desk, service, method):
    before = len(desk.audited(service))
    desk.asked(service, method)
    ((actor, action, body),) = desk.audited(service)[before:]
    assert (actor, json.loads(body)["subjects"] == []) == (f"person:{desk.coordinator.membership_id}", False)
    assert [word for word in WORDS if word in action + body] == []
