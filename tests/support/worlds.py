"""Random worlds: a few organisations, groups and people, and records addressed to them in every way."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from chassis import audience
from chassis.contexts import Viewer
from chassis.permissions import ROLES
from chassis.values import Tlp
from tests.support.oracle import MARKINGS, Record, Someone

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SITES = ["a.example", "b.example"]
ORGS = [UUID(int=number, version=4) for number in (1, 2, 3)]
GROUPS = [UUID(int=number, version=4) for number in (11, 12)]
MEMBERS = [UUID(int=number, version=4) for number in (21, 22, 23, 24)]
SCOPES = ["cases:read", "cases:write", "alerts:read", "alerts:write"]


def some(values, most=2):
    return st.sets(st.sampled_from(values), max_size=most)


@st.composite
def people(draw):
    what = draw(st.sampled_from(["person", "person", "person", "client", "service", "public"]))
    if what in {"service", "public"}:
        return Someone(what, ceiling=draw(st.sampled_from(MARKINGS)))
    return Someone(
        what,
        org=draw(st.sampled_from([*ORGS, *ORGS, None])),
        site=draw(st.sampled_from(SITES)),
        membership=draw(st.sampled_from(MEMBERS)),
        roles=draw(st.one_of(some(ROLES), some(["coordinator", "case_officer", "reviewer"]), st.just({"partner_reader"}))),
        scopes={"*"} if what == "person" else draw(some(SCOPES, 4)),
        groups=draw(some(GROUPS)),
        ceiling=draw(st.sampled_from(["red", "red", *MARKINGS])),
    )


@st.composite
def records(draw, number):
    return Record(
        id=UUID(int=draw(st.integers(0, 2**64)) << 16 | number, version=4),
        kind=draw(st.sampled_from(["case", "alert"])),
        owner=draw(st.sampled_from(ORGS)),
        marking=draw(st.sampled_from(["clear", "clear", *MARKINGS])),
        until=draw(
            st.sampled_from([None, None, NOON, NOON + timedelta(microseconds=1), NOON - timedelta(days=1), NOON + timedelta(days=1)])
        ),
        at=draw(st.integers(0, 4)),
        to_public=draw(st.integers(0, 7)) == 0,
        to_federation=draw(st.integers(0, 7)) == 0,
        to_sites=draw(some(SITES, 1)) if draw(st.integers(0, 5)) == 0 else set(),
        to_organisations=draw(some(ORGS)),
        to_coordinators_of=draw(some(ORGS)),
        to_members=draw(some(MEMBERS)),
        to_groups=draw(st.sets(st.tuples(st.sampled_from(GROUPS), st.sampled_from(ORGS)), max_size=2)),
    )


@st.composite
def worlds(draw):
    """(who asks, the records): most people of a world see something of it, and not all."""
    who = draw(people())
    number = draw(st.integers(0, 12))
    return who, [draw(records(place)) for place in range(number)]


def viewer_of(who: Someone) -> Viewer:
    own = {"id" if who.what == "client" else "membership": who.membership}
    return Viewer(
        kind=who.what, name="alerts" if who.what == "service" else "", org=who.org, site=who.site, **own,
        roles=frozenset(who.roles), scopes=frozenset(who.scopes), groups=frozenset(who.groups), ceiling=Tlp(who.ceiling),
    )  # fmt: skip


def tokens_of(record: Record) -> frozenset[str]:
    return frozenset(
        [audience.PUBLIC] * record.to_public
        + [audience.FEDERATION] * record.to_federation
        + [audience.site(name) for name in record.to_sites]
        + [audience.org(org) for org in record.to_organisations]
        + [audience.lead(org) for org in record.to_coordinators_of]
        + [audience.member(member) for member in record.to_members]
        + [audience.group(group, org) for group, org in record.to_groups]
    )
