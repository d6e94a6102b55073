"""Who reads a work, its passages and a training, in every state, by every way to it: against the rule as it is written, not as it is coded."""

import pytest

from chassis.contexts import PUBLIC
from chassis.errors import Forbidden, HavanaError, NotFound
from tests.component.library.people import LIBRARIAN, STAFF, VIEWERS
from tests.component.library.shelf import Shelf

STATES = ("draft", "in_review", "published", "amended", "withdrawn")
SHOWN = {"published", "amended"}
SECRET = "what nobody else has read"


@pytest.fixture
def shelf(component):
    return Shelf(component)


@pytest.fixture
def works(shelf):
    """One work in each state, each with an accepted citation: (inner id, outward id or nothing)."""
    return {state: a_work(shelf, state) for state in STATES}


def a_work(shelf, state):
    about = {"identifiers": [{"kind": "ecli", "value": f"ECLI:{state}"}], "issuer": f"Sample court of {state}"}
    if state in {"draft", "in_review"}:
        about["texts"] = {"en": {"title": SECRET}}
    work = shelf.with_text(**about)
    shelf.decide(shelf.call("list_citations", LIBRARIAN, work_id=work["id"])["items"][0], "accepted")
    if state == "in_review":
        shelf.change("submit_work", work)
    if state in {"draft", "in_review"}:
        return work["id"], None
    published = shelf.change("publish_work", work)
    if state == "amended":
        shelf.change("amend_work", published, texts={"en": {"title": SECRET}})
    if state == "withdrawn":
        shelf.change("withdraw_work", published, note=SECRET)
    return work["id"], published["published_as"]


def told(shelf, viewer, method, **request):
    """Return what somebody is told; nothing where there is nothing for them."""
    try:
        return shelf.call(method, viewer, **request)
    except NotFound:
        return None


def listed(shelf, viewer, method, **request):
    """Return (ids, total) of a list; nothing for whom the list is not."""
    try:
        found = shelf.call(method, viewer, limit=200, **request)
    except Forbidden:
        return set(), 0
    return {one["id"] for one in found["items"]}, found["total"]


def test_everybody_reads_of_works_what_the_rule_says_by_every_way_to_them(shelf, works, subtests):
    for name, viewer in VIEWERS.items():
        with subtests.test(name):
            check_lists(shelf, works, viewer, is_staff=name in STAFF)
            check_records(shelf, works, viewer, is_staff=name in STAFF)


def check_lists(shelf, works, viewer, *, is_staff):
    shown = {works[state][1] for state in SHOWN}
    own = {inner for inner, _ in works.values()} if is_staff else set()
    if viewer is not PUBLIC:
        assert listed(shelf, viewer, "list_works") == (own, len(own))
        assert listed(shelf, viewer, "list_works", of="published") == (shown, len(shown))
        assert listed(shelf, viewer, "list_works", issuer=["Sample court of draft"])[1] == (1 if is_staff else 0)
        assert listed(shelf, viewer, "list_citations", state=["accepted"])[1] == (len(STATES) if is_staff else 0)
    assert listed(shelf, viewer, "list_public_works") == (shown, len(shown))
    assert listed(shelf, viewer, "list_public_works", issuer=["Sample court of draft"])[1] == 0
    assert listed(shelf, viewer, "list_public_citing")[1] == len(SHOWN)


def check_records(shelf, works, viewer, *, is_staff):
    for state, (inner, outward) in works.items():
        get = "get_public_work" if viewer is PUBLIC else "get_work"
        by_inner, by_outward = told(shelf, viewer, get, work_id=inner), outward and told(shelf, viewer, get, work_id=outward)
        assert (by_inner or {}).get("representation") == ("full" if is_staff else None)
        assert (by_outward or {}).get("representation") == ("public" if state in SHOWN else None)


def reads(component):
    for method in component.service.methods.values():
        if (
            not method.writes
            and method.returns is not None
            and method.handler.__module__.startswith("services.")
            and "person" in method.callers
        ):
            yield method


def test_nothing_that_was_not_published_is_told_by_any_method_in_any_words(works, component, subtests):
    hidden = [SECRET, *(inner for inner, _ in works.values())]
    asked = [{"work_id": one} for ids in works.values() for one in ids if one]
    for name in sorted(VIEWERS.keys() - STAFF):
        with subtests.test(name):
            for method in reads(component):
                for request in asked if "work_id" in method.request().fields else [{}]:
                    said = answered(component, method.name, VIEWERS[name], request)
                    assert [word for word in hidden if word in said and word not in str(request)] == [], (method.name, request)


def answered(component, method, viewer, request):
    try:
        return str(component.call(method, viewer, **request))
    except HavanaError as error:
        return str(error.params)
