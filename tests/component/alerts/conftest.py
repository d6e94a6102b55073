from uuid import UUID, uuid4

import pytest

from chassis import audience, behalf
from chassis.contexts import Viewer
from chassis.errors import Conflict, NotFound
from chassis.schemas import load
from chassis.values import Tlp
from services.alerts.service import AlertsService
from services.cases.schemas import Clear
from tests.support.components import Component

ORG, PARTNER_ORG, OTHER_ORG, GROUP, CASE = (uuid4() for _ in range(5))


def a_member(*roles, org=ORG, groups=(GROUP,)):
    return Viewer(
        kind="person",
        id=uuid4(),
        membership=uuid4(),
        org=org,
        site="site.example",
        roles=frozenset(roles),
        scopes=frozenset({"*"}),
        groups=frozenset(groups),
        ceiling=Tlp.RED,
    )


OFFICER, COORDINATOR, REVIEWER = a_member("case_officer"), a_member("coordinator"), a_member("reviewer")
PARTNER = a_member("partner_reader", org=PARTNER_ORG)
STRANGER = a_member("coordinator", org=OTHER_ORG, groups=())


class Neighbours:
    """Cases and directory as far as alerts ask them: whoever sees the one case is given every clearance, the group has two members.

    What they refuse is what the real ones refuse: `tests/contract/test_neighbours.py` asks both.
    """

    def __init__(self):
        self.beside = None
        self.marking = Tlp.AMBER
        self.members = [ORG, PARTNER_ORG]
        self.name = "Sample Organisation"
        self.roles = {(ORG, one.membership): sorted(one.roles) for one in (OFFICER, COORDINATOR, REVIEWER)}
        self.clearances = []
        self.valid_until = None
        self.refusal = None
        self.before_answer = lambda clearance_id: None
        self.cases = self.directory = self

    def resolve_group(self, *, group_id):
        return {"id": group_id, "members": [{"id": str(member)} for member in self.members]}

    def get_organisation(self, *, organisation_id):
        return {"id": organisation_id, "name": self.name}

    def resolve_members(self, *, organisation_id, membership_ids):
        found = [(one, self.roles.get((UUID(organisation_id), UUID(one)))) for one in membership_ids]
        return {"members": [{"id": one, "roles": roles} for one, roles in found if roles]}

    def clear(self, **request):
        asked = load(Clear, request)
        self._require_sight(behalf.viewer_of(asked["on_behalf_of"], self.beside.keyring.public, self.beside.now()), asked["case_id"])
        if self.refusal:
            raise self.refusal
        clearance_id = uuid4()
        self.clearances.append((clearance_id, request))
        self.before_answer(clearance_id)
        return {
            "id": str(clearance_id),
            "consent_version": 1,
            "max_audience": {"kind": "public", "groups": []},
            "max_identifiability": "named",
            "valid_until": self.valid_until,
        }

    def _require_sight(self, viewer, case_id):
        seen = audience.sight(viewer, "case", "clear")
        in_sight = audience.lead(ORG) in seen.tokens and self.marking.rank <= seen.ceiling.rank
        if case_id != CASE or not in_sight:
            raise NotFound("no-such-case", id=str(case_id))


def a_text(headline="Sample Lawyer 3 detained"):
    return {"headline": headline, "facts": "Detained in Country A.", "demands": "Release the lawyer."}


class Desk:
    """The alerts service with words for what people do."""

    def __init__(self, component, neighbours):
        self.component, self.neighbours = component, neighbours

    def call(self, method, viewer, alert=None, **request):
        if alert is not None:
            request = {"alert_id": alert["id"], **request}
        return self.component.call(method, viewer, **request)

    def draft(self, viewer=OFFICER, **changes):
        given = {
            "kind": "urgent_appeal",
            "country": "FR",
            "case_id": str(CASE),
            "audience": {"kind": "public"},
            "principles": ["16"],
            "texts": {"en": a_text(), "fr": a_text("Avocat exemple 3 détenu")},
        }
        return self.call("draft_alert", viewer, **{**given, **changes})

    def approved(self, *, author=OFFICER, by=COORDINATOR, **changes):
        return self.approve(self.draft(author, **changes), author=author, by=by)

    def approve(self, alert, *, author=OFFICER, by=COORDINATOR):
        alert = self.call("submit_alert", author, alert, version=alert["version"])
        for aspect in ("facts", "consent", "risk"):
            alert = self.call("sign_off_alert", by, alert, version=alert["version"], aspect=aspect)
        return alert

    def publish(self, alert, *, by=COORDINATOR):
        return self.call("publish_alert", by, alert, version=alert["version"])

    def published(self, **changes):
        return self.publish(self.approved(**changes))

    def published_to_group(self, **changes):
        return self.published(audience={"kind": "group", "group_id": str(GROUP)}, **changes)

    def withdraw(self, alert, *, by=COORDINATOR):
        return self.call("withdraw_alert", by, alert, version=alert["version"], reason="The lawyer asked for it.")

    def revoke(self, clearance_id):
        self.component.receive("clearance.revoked.v1", clearance_id=str(clearance_id), consent_version=2)

    def public_ids(self):
        from chassis.contexts import PUBLIC

        return [item["id"] for item in self.call("list_public_alerts", PUBLIC)["items"]]

    def recalls(self, alert):
        items = self.call("list_recalls", COORDINATOR, alert)["items"]
        return sorted((item["organisation_id"] or "", item["channel"], item["state"]) for item in items)


def clearance_of(alert):
    return UUID(alert["edition"]["clearance_id"])


@pytest.fixture
def neighbours():
    return Neighbours()


@pytest.fixture
def component(database_url, tmp_path, neighbours):
    component = Component(AlertsService, database_url, tmp_path, rpc=neighbours)
    neighbours.beside = component.service
    yield component
    component.close()


@pytest.fixture
def desk(component, neighbours):
    return Desk(component, neighbours)


def refused(call, *args, **kwargs):
    """Return the code of the Conflict that a call raises, None if it raises none."""
    try:
        call(*args, **kwargs)
    except Conflict as error:
        return error.code
    return None
