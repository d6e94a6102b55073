from uuid import uuid4

import pytest

from chassis import audience
from chassis.contexts import Viewer
from chassis.values import Tlp
from services.streams.service import StreamsService
from tests.support.components import Component

GROUP = uuid4()
OWNER = uuid4()
EVERY_SCOPE = frozenset({"alerts:read", "streams:read", "subscriptions:manage"})


class Log:
    """The streams service with words for what owners do and readers read."""

    def __init__(self, component):
        self.component = component

    def write(self, record, *, to, version=1, tlp="amber", until=None, country="FR", lang="en"):
        self.component.receive(
            "representation.written.v1",
            id=str(record),
            kind="alert",
            owner_org=str(OWNER),
            stream_type="alert.published.v1",
            version=version,
            audience=sorted(to),
            tlp=tlp,
            visible_until=until,
            country=country,
            lang=lang,
        )

    def withdraw(self, record, *, version=1):
        self.component.receive("representation.withdrawn.v1", id=str(record), kind="alert", owner_org=str(OWNER), version=version)

    def read(self, viewer, after=None, **request):
        return self.component.call("read_entries", viewer, stream="alerts", after=after, **request)

    def types(self, viewer, after=None):
        """Return (type, record) of everything a reader gets from a cursor on."""
        return [(event["type"].split(".")[-2], event.get("subject")) for event in self.events(viewer, after)]

    def events(self, viewer, after=None):
        return [item["event"] for item in self.read(viewer, after)["items"]]


@pytest.fixture
def component(database_url, tmp_path):
    component = Component(StreamsService, database_url, tmp_path)
    yield component
    component.close()


@pytest.fixture
def log(component):
    return Log(component)


def a_partner(*, org=None, ceiling=Tlp.RED, groups=(GROUP,)):
    return Viewer(
        kind="client",
        id=uuid4(),
        org=org or uuid4(),
        site="site.example",
        roles=frozenset({"partner_reader"}),
        scopes=EVERY_SCOPE,
        groups=frozenset(groups),
        ceiling=ceiling,
    )


def group_of(*viewers):
    return {audience.group(GROUP, viewer.org) for viewer in viewers}
