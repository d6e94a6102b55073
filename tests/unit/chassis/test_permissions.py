"""The table below is written from the rules, not from the code: every cell is compared."""

import pytest

from chassis.contexts import PUBLIC, Viewer, service_viewer
from chassis.errors import Forbidden
from chassis.permissions import GRANTABLE_SCOPES, PERMISSIONS, ROLES, SCOPES, may, require, scope_of

#            ad co of re au ev li pa op public
RULES = """
case          read     .  x  x  x  .  .  .  x  .  .
case          create   .  x  x  .  .  .  .  .  .  .
case          amend    .  x  x  .  .  .  .  .  .  .
case          decide   .  x  x  .  .  .  .  .  .  .
case          consent  .  x  x  .  .  .  .  .  .  .
case          clear    .  x  x  .  .  .  .  .  .  .
case          note     .  x  x  x  .  .  .  .  .  .
verification  record   .  x  x  .  .  .  .  .  .  .
risk          record   .  x  x  .  .  .  .  .  .  .
risk          approve  .  x  .  x  .  .  .  .  .  .
alert         read     .  x  x  x  .  x  x  x  .  x
alert         create   .  x  x  .  .  .  .  .  .  .
alert         amend    .  x  x  .  .  .  .  .  .  .
alert         submit   .  x  x  .  .  .  .  .  .  .
alert         sign_off .  x  .  x  .  .  .  .  .  .
alert         publish  .  x  .  .  .  .  .  .  .  .
alert         withdraw .  x  .  .  .  .  .  .  .  .
recall        read     .  x  x  x  .  .  .  .  .  .
principle     read     x  x  x  x  x  x  x  x  x  x
instrument    read     x  x  x  x  x  x  x  x  x  x
draft         read     x  x  x  x  x  x  x  .  .  .
work          read     x  x  x  x  x  x  x  x  x  x
work          create   .  .  .  .  .  .  x  .  .  .
work          amend    .  .  .  .  .  .  x  .  .  .
work          publish  .  x  .  .  .  .  x  .  .  .
work          withdraw .  x  .  .  .  .  x  .  .  .
passage       read     x  x  x  x  x  x  x  x  x  x
passage       create   .  .  .  .  .  .  x  .  .  .
passage       amend    .  .  .  .  .  .  x  .  .  .
citation      read     x  x  x  x  x  x  x  x  x  x
citation      create   .  .  .  .  .  .  x  .  .  .
citation      decide   .  .  .  .  .  .  x  .  .  .
training      read     x  x  x  x  x  x  x  x  x  x
training      create   .  .  .  .  .  .  x  .  .  .
training      amend    .  .  .  .  .  .  x  .  .  .
training      publish  .  x  .  .  .  .  x  .  .  .
training      withdraw .  x  .  .  .  .  x  .  .  .
reference     read     x  x  x  x  x  x  x  .  .  .
reference     create   .  x  x  .  .  .  x  .  .  .
mechanism     read     x  x  x  x  x  x  x  x  x  x
mechanism     create   .  .  .  .  .  .  x  .  .  .
mechanism     amend    .  .  .  .  .  .  x  .  .  .
opportunity   read     x  x  x  x  x  x  x  x  x  x
opportunity   create   .  .  .  .  .  .  x  .  .  .
opportunity   amend    .  .  .  .  .  .  x  .  .  .
opportunity   publish  .  x  .  .  .  .  x  .  .  .
opportunity   withdraw .  x  .  .  .  .  x  .  .  .
plan          read     .  x  x  x  .  .  x  .  .  .
plan          create   .  x  x  .  .  .  x  .  .  .
plan          amend    .  x  x  .  .  .  x  .  .  .
calendar_feed read     x  x  x  x  x  x  x  .  .  .
calendar_feed manage   x  x  x  x  x  x  x  .  .  .
body          read     x  x  x  x  x  x  x  x  x  x
body          create   .  .  .  .  .  .  x  .  .  .
body          amend    .  .  .  .  .  .  x  .  .  .
body          publish  .  x  .  .  .  .  x  .  .  .
body          withdraw .  x  .  .  .  .  x  .  .  .
event         read     x  x  x  x  x  x  x  x  .  x
planning      read     .  x  x  .  .  x  .  .  .  .
planning      write    .  x  .  .  .  x  .  .  .  .
planning      sign_off .  x  .  .  .  x  .  .  .  .
planning      publish  .  x  .  .  .  x  .  .  .  .
registration  read     .  x  .  .  .  x  .  .  .  .
registration  manage   .  x  .  .  .  x  .  .  .  .
registration  vouch    .  x  x  .  .  x  .  x  .  .
participation read     x  x  x  x  x  x  x  x  .  x
participation write    x  x  x  x  x  x  x  x  .  x
search        read     x  x  x  x  x  x  x  x  x  x
saved_search  manage   x  x  x  x  x  x  x  x  .  .
organisation  read     x  x  x  x  x  x  x  x  x  .
organisation  amend    x  .  .  .  .  .  .  .  .  .
organisation  manage   .  .  .  .  .  .  .  .  x  .
membership    read     x  x  x  x  x  x  x  .  .  .
membership    manage   x  .  .  .  .  .  .  .  .  .
invitation    manage   x  .  .  .  .  .  .  .  .  .
session       read     x  x  x  x  x  x  x  x  x  .
session       end      x  x  x  x  x  x  x  x  x  .
api_client    read     x  .  .  .  .  .  .  .  .  .
api_client    manage   x  .  .  .  .  .  .  .  .  .
sharing_group read     x  x  x  x  .  .  .  .  .  .
sharing_group manage   x  x  .  .  .  .  .  .  .  .
stream        read     .  x  x  x  .  x  x  x  .  .
subscription  manage   x  x  .  .  .  .  .  x  .  .
audit         read     .  .  .  .  x  .  .  .  .  .
"""
ROWS = [line.split() for line in RULES.strip().splitlines()]
CELLS = [(kind, verb, who, cell == "x") for kind, verb, *cells in ROWS for who, cell in zip((*ROLES, "public"), cells, strict=True)]


