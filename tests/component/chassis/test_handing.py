"""What a service hands to the one that indexes, and to nobody else."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from chassis import audience, representations
from chassis.contexts import Viewer, service_viewer
from chassis.entrypoints.rpc import dispatch
from chassis.entrypoints.service import Service, indexable
from chassis.errors import Forbidden
from chassis.indexable import Indexable, Wording
from chassis.values import Tlp
from tests.support.statements import statements_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORG, GROUP, PARTNER = UUID(int=1), UUID(int=2), UUID(int=3)
SEARCH = service_viewer("search")
PERSON = Viewer(kind="person", id=UUID(int=4), org=ORG, roles=frozenset({"coordinator"}), scopes=frozenset({"*"}))


class Toy(Service, name="toy"):
    @indexable("alert")
    def indexable_alert(self, representation):
        return Indexable(texts={"en": Wording(representation.body["headline"], "Sample text")}, facets={"type": ["statement"]})


@pytest.fixture
def toy(keyed_database):
    return Toy(keyed_database, settings=SimpleNamespace(site="here"), keyring=None, clock=lambda: NOON)


def write(toy, number, *, kind="alert", body=None, scope="public"):
    with toy.database.transaction() as tx:
        return representations.write(
            tx,
            kind=kind,
            record_id=UUID(int=number),
            scope=scope,
            owner_org=ORG,
            body={"headline": f"Sample {number}"} if body is None else body,
            audience={audience.PUBLIC if scope == "public" else audience.group(GROUP, PARTNER)},
            marking=Tlp.AMBER if scope != "public" else Tlp.CLEAR,
            stream_type="alert.published.v1",
            now=NOON,
            country="FR",
            lang="en",
        )


def fetched(toy, *ids):
    return dispatch(toy, "get_representations", SEARCH, {"ids": [str(one) for one in ids]})["items"]


def test_a_representation_is_handed_over_with_what_it_is_found_by(toy):
    written = write(toy, 1, scope="share:group")
    assert fetched(toy, written.id) == [
        {
            "id": str(written.id),
            "kind": "alert",
            "owner_org": str(ORG),
            "version": 1,
            "withdrawn": False,
            "audience": [audience.group(GROUP, PARTNER)],
            "tlp": "amber",
            "visible_until": None,
            "country": "FR",
            "lang": "en",
            "document": {
                "texts": {"en": {"title": "Sample 1", "text": "Sample text"}},
                "date": None,
                "facets": {"type": ["statement"]},
            },
            "error": None,
        }
    ]


def test_of_what_was_withdrawn_nothing_but_its_version_is_handed_over(toy):
    written = write(toy, 1)
    with toy.database.transaction() as tx:
        representations.withdraw(tx, written.id, now=NOON)
    (found,) = fetched(toy, written.id)
    assert (found["withdrawn"], found["version"], found["document"], found["audience"]) == (True, 2, None, [])


def test_what_cannot_be_made_ready_is_named_and_keeps_back_no_other(toy):
    bad, good = write(toy, 1, body={"title": "not a headline"}), write(toy, 2)
    found = {UUID(one["id"]): (one["document"] is None, one["error"]) for one in fetched(toy, bad.id, good.id)}
    assert found == {bad.id: (True, "KeyError"), good.id: (False, None)}


def test_a_kind_that_nobody_says_how_to_find_has_no_document(toy):
    (found,) = fetched(toy, write(toy, 1, kind="case").id)
    assert (found["document"], found["error"]) == (None, None)


def test_all_representations_come_page_by_page_each_once(toy):
    written = sorted(write(toy, number).id for number in range(5))
    pages, after = [], None
    while items := dispatch(toy, "list_representations", SEARCH, {"after": after, "limit": 2})["items"]:
        pages.append([UUID(one["id"]) for one in items])
        after = items[-1]["id"]
    assert pages == [written[:2], written[2:4], written[4:]]


@pytest.mark.parametrize("viewer", [None, PERSON, service_viewer("streams"), service_viewer("havana")], ids=repr)
@pytest.mark.parametrize(("method", "request_"), [("list_representations", {}), ("get_representations", {"ids": []})])
def test_nobody_but_the_service_that_indexes_is_handed_anything(toy, method, request_, viewer):
    with pytest.raises(Forbidden):
        dispatch(toy, method, viewer, request_)


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_takes_as_many_statements_however_long_it_is(toy, number):
    for one in range(number):
        write(toy, one)
    with statements_of(toy.database) as statements:
        dispatch(toy, "list_representations", SEARCH, {})
    assert len(statements) == 2
