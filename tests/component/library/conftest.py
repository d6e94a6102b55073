from uuid import uuid4

import pytest

from chassis.contexts import Viewer
from chassis.values import Tlp
from services.library.service import LibraryService
from tests.support.components import Component

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


@pytest.fixture
def component(database_url, tmp_path):
    component = Component(LibraryService, database_url, tmp_path)
    yield component
    component.close()
