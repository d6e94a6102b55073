"""Members, programs and groups, and what nobody else's organisation may touch."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select, text

from chassis import audit
from chassis.contexts import service_viewer
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from tests.component.directory.conftest import PASSWORD, Directory

pytestmark = pytest.mark.usefixtures("org", "other")


def a_client(directory: Directory, **changes):
    expires = (directory.clock.now + timedelta(days=30)).isoformat()
    about = {"name": "Sample program", "roles": ["case_officer"], "scopes": ["cases:read"], "expires_at": expires}
    return directory.call("create_api_client", directory.as_("admin@a.example"), **(about | changes))


def test_new_roles_hold_at_the_next_context_and_gateways_are_told(directory):
    session = directory.sign_in("officer@a.example")
    changed = directory.call(
        "amend_member", directory.as_("admin@a.example"), membership_id=session["membership_id"], version=1, roles=["coordinator"]
    )
    assert (changed["roles"], changed["version"]) == (["coordinator"], 2)
    assert directory.hints[-1] == ("session.revoked", {"membership_id": session["membership_id"]})
    assert directory.call("resolve_session", secret=session["session_secret"])["roles"] == ["coordinator"]


def test_who_leaves_is_signed_out_and_cannot_come_back_in(directory):
    session = directory.sign_in("officer@a.example")
    directory.call("end_membership", directory.as_("admin@a.example"), membership_id=session["membership_id"], version=1)
    with pytest.raises(Forbidden, match="session-ended"):
        directory.call("resolve_session", secret=session["session_secret"])
    with pytest.raises(Forbidden, match="sign-in-refused"):
        directory.sign_in("officer@a.example")


def test_the_last_admin_stays(directory):
    admin = directory.as_("admin@a.example")
    with pytest.raises(Conflict, match="last-admin"):
        directory.call("end_membership", admin, membership_id=str(admin.membership), version=1)


def test_a_stale_version_is_refused_with_the_current_one(directory):
    admin = directory.as_("admin@a.example")
    member = directory.as_("officer@a.example").membership
    directory.call("amend_member", admin, membership_id=str(member), version=1, roles=["reviewer"])
    with pytest.raises(Conflict) as refused:
        directory.call("amend_member", admin, membership_id=str(member), version=1, roles=["auditor"])
    assert refused.value.args == ("stale-version", {"current": 2})


@pytest.mark.parametrize("method", ["get_member", "recover_member"])
def test_another_organisations_member_is_not_found(directory, method):
    stranger = directory.as_("admin@b.example")
    with pytest.raises(NotFound):
        directory.call(method, stranger, membership_id=str(directory.as_("officer@a.example").membership))


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("invite_member", {"email": "x@a.example", "roles": ["case_officer"]}),
        ("list_invitations", {}),
        ("list_api_clients", {}),
        ("create_organisation", {"name": "C", "kind": "ngo", "country": "NL"}),
    ],
)
def test_an_officer_manages_nothing(directory, method, request_):
    with pytest.raises(Forbidden, match="role-lacks-verb"):
        directory.call(method, directory.as_("officer@a.example"), **request_)


@pytest.mark.parametrize("role", ["admin", "operator"])
def test_nobody_invites_to_another_organisation(directory, org, other, role):
    directory.join(org, "someone@a.example", role)
    with pytest.raises(Invalid) as refused:
        directory.call("invite_member", directory.as_("someone@a.example"), email="x@b.example", roles=["admin"], organisation_id=other)
    assert [error["pointer"] for error in refused.value.params["errors"]] == ["/organisation_id"]


def test_an_operator_brings_nobody_in(directory, org):
    directory.join(org, "operator@a.example", "operator")
    with pytest.raises(Forbidden, match="role-lacks-verb"):
        directory.call("invite_member", directory.as_("operator@a.example"), email="x@a.example", roles=["coordinator"])


def audited(directory, organisation):
    with directory.service.database.reading() as tx:
        rows = tx.execute(select(audit.audit.c.action, audit.audit.c.actor).where(audit.audit.c.org == UUID(organisation))).all()
    return {tuple(row) for row in rows}


def audited_groups(directory, organisation):
    return {(action, actor) for action, actor in audited(directory, organisation) if action.startswith("sharing-group.")}


def test_the_audit_of_an_organisation_says_who_made_it_and_who_brought_its_first_admin(directory, org):
    directory.join(org, "operator@a.example", "operator")
    operator = directory.as_("operator@a.example")
    made = directory.call("create_organisation", operator, name="Sample Organisation C", kind="ngo", country="NL")["id"]
    first = directory.join(made, "admin@c.example", "admin")
    assert audited(directory, made) == {
        ("organisation.create", operator.key),
        ("member.invite", "service:havana"),
        ("member.join", f"person:{first}"),
    }


def test_the_audit_of_an_organisation_says_who_put_it_into_a_group_and_who_took_it_out(directory, other):
    third = directory.organisation("Sample Organisation C")
    coordinator = directory.as_("coordinator@a.example")
    group = directory.call("create_sharing_group", coordinator, name="Sample network", organisations=[other])["id"]
    directory.call("add_group_member", coordinator, group_id=group, version=1, organisation_id=third)
    directory.call("remove_group_member", coordinator, group_id=group, version=2, organisation_id=third)
    assert audited_groups(directory, other) == {("sharing-group.create", coordinator.key)}
    assert audited_groups(directory, third) == {("sharing-group.add", coordinator.key), ("sharing-group.remove", coordinator.key)}


def test_a_key_is_shown_once_and_opens_what_it_says(directory, org):
    client = a_client(directory)
    answer = directory.call("resolve_api_key", key=client["key"])
    viewer = directory.viewer(answer)
    assert (viewer.kind, str(viewer.org), viewer.scopes) == ("client", org, {"cases:read"})
    listed = directory.call("list_api_clients", directory.as_("admin@a.example"))["items"]
    assert [(one["hint"], "key" in one) for one in listed] == [(client["key"][-4:], False)]


def test_a_revoked_and_an_expired_key_are_worth_as_much_as_an_unknown_one(directory):
    revoked, expired = a_client(directory), a_client(directory)
    directory.call("revoke_api_client", directory.as_("admin@a.example"), api_client_id=revoked["id"])
    assert directory.hints[-1] == ("session.revoked", {"client_id": revoked["id"]})
    directory.later(days=30)
    for key in (revoked["key"], expired["key"], "hvn_unknown"):
        with pytest.raises(Forbidden) as refused:
            directory.call("resolve_api_key", key=key)
        assert refused.value.args == ("key-refused", {})


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"roles": ["admin"]}, "/roles"),
        ({"scopes": ["everything:write"]}, "/scopes"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2036-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2026-06-01T00:00:00"}, "/expires_at"),
    ],
)
def test_a_program_that_could_do_too_much_is_refused(directory, changes, pointer):
    with pytest.raises(Invalid) as refused:
        a_client(directory, **changes)
    assert [error["pointer"] for error in refused.value.params["errors"]] == [pointer]


def test_a_group_gives_its_members_their_token_and_takes_it_from_who_leaves(directory, org, other):
    coordinator = directory.as_("coordinator@a.example")
    group = directory.call("create_sharing_group", coordinator, name="Sample network", organisations=[other])
    assert [member["name"] for member in group["members"]] == ["Sample Organisation A", "Sample Organisation B"]
    assert [str(one) for one in directory.as_("reader@b.example").groups] == [group["id"]]
    changed = directory.call("remove_group_member", coordinator, group_id=group["id"], version=1, organisation_id=other)
    assert [member["id"] for member in changed["members"]] == [org]
    assert directory.hints[-1] == ("session.revoked", {"organisation_id": other})
    assert directory.as_("reader@b.example").groups == frozenset()
    with pytest.raises(Conflict, match="group-owner"):
        directory.call("remove_group_member", coordinator, group_id=group["id"], version=2, organisation_id=org)


def test_services_learn_who_of_these_is_an_active_member_and_nothing_of_others(directory, org, other):
    reviewer, gone = (directory.join(org, f"{name}@a.example", "reviewer") for name in ("reviewer", "gone"))
    directory.call("end_membership", directory.as_("admin@a.example"), membership_id=gone, version=1)
    elsewhere = directory.join(other, "reviewer@b.example", "reviewer")
    asked = {"organisation_id": org, "membership_ids": [reviewer, gone, elsewhere, str(uuid4())]}
    answer = directory.call("resolve_members", service_viewer("alerts"), **asked)
    assert answer == {"members": [{"id": reviewer, "roles": ["reviewer"]}]}
    with pytest.raises(Forbidden, match="not-for-you"):
        directory.call("resolve_members", directory.as_("admin@a.example"), **asked)


def test_a_group_is_seen_by_its_members_and_changed_by_its_owner(directory, other):
    third = directory.organisation("Sample Organisation C")
    directory.join(third, "admin@c.example", "admin")
    group = directory.call("create_sharing_group", directory.as_("admin@a.example"), name="Sample network", organisations=[other])
    assert directory.call("get_sharing_group", directory.as_("admin@b.example"), group_id=group["id"]) == group
    with pytest.raises(Forbidden, match="another-organisation"):
        directory.call("add_group_member", directory.as_("admin@b.example"), group_id=group["id"], version=1, organisation_id=third)
    with pytest.raises(NotFound, match="no-such-sharing-group"):
        directory.call("get_sharing_group", directory.as_("admin@c.example"), group_id=group["id"])


def test_a_repeated_creation_makes_one_group(directory):
    admin = directory.as_("admin@a.example")
    first = directory.call("create_sharing_group", admin, idempotency_key="k", name="Sample network")
    assert directory.call("create_sharing_group", admin, idempotency_key="k", name="Sample network") == first
    assert directory.call("list_sharing_groups", admin)["total"] == 1


def test_a_list_is_read_page_by_page_without_gap_or_repeat(directory):
    admin = directory.as_("admin@a.example")
    seen, cursor = [], None
    while True:
        page = directory.call("list_members", admin, limit=2, cursor=cursor)
        seen += [member["email"] for member in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert (seen, page["total"]) == (["admin@a.example", "coordinator@a.example", "officer@a.example"], 3)


def test_a_cursor_of_somebody_else_is_refused(directory):
    cursor = directory.call("list_members", directory.as_("admin@a.example"), limit=1)["next"]
    with pytest.raises(Invalid, match="wrong-cursor"):
        directory.call("list_members", directory.as_("coordinator@a.example"), limit=1, cursor=cursor)


@pytest.mark.parametrize("method", ["list_members", "list_sharing_groups", "list_organisations", "list_api_clients", "list_invitations"])
def test_a_list_costs_as_many_statements_for_three_as_for_one(directory, org, other, method):
    def fill(number: int) -> None:
        admin = directory.as_("admin@a.example")
        directory.join(org, f"more{number}@a.example", "reviewer")
        directory.organisation(f"Sample Organisation {number}")
        a_client(directory)
        directory.call("create_sharing_group", admin, name=f"Sample network {number}", organisations=[other])
        directory.call("invite_member", admin, email=f"invited{number}@a.example", roles=["reviewer"])

    def statements() -> int:
        seen: list[str] = []
        viewer = directory.as_("admin@a.example")
        engine = directory.service.database.engine
        event.listen(engine, "before_cursor_execute", count := lambda *args: seen.append(args[2]))
        directory.call(method, viewer)
        event.remove(engine, "before_cursor_execute", count)
        return len(seen)

    fill(1)
    once = statements()
    fill(2)
    fill(3)
    assert statements() == once


def test_no_name_or_address_stands_in_the_database_in_clear(directory):
    found = []
    with directory.service.database.reading() as tx:
        for table in ("person", "link", "membership", "session", "audit", "sign_in_attempt"):
            found += [str(row) for row in tx.execute(text(f"SELECT * FROM {table}"))]
    dump = "\n".join(found)
    assert len(found) > 10
    assert [word for word in ("officer@a", "Sample case_officer", PASSWORD) if word in dump] == []


def test_an_organisation_cannot_take_anothers_name(directory, org):
    with pytest.raises(Conflict, match="organisation-exists"):
        directory.organisation("Sample Organisation B")
    with pytest.raises(Conflict, match="organisation-exists"):
        directory.call("amend_organisation", directory.as_("admin@a.example"), organisation_id=org, version=1, name="Sample Organisation B")


def test_reading_names_of_members_is_written_down(directory):
    admin = directory.as_("admin@a.example")
    listed = directory.call("list_members", admin)["items"]
    directory.call("get_member", admin, membership_id=listed[0]["id"])
    with directory.service.database.reading() as tx:
        rows = tx.execute(select(audit.audit.c.action, audit.audit.c.body).order_by(audit.audit.c.id)).all()[-2:]
    assert [(row.action, json.loads(row.body)["subjects"]) for row in rows] == [
        ("member.list", [one["id"] for one in listed]),
        ("member.read", [listed[0]["id"]]),
    ]


def test_the_command_line_acts_for_an_organisation_and_alone_makes_operators(directory, org):
    havana = replace(service_viewer("havana"), org=UUID(org))
    member = next(one for one in directory.call("list_members", havana)["items"] if one["email"] == "officer@a.example")
    changed = directory.call("amend_member", havana, membership_id=member["id"], version=1, roles=["operator"])
    assert changed["roles"] == ["operator"]
    with pytest.raises(Invalid, match="not-one-of"):
        directory.call("invite_member", directory.as_("admin@a.example"), email="new@a.example", roles=["operator"])


@pytest.mark.parametrize("method", ["create_organisation", "invite_member", "list_members", "create_api_client", "recover_member"])
def test_a_service_manages_nobody(directory, method):
    with pytest.raises(Forbidden, match="not-for-you"):
        directory.call(method, service_viewer("alerts"))
