"""Who sees an opportunity or a body, in every state, by every way to it: against the rule as it is written, not as it is coded."""

import pytest

from chassis import permissions
from chassis.contexts import PUBLIC
from chassis.errors import Forbidden, NotFound
from tests.component.library.calendar_desk import JUNE, LATER, OTHER_SOURCE
from tests.component.library.people import COORDINATOR, STAFF, VIEWERS

STATES = ("draft", "published", "withdrawn")


def expected(name, state):
    """Return as what somebody sees a record in a state: whole, as everybody does, or not at all."""
    if name in STAFF:
        return "full"
    return "public" if state == "published" else None


def told(desk, viewer, *, method, **request):
    try:
        return desk.call(method, viewer, **request)
    except NotFound:
        return None


@pytest.fixture
def records(desk):
    """One opportunity and one body in each state, with the ids each is known by."""
    found = {}
    for state in STATES:
        opportunity, body = (
            desk.add(),
            desk.call("add_body", kind="court", name=f"Sample Court {state}", source_url="https://court.example"),
        )
        ids = {"body_id": body["id"]}
        if state != "draft":
            opportunity = desk.step("publish_opportunity", opportunity)
            body = desk.call("publish_body", **ids, version=body["version"])
        outside = (opportunity["representation_id"], body["representation_id"])
        if state == "withdrawn":
            desk.step("withdraw_opportunity", opportunity)
            desk.call("withdraw_body", **ids, version=body["version"])
        found[state] = {"opportunity": (opportunity["id"], outside[0]), "body": (body["id"], outside[1])}
    return found


@pytest.mark.parametrize("kind", ["opportunity", "body"])
def test_everybody_sees_what_the_rule_says_by_every_way_to_it(desk, records, subtests, kind):
    for name, viewer in VIEWERS.items():
        with subtests.test(name):
            check_sight(desk, records, kind, name, viewer)


def check_sight(desk, records, kind, name, viewer):
    plural = {"opportunity": "opportunities", "body": "bodies"}[kind]
    listed = desk.call(f"list_{'public_' if viewer is PUBLIC else ''}{plural}", viewer)
    wanted = {state: expected(name, state) for state in STATES}
    assert sorted((one["state"], one["representation"]) for one in listed["items"]) == sorted(
        (state, as_) for state, as_ in wanted.items() if as_
    )
    assert listed["total"] == len(listed["items"])
    for state, (inner, outside) in ((state, ids[kind]) for state, ids in records.items()):
        get = {"method": f"get_{'public_' if viewer is PUBLIC else ''}{kind}", f"{kind}_id": inner}
        by_inner = told(desk, viewer, **get)
        by_outside = told(desk, viewer, **{**get, f"{kind}_id": outside}) if outside else None
        assert (by_inner or {}).get("representation") == ("full" if name in STAFF else None)
        if outside and state == "published":
            assert by_outside["representation"] == wanted[state]
            assert (inner in str(by_outside)) == (name in STAFF)


def test_only_what_is_public_and_firm_is_in_the_calendar_of_everybody(desk, records):
    desk.says(desk.published(), LATER, source_url=OTHER_SOURCE)
    desk.published(due={**JUNE, "certainty": "projected"})
    items = desk.call("list_public_calendar", PUBLIC)["items"]
    assert sorted(item["status"] for item in items) == ["CONFIRMED", "TENTATIVE"]
    inner = [ids["opportunity"][0] for ids in records.values()]
    assert [one for one in inner if one in str(items)] == []


def test_a_plan_is_seen_by_those_who_work_on_it_and_the_coordinators_alone(desk):
    plan = desk.plan(desk.published())
    viewers = {**VIEWERS, "coordinator": COORDINATOR}
    readers = {name: viewer for name, viewer in viewers.items() if permissions.may(viewer, "plan", "read")}
    for viewer in (viewer for name, viewer in viewers.items() if name not in readers):
        with pytest.raises(Forbidden):
            desk.call("list_plans", viewer)
    listed = {name for name, viewer in readers.items() if desk.call("list_plans", viewer)["items"]}
    read = {name for name, viewer in readers.items() if told(desk, viewer, method="get_plan", plan_id=plan["id"])}
    assert listed == read == {"officer", "coordinator", "program of ours"}
