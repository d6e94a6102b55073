"""The Basic Principles are there from the start, for everybody."""

import pytest

from chassis.contexts import PUBLIC
from chassis.errors import Invalid, NotFound
from tests.component.library.conftest import LIBRARIAN, PARTNER


def test_every_library_has_the_29_principles_in_8_groups(component):
    items = component.call("list_public_principles", PUBLIC)["items"]
    assert [item["number"] for item in items] == [str(number) for number in range(1, 30)]
    assert len({item["group"] for item in items}) == 8


def test_a_principle_is_the_same_for_everybody_and_on_every_site(component):
    found = [component.call(method, who, number=16) for method, who in (("get_public_principle", PUBLIC), ("get_principle", PARTNER))]
    assert found[0] == found[1]
    assert (found[0]["id"], found[0]["group"]) == ("6b83b8a6-6bfc-5065-9844-1e73c826a4c2", "Guarantees for the functioning of lawyers")


@pytest.mark.parametrize(("number", "error"), [(0, Invalid), (30, Invalid)])
def test_there_is_no_other_principle(component, number, error):
    with pytest.raises(error):
        component.call("get_public_principle", PUBLIC, number=number)


def test_an_instrument_is_read_with_its_provisions_by_its_code(component):
    (item,) = component.call("list_instruments", LIBRARIAN)["items"]
    found = component.call("get_instrument", LIBRARIAN, instrument_code=item["code"])
    assert (item["code"], len(found["provisions"]), found["provisions"][15]["number"]) == ("basic-principles", 29, "16")
    with pytest.raises(NotFound, match="no-such-instrument"):
        component.call("get_instrument", LIBRARIAN, instrument_code="nothing")


def test_reading_all_principles_takes_as_many_statements_as_reading_one(component):
    counts = []
    for method, request in (("get_principle", {"number": 1}), ("list_principles", {})):
        with component.counting() as statements:
            component.call(method, LIBRARIAN, **request)
        counts.append(len(statements))
    assert counts[0] == counts[1]
