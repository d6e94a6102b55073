"""The Basic Principles are there from the start, for everybody."""

import pytest
from sqlalchemy import select

from chassis.contexts import PUBLIC, service_viewer
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.messages.outbox import outbox
from tests.component.library.conftest import LIBRARIAN, PARTNER

OPERATOR = service_viewer("havana")


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


OFFICIAL = [
    {"number": "16", "lang": lang, "text": f"Sample text of 16 ({lang}).", "source": "https://source.example/"} for lang in ("en", "fr")
]


def test_the_operator_loads_official_texts_and_everybody_reads_them_with_their_source(component):
    assert component.call("load_texts", OPERATOR, instrument_code="basic-principles", items=OFFICIAL) == {"loaded": 2}
    again = [{**OFFICIAL[0], "text": "Sample text, corrected."}]
    component.call("load_texts", OPERATOR, instrument_code="basic-principles", items=again)
    texts = component.call("get_public_principle", PUBLIC, number=16)["texts"]
    assert {lang: one["text"] for lang, one in texts.items()} == {"en": "Sample text, corrected.", "fr": "Sample text of 16 (fr)."}
    assert texts["fr"]["source"] == "https://source.example/"


def test_every_wrong_row_of_texts_is_named_and_nothing_is_loaded(component):
    wrong = [OFFICIAL[0], {**OFFICIAL[0], "number": "30"}, {**OFFICIAL[0], "number": "31"}]
    with pytest.raises(Invalid) as raised:
        component.call("load_texts", OPERATOR, instrument_code="basic-principles", items=wrong)
    assert [one["pointer"] for one in raised.value.params["errors"]] == ["/items/1/number", "/items/2/number"]
    assert component.call("get_public_principle", PUBLIC, number=16)["texts"] == {}


def test_another_instrument_is_loaded_again_in_another_order_and_loses_no_provision(component):
    def load(*numbers):
        provisions = [{"number": number, "title": f"Sample article {number}"} for number in numbers]
        about = {"code": "sample-convention", "name": "Sample convention", "adopted_by": "Sample assembly", "adopted_in": 2020}
        component.call("load_instrument", OPERATOR, **about, provisions=provisions)
        found = component.call("get_instrument", LIBRARIAN, instrument_code="sample-convention")
        return found["version"], [one["number"] for one in found["provisions"]]

    assert load("1", "2", "3") == (1, ["1", "2", "3"])
    assert load("3", "1", "4") == (2, ["3", "1", "4", "2"])
    with pytest.raises(Conflict, match="instrument-fixed"):
        component.call(
            "load_instrument", OPERATOR, code="basic-principles", name="x", adopted_by="x", provisions=[{"number": "1", "title": "x"}]
        )


def test_people_load_nothing(component):
    with pytest.raises(Forbidden, match="not-for-you"):
        component.call("load_texts", LIBRARIAN, instrument_code="basic-principles", items=OFFICIAL)


def test_the_principles_are_announced_once_to_whoever_indexes_them(component):
    for _ in range(2):
        component.run_timer("show_principles")
    written = announced(component)
    assert (len(written), {kind for kind, _ in written}) == (29, {"principle"})
    component.call("load_texts", OPERATOR, instrument_code="basic-principles", items=OFFICIAL)
    assert len(announced(component)) == 30


def announced(component):
    with component.database.reading() as tx:
        return [(row.data["kind"], row.data["version"]) for row in tx.execute(select(outbox).order_by(outbox.c.position))]