def viewer(who, kind="person", scopes=frozenset({"*"})):
    return PUBLIC if who == "public" else Viewer(kind=kind, roles=frozenset({who}), scopes=frozenset(scopes))


@pytest.mark.parametrize(("kind", "verb", "who", "allowed"), CELLS)
def test_a_role_may_do_what_the_rules_say(kind, verb, who, allowed):
    assert may(viewer(who), kind, verb) is allowed


def test_the_rules_know_every_kind_and_verb():
    assert {(kind, verb) for kind, verb, *_ in ROWS} == {(kind, verb) for kind, verbs in PERMISSIONS.items() for verb in verbs}


@pytest.mark.parametrize(("kind", "verb"), [("case", "erase"), ("planet", "read")])
@pytest.mark.parametrize("who", [*ROLES, "public"])
def test_what_is_not_in_the_table_is_denied(kind, verb, who):
    assert may(viewer(who), kind, verb) is False


def test_the_word_public_is_no_role_that_a_member_can_hold():
    assert may(viewer("public"), "alert", "read") is True
    assert may(Viewer(kind="person", roles=frozenset({"public"})), "alert", "read") is False


def test_several_roles_add_up():
    both = Viewer(kind="person", roles=frozenset({"auditor", "coordinator"}), scopes=frozenset({"*"}))
    assert (may(both, "audit", "read"), may(both, "case", "read"), may(both, "membership", "manage")) == (True, True, False)


def test_a_client_needs_the_role_and_the_scope():
    assert may(viewer("coordinator", "client", {"cases:read"}), "case", "read") is True
    assert may(viewer("coordinator", "client", {"alerts:read"}), "case", "read") is False
    assert may(viewer("auditor", "client", {"cases:read"}), "case", "read") is False
    assert may(viewer("coordinator", "client", {"cases:read"}), "case", "amend") is False


def test_a_star_gives_a_client_nothing():
    assert may(viewer("coordinator", "client", {"*"}), "case", "read") is False


def test_every_kind_has_a_scope_that_can_be_granted_except_what_belongs_to_persons():
    assert SCOPES.keys() == PERMISSIONS.keys()
    needed = {scope_of(kind, verb) for kind, verbs in PERMISSIONS.items() for verb in verbs}
    assert needed - set(GRANTABLE_SCOPES) == {None, "sessions:manage", "saved_searches:manage"}


def test_a_service_may_do_what_the_table_knows_and_nothing_else():
    assert (may(service_viewer("alerts"), "case", "clear"), may(service_viewer("alerts"), "case", "erase")) == (True, False)


def test_a_refusal_says_what_was_missing():
    with pytest.raises(Forbidden) as raised:
        require(viewer("auditor"), "case", "read")
    assert (raised.value.code, raised.value.params) == ("role-lacks-verb", {"kind": "case", "verb": "read"})
    with pytest.raises(Forbidden) as raised:
        require(viewer("coordinator", "client", {"cases:read"}), "case", "amend")
    assert (raised.value.code, raised.value.params) == ("scope-missing", {"scope": "cases:write"})
