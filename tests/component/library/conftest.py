import pytest

from services.library.service import LibraryService
from tests.component.library.calendar_desk import CalendarDesk, Neighbours
from tests.component.library.people import COORDINATOR, LIBRARIAN, OFFICER, ORG, OTHER_ORG, PARTNER, STRANGER, a_member
from tests.support.components import Component

__all__ = ["COORDINATOR", "LIBRARIAN", "OFFICER", "ORG", "OTHER_ORG", "PARTNER", "STRANGER", "a_member"]


@pytest.fixture
def component(database_url, tmp_path):
    component = Component(LibraryService, database_url, tmp_path)
    yield component
    component.close()


@pytest.fixture
def desk(database_url, tmp_path):
    neighbours = Neighbours()
    component = Component(LibraryService, database_url, tmp_path, rpc=neighbours)
    neighbours.beside = component.service
    yield CalendarDesk(component, neighbours)
    component.close()
