"""A directory that was put back lets in nobody who was shown out since."""

from datetime import timedelta

import pytest

from chassis.errors import Forbidden, NotFound
from tests.component.directory.conftest import NOON
from tests.support.restoring import Backup


@pytest.fixture
def admin(directory, org):
    return directory.as_("admin@a.example")


def member(directory, admin, email):
    (found,) = [one for one in directory.call("list_members", admin)["items"] if one["email"] == email]
    return found


def changed(directory, admin, method, email, **request):
    found = member(directory, admin, email)
    return directory.call(method, admin, membership_id=found["id"], version=found["version"], **request)


def a_program(directory, admin):
    expires_at = (NOON + timedelta(days=30)).isoformat()
    asked = {"name": "Sample program", "roles": ["coordinator"], "scopes": ["cases:read"], "expires_at": expires_at}
    return directory.call("create_api_client", admin, **asked)


def restored(directory, backup):
    """Put the backup back and open it three times: only the first finds something to do."""
    backup.put_back()
    found = [backup.open() for _ in range(3)]
    assert found[1:] == [0, 0]
    return found[0]


def test_who_left_does_not_come_back(directory, admin):
    backup = Backup(directory.service)
    changed(directory, admin, "end_membership", "officer@a.example")
    assert restored(directory, backup) == 1
    with pytest.raises(Forbidden, match="sign-in-refused"):
        directory.sign_in("officer@a.example")
    assert directory.sign_in("coordinator@a.example")["name"] == "Sample coordinator"


def test_a_role_that_was_taken_stays_taken_and_none_is_given(directory, admin):
    changed(directory, admin, "amend_member", "officer@a.example", roles=["case_officer", "coordinator"])
    backup = Backup(directory.service)
    changed(directory, admin, "amend_member", "officer@a.example", roles=["case_officer", "auditor"])
    changed(directory, admin, "amend_member", "coordinator@a.example", roles=["auditor"])
    assert restored(directory, backup) == 2
    assert member(directory, admin, "officer@a.example")["roles"] == ["case_officer"]
    assert directory.as_("coordinator@a.example").roles == set()


def test_a_role_that_was_given_again_stays_while_nothing_is_put_back(directory, admin):
    changed(directory, admin, "amend_member", "coordinator@a.example", roles=["auditor"])
    changed(directory, admin, "amend_member", "coordinator@a.example", roles=["coordinator"])
    assert Backup(directory.service).open() == 0
    assert member(directory, admin, "coordinator@a.example")["roles"] == ["coordinator"]


def test_a_key_that_was_revoked_opens_nothing(directory, admin):
    program = a_program(directory, admin)
    backup = Backup(directory.service)
    directory.call("revoke_api_client", admin, api_client_id=program["id"])
    assert restored(directory, backup) == 1
    with pytest.raises(Forbidden, match="key-refused"):
        directory.call("resolve_api_key", key=program["key"])


def test_an_invitation_that_was_withdrawn_is_worthless(directory, admin):
    link = directory.call("invite_member", admin, email="new@a.example", roles=["coordinator"])
    backup = Backup(directory.service)
    directory.call("withdraw_invitation", admin, invitation_id=link["id"])
    assert restored(directory, backup) == 1
    with pytest.raises(NotFound, match="link-worthless"):
        directory.call("open_link", token=link["token"])


def test_an_organisation_that_had_to_leave_a_group_stays_outside(directory, admin, org, other):
    group = directory.call("create_sharing_group", admin, name="Sample group", organisations=[other])
    backup = Backup(directory.service)
    directory.call("remove_group_member", admin, group_id=group["id"], version=group["version"], organisation_id=other)
    assert restored(directory, backup) == 1
    assert [one["id"] for one in directory.call("get_sharing_group", admin, group_id=group["id"])["members"]] == [org]
    assert directory.as_("reader@b.example").groups == set()


def test_an_organisation_that_was_let_in_again_stays_while_nothing_is_put_back(directory, admin, other):
    group = directory.call("create_sharing_group", admin, name="Sample group", organisations=[other])
    for step in ("remove_group_member", "add_group_member"):
        version = directory.call("get_sharing_group", admin, group_id=group["id"])["version"]
        directory.call(step, admin, group_id=group["id"], version=version, organisation_id=other)
    assert Backup(directory.service).open() == 0
    assert len(directory.call("get_sharing_group", admin, group_id=group["id"])["members"]) == 2


def test_a_restored_directory_ends_every_session(directory, admin):
    secret = directory.sign_in("coordinator@a.example")["session_secret"]
    backup = Backup(directory.service)
    changed(directory, admin, "end_membership", "officer@a.example")
    restored(directory, backup)
    with pytest.raises(Forbidden, match="session-ended"):
        directory.call("resolve_session", secret=secret)
