"""A training on its way: published, looked at again in time, superseded, withdrawn."""

from datetime import timedelta

import pytest

from chassis.contexts import PUBLIC
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from tests.component.library.conftest import COORDINATOR, LIBRARIAN, OFFICER, STRANGER

COURSE = {
    "kind": "course",
    "texts": {"en": {"title": "Sample course", "description": "Sample description.", "objectives": "Sample objectives."}},
    "audiences": ["young_lawyers"],
    "level": "introductory",
    "duration_minutes": 90,
    "principles": ["9", "16"],
    "licence": "CC BY 4.0",
    "review_by": "2026-06-01",
}


@pytest.fixture
def desk(component):
    return Desk(component)


class Desk:
    def __init__(self, component):
        self.call = component.call

    def course(self, **changed):
        return self.call("create_training", LIBRARIAN, **{**COURSE, **changed})

    def change(self, step, training, **request):
        return self.call(f"{step}_training", LIBRARIAN, training_id=training["id"], version=training["version"], **request)

    def published(self, **changed):
        return self.change("publish", self.course(**changed))


def test_a_draft_is_its_organisations_own_and_what_is_published_everybodys(desk):
    course = desk.course()
    for who, method in ((STRANGER, "get_training"), (PUBLIC, "get_public_training")):
        with pytest.raises(NotFound, match="no-such-training"):
            desk.call(method, who, training_id=course["id"])
    published = desk.change("publish", course)
    seen = desk.call("get_public_training", PUBLIC, training_id=published["published_as"])
    kept = ("texts", "audiences", "level", "duration_minutes", "principles", "licence", "review_by")
    assert {name: seen[name] for name in kept} == {name: course[name] for name in kept}
    assert (seen["id"] == course["id"], "state" in seen) == (False, False)


@pytest.mark.parametrize(
    ("narrowed", "total"),
    [({"audience": ["young_lawyers"]}, 1), ({"audience": ["judges"]}, 0), ({"level": ["advanced"]}, 0), ({"principle": ["16"]}, 1)],
)
def test_trainings_are_found_by_what_they_are_for(desk, narrowed, total):
    desk.published()
    found = [
        desk.call(method, who, **narrowed)["total"] for method, who in (("list_trainings", OFFICER), ("list_public_trainings", PUBLIC))
    ]
    assert found == [total, total]


def test_what_was_published_is_looked_at_again_when_its_day_comes(desk, component):
    course = desk.published()
    component.run_timer("review_training", training_id=course["id"])
    assert desk.call("list_trainings", LIBRARIAN, review_due=True)["items"] == []
    component.now += timedelta(days=100)
    component.run_timer("review_training", training_id=course["id"])
    (due,) = desk.call("list_trainings", LIBRARIAN, review_due=True)["items"]
    days = {who: [(item["code"], item["id"]) for item in desk.call("my_day", who)["items"]] for who in (COORDINATOR, OFFICER, STRANGER)}
    assert days == {COORDINATOR: [("training_to_review", course["id"])], OFFICER: [], STRANGER: []}
    with pytest.raises(Invalid):
        desk.change("review", due, review_by="2026-06-02")
    reviewed = desk.change("review", due, review_by="2027-06-01")
    assert (reviewed["review_due"], reviewed["state"], desk.call("list_trainings", LIBRARIAN, review_due=True)["items"]) == (
        False,
        "published",
        [],
    )


def test_what_is_superseded_is_still_read_and_says_by_what(desk):
    old, new = desk.published(), desk.published(texts={"en": {"title": "Sample course, new"}})
    superseded = desk.change("supersede", old, superseded_by=new["id"])
    seen = desk.call("get_public_training", PUBLIC, training_id=old["published_as"])
    assert (superseded["state"], seen["superseded_by"]) == ("superseded", new["published_as"])
    for wrong in (new["id"], desk.course()["id"]):
        with pytest.raises(Invalid) as raised:
            desk.change("supersede", new, superseded_by=wrong)
        assert raised.value.params["errors"] == [{"pointer": "/superseded_by", "code": "no-such-target"}]


def test_a_withdrawn_training_is_gone_and_its_id_says_so(desk, component):
    course = desk.published()
    withdrawn = desk.change("withdraw", course, note="Sample reason.")
    with pytest.raises(NotFound, match="gone"):
        desk.call("get_public_training", PUBLIC, training_id=course["published_as"])
    with pytest.raises(Conflict, match="wrong-training-state"):
        desk.change("amend", withdrawn, licence="None")
    with component.database.transaction() as tx:
        handler = component.service.reappliers["training.withdrawn"].handler
        assert handler(component.service, tx, LIBRARIAN, {"id": course["id"]}) is False


def test_a_day_that_has_passed_is_no_day_to_look_again(desk):
    with pytest.raises(Invalid) as raised:
        desk.published(review_by="2026-03-05")
    assert raised.value.params["errors"] == [{"pointer": "/review_by", "code": "in-the-past"}]


def test_librarians_write_trainings_and_coordinators_publish_them(desk):
    course = desk.course()
    for who, method, request in (
        (COORDINATOR, "create_training", COURSE),
        (OFFICER, "publish_training", {"training_id": course["id"], "version": 1}),
    ):
        with pytest.raises(Forbidden, match="role-lacks-verb"):
            desk.call(method, who, **request)
    assert desk.call("publish_training", COORDINATOR, training_id=course["id"], version=1)["state"] == "published"


@pytest.mark.parametrize(("method", "who"), [("list_trainings", LIBRARIAN), ("list_public_trainings", PUBLIC)])
def test_a_list_asks_the_database_as_often_for_three_as_for_one(desk, component, method, who):
    counts = []
    for wanted in (1, 3):
        while desk.call(method, who)["total"] < wanted:
            desk.published()
        with component.counting() as statements:
            desk.call(method, who)
        counts.append(len(statements))
    assert counts[0] == counts[1]
