from datetime import datetime
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
