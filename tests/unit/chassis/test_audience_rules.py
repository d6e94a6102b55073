import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from chassis import audience
from chassis.audience import AudienceWord
from chassis.contexts import PUBLIC, Viewer, service_viewer
from chassis.values import Tlp

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ORG, MEMBER, GROUP = UUID(int=1), UUID(int=2), UUID(int=3)
OFFICER = Viewer(
    kind="person", id=UUID(int=4), org=ORG, site="a.example", membership=MEMBER, roles=frozenset({"case_officer"}), scopes=frozenset({"*"}),
    groups=frozenset({GROUP}), ceiling=Tlp.RED,
)  # fmt: skip


def test_a_member_holds_what_the_membership_gives():
    assert audience.tokens(OFFICER) == {
        "public", "federation", "site:a.example", f"org:{ORG}", f"member:{MEMBER}", f"group:{GROUP}/org:{ORG}",
    }  # fmt: skip


def test_a_coordinator_holds_the_lead_token_as_well():
    coordinator = replace(OFFICER, roles=frozenset({"coordinator"}))
    assert audience.tokens(coordinator) - audience.tokens(OFFICER) == {f"lead:{ORG}"}


def test_a_program_holds_no_member_token():
    program = replace(OFFICER, kind="client", membership=None)
    assert audience.tokens(OFFICER) - audience.tokens(program) == {f"member:{MEMBER}"}


@pytest.mark.parametrize(
    "viewer",
    [PUBLIC, replace(OFFICER, roles=frozenset({"operator"})), replace(OFFICER, roles=frozenset()), replace(OFFICER, org=None)],
    ids=["public", "operator", "no role", "no organisation"],
)
def test_some_hold_what_the_public_holds(viewer):
    assert audience.tokens(viewer) == {"public"}


def test_a_service_holds_nothing():
    assert audience.tokens(service_viewer("alerts")) == frozenset()


def test_an_operator_with_another_role_holds_what_that_role_gives():
    assert audience.tokens(replace(OFFICER, roles=frozenset({"operator", "case_officer"}))) == audience.tokens(OFFICER)


def test_an_organisation_that_leaves_a_group_loses_sight_and_one_that_joins_gets_no_history():
    newcomer = replace(OFFICER, org=UUID(int=9))
    shared = audience.Addressed("alert", frozenset({audience.group(GROUP, ORG)}), Tlp.CLEAR, owner_org=UUID(int=8))
    left = replace(OFFICER, groups=frozenset())
    assert [audience.admits(viewer, shared, NOON) for viewer in (OFFICER, left, newcomer)] == [True, False, False]


def test_an_audience_is_described_by_codes_for_the_reader():
    tokens = [
        audience.group(GROUP, ORG),
        "public",
        audience.member(MEMBER),
        audience.lead(ORG),
        audience.org(ORG),
        "federation",
        "site:a.example:8443",
    ]
    assert audience.describe(tokens) == [
        AudienceWord("coordinators", str(ORG)),
        AudienceWord("federation"),
        AudienceWord("group", str(GROUP), str(ORG)),
        AudienceWord("member", str(MEMBER)),
        AudienceWord("organisation", str(ORG)),
        AudienceWord("public"),
        AudienceWord("site", "a.example:8443"),
    ]


@pytest.mark.parametrize("token", ["", "everybody", "org:*", "group:x/org:y", "site:", "public "])
def test_what_is_no_token_cannot_be_described(token):
    with pytest.raises(ValueError, match=f"^{re.escape(token)}$"):
        audience.describe([token])
