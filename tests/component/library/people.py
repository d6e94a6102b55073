"""Who works with the library in these tests."""

from uuid import uuid4

from chassis.contexts import Viewer
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
