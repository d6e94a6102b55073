"""The filter of streams against the naive oracle, in random worlds."""

from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete

from chassis.errors import Forbidden
from services.streams.storage import tables
from tests.component.streams.conftest import Log
from tests.support import oracle
from tests.support.worlds import NOON, tokens_of, viewer_of, worlds

STREAM_READERS = {"coordinator", "case_officer", "reviewer", "events_manager", "librarian", "partner_reader"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds())
def test_a_stream_gives_what_the_rules_allow_and_nothing_else(component, world):
    who, records = world
    component.now = NOON
    with component.database.transaction() as tx:
        for table in (tables.delivery, tables.subscription, tables.entry_audience, tables.entry):
            tx.execute(delete(table))
    who.scopes = who.scopes | {"streams:read"}
    for record in records:
        component.receive(
            "representation.written.v1",
            id=str(record.id),
            kind=record.kind,
            owner_org=str(record.owner),
            stream_type=f"{record.kind}.published.v1",
            version=1,
            audience=sorted(tokens_of(record)),
            tlp=record.marking,
            visible_until=record.until.isoformat() if record.until else None,
            country="FR",
            lang="en",
        )
    assert read(component, who) == allowed(who, records)


def read(component, who):
    viewer = viewer_of(who)
    try:
        items = Log(component).read(viewer)["items"]
    except Forbidden:
        return "forbidden"
    return {item["event"]["subject"] for item in items}


def allowed(who, records):
    if who.what in {"service", "public"} or who.org is None or not who.roles & STREAM_READERS:
        return "forbidden"
    return {str(record.id) for record in records if record.kind == "alert" and oracle.sees(who, record, "read", NOON)}
