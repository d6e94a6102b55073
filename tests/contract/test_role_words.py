"""What the console says of a role is what the permission table allows it: each claim, by the words that make it."""

import pytest

from chassis.contexts import Viewer
from chassis.permissions import GRANTABLE_SCOPES, PERMISSIONS, ROLES, may, scope_of
from gateway.console import words

CLAIMS = [
    ("admin", "Invites people", ("invitation", "manage"), True),
    ("admin", "gives roles", ("membership", "manage"), True),
    ("admin", "makes keys for programs", ("api_client", "manage"), True),
    ("admin", "changes the organisation's profile", ("organisation", "amend"), True),
    ("admin", "Sees no cases", ("case", "read"), False),
    ("admin", "no alerts", ("alert", "read"), False),
    ("coordinator", "Sees every case", ("case", "read"), True),
    ("coordinator", "decides", ("case", "decide"), True),
    ("coordinator", "signs off", ("alert", "sign_off"), True),
    ("coordinator", "publishes", ("alert", "publish"), True),
    ("coordinator", "withdraws", ("alert", "withdraw"), True),
    ("coordinator", "manages sharing groups", ("sharing_group", "manage"), True),
    ("case_officer", "Takes in cases", ("case", "create"), True),
    ("case_officer", "works on", ("case", "amend"), True),
    ("case_officer", "drafts alerts", ("alert", "create"), True),
    ("case_officer", "Publishes nothing", ("alert", "publish"), False),
    ("reviewer", "Reads what is submitted", ("case", "read"), True),
    ("reviewer", "signs off alerts", ("alert", "sign_off"), True),
    ("reviewer", "approves risk assessments", ("risk", "approve"), True),
    ("reviewer", "Changes no cases", ("case", "amend"), False),
    ("auditor", "Reads the record of who did what", ("audit", "read"), True),
    ("auditor", "Sees no cases", ("case", "read"), False),
    ("auditor", "no alerts", ("alert", "read"), False),
    ("events_manager", "plans events", ("planning", "write"), True),
    ("events_manager", "signs off on them", ("planning", "sign_off"), True),
    ("events_manager", "publishes them", ("planning", "publish"), True),
    ("events_manager", "keeps who takes part", ("registration", "manage"), True),
    ("events_manager", "reads published alerts", ("alert", "read"), True),
    ("events_manager", "Sees no cases", ("case", "read"), False),
    ("librarian", "writes, publishes", ("work", "publish"), True),
    ("librarian", "withdraws works and trainings", ("training", "withdraw"), True),
    ("librarian", "reads published alerts", ("alert", "read"), True),
    ("librarian", "Sees no cases", ("case", "read"), False),
    ("partner_reader", "Reads what other organisations share", ("alert", "read"), True),
    ("partner_reader", "its streams", ("stream", "read"), True),
    ("partner_reader", "nor your members", ("membership", "read"), False),
]


def test_every_role_that_can_be_given_is_described():
    assert set(words.organisation.ROLES) == set(ROLES) - {"operator"}


@pytest.mark.parametrize(("role", "claim", "permission", "expected"), CLAIMS)
def test_what_is_said_of_a_role_is_so(role, claim, permission, expected):
    viewer = Viewer(kind="person", roles=frozenset({role}), scopes=frozenset({"*"}))
    assert (claim in words.organisation.ROLES[role], may(viewer, *permission)) == (True, expected)


def test_every_scope_that_opens_something_is_described():
    opening = {scope_of(kind, verb) for kind, verbs in PERMISSIONS.items() for verb in verbs}
    assert set(words.organisation.SCOPES) == opening & set(GRANTABLE_SCOPES)
