from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from chassis.contexts import Viewer
from chassis.errors import HavanaError, NotFound
from chassis.values import Tlp
from services.events.service import EventsService
from tests.support.components import Component

ORG, PARTNER_ORG, OTHER_ORG = (uuid4() for _ in range(3))
NAMES = {ORG: "Sample Organisation", PARTNER_ORG: "Sample Partner", OTHER_ORG: "Sample Outsider"}
WHEN = {"local_start": "2026-06-10T09:00", "local_end": "2026-06-10T17:00", "tzid": "Europe/Paris"}


def a_member(*roles, org=ORG, kind="person"):
    return Viewer(
        kind=kind,
        id=uuid4(),
        membership=uuid4(),
        org=org,
        site="site.example",
        roles=frozenset(roles),
        scopes=frozenset({"*"}),
        ceiling=Tlp.RED,
    )


MANAGER, COORDINATOR, OFFICER, LIBRARIAN = (a_member(role) for role in ("events_manager", "coordinator", "case_officer", "librarian"))
PARTNER, PARTNER_READER = a_member("coordinator", org=PARTNER_ORG), a_member("partner_reader", org=PARTNER_ORG)
STRANGER = a_member("coordinator", org=OTHER_ORG)


def a_participant(*roles, org=OTHER_ORG):
    return a_member(*(roles or ("case_officer",)), org=org)


class Neighbours:
    """Directory as far as events ask it."""

    def __init__(self):
        self.members = {(one.org, one.membership): sorted(one.roles) for one in (MANAGER, COORDINATOR, OFFICER, LIBRARIAN, PARTNER)}
        self.directory = self

    def get_organisation(self, *, organisation_id):
        if UUID(organisation_id) not in NAMES:
            raise NotFound("no-such-organisation", id=organisation_id)
        return {"id": organisation_id, "name": NAMES[UUID(organisation_id)]}

    def resolve_members(self, *, organisation_id, membership_ids):
        found = [(one, self.members.get((UUID(organisation_id), UUID(one)))) for one in membership_ids]
        return {"members": [{"id": one, "roles": roles} for one, roles in found if roles]}


class Office:
    """The events service with words for what people do."""

    def __init__(self, component):
        self.component = component

    def call(self, method, viewer, event=None, **request):
        """Call a method; what changes an event names the version that `event` has, unless the request does."""
        if event is not None:
            request = {"event_id": event["id"], **request}
            if "version" in self.component.service.methods[method].request().fields:
                request.setdefault("version", event["version"])
        return self.component.call(method, viewer, **request)

    def draft(self, viewer=MANAGER, **changed):
        given = {
            "kind": "seminar",
            "texts": {"en": {"title": "Sample seminar", "summary": "Sample summary."}, "fr": {"title": "Séminaire d’exemple"}},
            "when": WHEN,
            "mode": "mixed",
            "visibility": "public",
            "venue": "Sample street 1",
            "link": "https://meet.example.org/sample",
        }
        return self.call("draft_event", viewer, **{**given, **changed})

    def signed(self, event=None, **changed):
        event = event or self.draft(**changed)
        event = self.call("submit_event", MANAGER, event)
        return self.call("sign_off_event", COORDINATOR, event)

    def published(self, event=None, *, firm=True, **changed):
        return self.call("publish_event", MANAGER, self.signed(event, **changed), firm=firm)

    def hosted(self, event=None, *, rights=("edit",), role="co_host", data_scope="own_invitees", accepts=True, **changed):
        """Return an event that the partner was asked to host, and as that partner knows it."""
        event = event or self.draft(**changed)
        terms = {"organisation_id": str(PARTNER_ORG), "role": role, "rights": list(rights), "data_scope": data_scope}
        event = self.call("invite_host", MANAGER, event, **terms)
        theirs = self.partner_view()
        if accepts:
            theirs = self.call("answer_host_invitation", PARTNER, theirs, accepts=True)
        return self.call("get_event", MANAGER, event), theirs

    def partner_view(self):
        (item,) = [one for one in self.call("list_events", PARTNER, of="shared")["items"] if one["representation"] == "host"]
        return self.call("get_event", PARTNER, item)

    def open(self, *capacities, host_org=None, event=None, pools=None, **enrolment):
        """Return a published event that one may register for, with a pool of each capacity."""
        event = event or self.published()
        event = self.call("set_enrolment", MANAGER, event, **{"way": "open", **enrolment})
        for pool in pools or [{"capacity": capacity} for capacity in capacities]:
            self.call("add_pool", MANAGER, event, **pool)
        return event

    def enter(self, event, viewer=None, **said):
        """Register somebody: `viewer`, or somebody new of another organisation; return it as they see it."""
        self.component.now += timedelta(microseconds=1)  # nobody comes at the same moment as another
        viewer = viewer or a_participant()
        return self.call("register", viewer, **{"event_id": event["published_id"], "display_name": "Sample Participant", **said})

    def own(self, registration, viewer):
        return self.call("get_participation", viewer, registration_id=registration["id"])

    def change(self, method, viewer, registration, **said):
        """Change one's own registration, in the version it has now."""
        version = self.own(registration, viewer)["version"]
        return self.call(method, viewer, registration_id=registration["id"], version=version, **said)

    def roster(self, event, viewer=MANAGER, **said):
        return self.call("list_registrations", viewer, event_id=event["id"], **said)["items"]

    def decide(self, method, event, registration, viewer=MANAGER, **said):
        """Decide about a registration as its coordinator, in the version it has now."""
        named = {"event_id": event["id"], "registration_id": registration["id"]}
        version = self.call("get_registration", viewer, **named)["version"]
        return self.call(method, viewer, **named, version=version, **said)

    def states(self, event):
        return [one["state"] for one in self.roster(event)]

    def pool(self, event):
        return self.call("list_pools", MANAGER, {"id": event["id"]})["items"][0]

    def resize(self, event, capacity):
        pool = self.pool(event)
        return self.call("resize_pool", MANAGER, event_id=event["id"], pool_id=pool["id"], version=pool["version"], capacity=capacity)

    def promotions(self, event):
        """Return (cause, free, [(outcome, why)]) of every time that places were given out."""
        items = self.call("list_promotions", MANAGER, event_id=event["id"], pool_id=self.pool(event)["id"])["items"]
        return [(one["cause"], one["free"], [(each["outcome"], each["why"]) for each in one["decisions"]]) for one in items]

    def invite(self, event, viewer=MANAGER, **said):
        return self.call("invite_person", viewer, event_id=event["id"], **said)

    def at(self, text):
        """Let it be then."""
        self.component.now = datetime.fromisoformat(text)


def refused(call, *args, **kwargs):
    """Return the code of the error that a call raises, None if it raises none."""
    try:
        call(*args, **kwargs)
    except HavanaError as error:
        return error.code
    return None


@pytest.fixture
def component(database_url, tmp_path):
    component = Component(EventsService, database_url, tmp_path, rpc=Neighbours())
    yield component
    component.close()


@pytest.fixture
def office(component):
    return Office(component)
