"""Who works with the library in these tests."""

from uuid import uuid4

from chassis.contexts import PUBLIC, Viewer
from chassis.values import Tlp

ORG, OTHER_ORG = uuid4(), uuid4()


def a_member(*roles, org=ORG):
    return Viewer(
        kind="person",
        id=uuid4(),
        membership=uuid4(),
        org=org,
        site="site.example",
        roles=frozenset(roles),
        scopes=frozenset({"*"}),
        ceiling=Tlp.RED,
    )


LIBRARIAN, COORDINATOR, OFFICER = a_member("librarian"), a_member("coordinator"), a_member("case_officer")
PARTNER = a_member("partner_reader")
STRANGER = a_member("librarian", "coordinator", org=OTHER_ORG)


def a_program(*scopes, org=ORG):
    return Viewer(
        kind="client", id=uuid4(), org=org, site="site.example", roles=frozenset({"coordinator"}), scopes=frozenset(scopes), ceiling=Tlp.RED
    )


VIEWERS = {
    "librarian": LIBRARIAN,
    "officer": OFFICER,
    "admin": a_member("admin"),
    "partner reader at home": PARTNER,
    "stranger": STRANGER,
    "partner reader elsewhere": a_member("partner_reader", org=OTHER_ORG),
    "operator": a_member("operator", org=None),
    "program of ours": a_program("library:read"),
    "program of others": a_program("library:read", org=OTHER_ORG),
    "everybody": PUBLIC,
}
STAFF = {"librarian", "officer", "admin", "program of ours"}
