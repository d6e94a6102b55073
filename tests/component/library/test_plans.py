from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.messages.outbox import outbox
from chassis.timers import timer
from tests.component.library.calendar_desk import JUNE, LATER
from tests.component.library.people import COORDINATOR, LIBRARIAN, OFFICER, ORG, PARTNER, STRANGER, a_member

OTHER_OFFICER = a_member("case_officer")


def due_days(plan):
    return [task["due_on"] for task in plan["tasks"]]


def timers_of(desk):
    with desk.component.database.reading() as tx:
        return dict(tx.execute(select(timer.c.key, timer.c.due_at).order_by(timer.c.due_at)).all())


def reminders(desk):
    with desk.component.database.reading() as tx:
        return list(tx.execute(select(outbox.c.data).where(outbox.c.type == "reminder.issued.v1").order_by(outbox.c.position)).scalars())


def done(desk, plan, task, viewer=OFFICER, *, done=True):
    return desk.on_plan("amend_task", plan, viewer, task_id=task["id"], done=done)


def test_a_plan_begins_with_the_usual_tasks_counted_back_from_the_day_it_is_due(desk):
    plan = desk.plan(desk.add())
    assert [(task["code"], task["due_on"]) for task in plan["tasks"][:3]] == [
        ("name_lead", "2026-03-17"),
        ("collect_cases", "2026-04-01"),
        ("ask_partners", "2026-04-16"),
    ]
    assert (plan["owner"], plan["next_task"]["code"], plan["tasks_done"], plan["tasks_in_all"]) == (
        str(OFFICER.membership),
        "name_lead",
        0,
        12,
    )


def test_an_organisation_plans_an_opportunity_once(desk):
    found = desk.add()
    desk.plan(found)
    with pytest.raises(Conflict, match="plan-exists"):
        desk.plan(found, COORDINATOR)


def test_another_organisation_plans_what_was_published_and_sees_nobody_elses_plan(desk):
    found = desk.published()
    ours = desk.plan(found)
    theirs = desk.call("make_plan", STRANGER, opportunity_id=found["representation_id"])
    assert theirs["opportunity"]["id"] == found["representation_id"]
    for viewer, plan in ((STRANGER, ours), (COORDINATOR, theirs)):
        with pytest.raises(NotFound, match="no-such-plan"):
            desk.call("get_plan", viewer, plan_id=plan["id"])
    assert [one["id"] for one in desk.call("list_plans", STRANGER)["items"]] == [theirs["id"]]


def test_whoever_works_on_it_and_the_coordinators_see_a_plan(desk):
    plan = desk.plan(desk.add())
    desk.neighbours.roles[(ORG, OTHER_OFFICER.membership)] = ["case_officer"]
    assert desk.call("get_plan", COORDINATOR, plan_id=plan["id"])["id"] == plan["id"]
    for hidden in (OTHER_OFFICER, LIBRARIAN):
        assert desk.call("list_plans", hidden)["items"] == []
    desk.on_plan("amend_task", plan, task_id=plan["tasks"][0]["id"], assignee=str(OTHER_OFFICER.membership))
    assert [one["id"] for one in desk.call("list_plans", OTHER_OFFICER)["items"]] == [plan["id"]]
    with pytest.raises(Forbidden, match="role-lacks-verb"):
        desk.call("list_plans", PARTNER)


def test_an_extension_moves_what_is_left_in_every_plan_and_its_reminders(desk):
    found = desk.published()
    plan = desk.plan(found)
    theirs = desk.call("make_plan", STRANGER, opportunity_id=found["representation_id"])
    plan = done(desk, plan, plan["tasks"][0])
    desk.says(found, LATER)
    moved = desk.call("get_plan", OFFICER, plan_id=plan["id"])
    assert (due_days(moved)[:2], moved["version"]) == (["2026-03-17", "2026-04-15"], plan["version"] + 1)
    assert due_days(desk.call("get_plan", STRANGER, plan_id=theirs["id"]))[0] == "2026-03-31"
    assert f"remind:{OFFICER.membership}:2026-04-15" in timers_of(desk)


def test_a_dispute_moves_no_plan_until_somebody_decides(desk):
    found = desk.add()
    plan = desk.plan(found)
    disputed = desk.says(found, LATER, source_url="https://other.example")
    assert due_days(desk.call("get_plan", OFFICER, plan_id=plan["id"])) == due_days(plan)
    desk.step("decide_notice", disputed, notice_id=disputed["notices"][0]["id"])
    assert due_days(desk.call("get_plan", OFFICER, plan_id=plan["id"]))[0] == "2026-03-31"


def test_a_member_is_reminded_once_of_everything_that_is_due_on_a_day(desk):
    for _ in range(2):
        desk.plan(desk.add())
    desk.component.run_timer("remind_of_tasks", membership_id=str(OFFICER.membership), day="2026-03-17")
    assert reminders(desk) == [{"membership_id": str(OFFICER.membership), "template": "tasks-due", "count": 2}]


def test_nobody_is_reminded_of_what_is_done_dropped_or_moved(desk):
    first, second = desk.add(), desk.add()
    plan, dropped, moved = desk.plan(first), desk.plan(second), desk.add()
    desk.plan(moved)
    done(desk, plan, plan["tasks"][0])
    desk.on_plan("amend_plan", dropped, state="dropped")
    desk.says(moved, LATER)
    desk.component.run_timer("remind_of_tasks", membership_id=str(OFFICER.membership), day="2026-03-17")
    assert reminders(desk) == []


def test_a_task_of_ones_own_is_added_changed_and_removed(desk):
    plan = desk.plan(desk.add())
    plan = desk.on_plan("add_task", plan, title="Sample task", days_before=100)
    own = plan["tasks"][0]
    assert (own["title"], own["due_on"], own["code"]) == ("Sample task", "2026-03-07", None)
    plan = desk.on_plan("amend_task", plan, task_id=own["id"], title="Other sample task", days_before=2)
    assert [(task["title"], task["due_on"]) for task in plan["tasks"] if task["title"]] == [("Other sample task", "2026-06-13")]
    assert desk.on_plan("remove_task", plan, task_id=own["id"])["tasks_in_all"] == 12


def test_a_task_that_is_done_can_be_undone(desk):
    plan = desk.plan(desk.add())
    plan = done(desk, plan, plan["tasks"][0])
    assert (plan["tasks"][0]["done_by"], plan["tasks_done"], plan["next_task"]["code"]) == (str(OFFICER.membership), 1, "collect_cases")
    plan = done(desk, plan, plan["tasks"][0], done=False)
    assert (plan["tasks"][0]["done_at"], plan["next_task"]["code"]) == (None, "name_lead")


@pytest.mark.parametrize(("method", "field"), [("amend_plan", "owner"), ("add_task", "assignee")])
def test_only_members_who_read_plans_are_given_something_to_do(desk, method, field):
    plan = desk.plan(desk.add())
    more = {"title": "Sample task", "days_before": 1} if method == "add_task" else {}
    desk.neighbours.roles[(ORG, PARTNER.membership)] = ["partner_reader"]
    for somebody in (uuid4(), PARTNER.membership, STRANGER.membership):
        with pytest.raises(Invalid) as refused:
            desk.on_plan(method, plan, **{field: str(somebody)}, **more)
        assert [(one["pointer"], one["code"]) for one in refused.value.params["errors"]] == [(f"/{field}", "not-a-planner")]


def test_a_plan_shows_its_opportunity_until_it_is_withdrawn(desk):
    found = desk.published()
    theirs = desk.call("make_plan", STRANGER, opportunity_id=found["representation_id"])
    desk.step("withdraw_opportunity", found)
    assert desk.call("get_plan", STRANGER, plan_id=theirs["id"])["opportunity"] is None
    with pytest.raises(NotFound, match="no-such-opportunity"):
        desk.plan(found)


def test_links_are_shown_to_those_who_see_the_record_and_made_by_them_alone(desk):
    plan = desk.plan(desk.add())
    case, alert, hidden = uuid4(), uuid4(), uuid4()
    desk.neighbours.seen |= {(ORG, case), (ORG, alert)}
    for kind, record_id in (("case", case), ("alert", alert), ("case", case)):
        desk.call("add_plan_link", OFFICER, plan_id=plan["id"], kind=kind, record_id=str(record_id))
    links = desk.call("list_plan_links", OFFICER, plan_id=plan["id"])["items"]
    assert [(link["kind"], link["record_id"]) for link in links] == [("case", str(case)), ("alert", str(alert))]
    with pytest.raises(NotFound, match="no-such-case"):
        desk.call("add_plan_link", OFFICER, plan_id=plan["id"], kind="case", record_id=str(hidden))
    desk.neighbours.seen.discard((ORG, case))
    assert [link["kind"] for link in desk.call("list_plan_links", COORDINATOR, plan_id=plan["id"])["items"]] == ["alert"]


def test_a_record_shows_its_plans_to_those_who_see_both(desk):
    found = desk.add()
    plan, case = desk.plan(found), uuid4()
    desk.neighbours.seen.add((ORG, case))
    desk.call("add_plan_link", OFFICER, plan_id=plan["id"], kind="case", record_id=str(case))

    def shown(viewer):
        return [(one["id"], one["opportunity"]["id"]) for one in desk.call("list_plans_of_case", viewer, case_id=str(case))["items"]]

    assert (shown(OFFICER), shown(OTHER_OFFICER)) == ([(plan["id"], found["id"])], [])
    with pytest.raises(NotFound, match="no-such-case"):
        shown(STRANGER)
    desk.call("remove_plan_link", OFFICER, plan_id=plan["id"], kind="case", record_id=str(case))
    assert shown(OFFICER) == []


def test_my_day_shows_ones_own_tasks_disputes_and_stale_bodies(desk):
    found = desk.says(desk.add(), LATER, source_url="https://other.example")
    desk.plan(found)
    desk.call("add_body", kind="court", name="Sample Court 2", source_url="https://court.example", review_by="2026-03-01")
    items = desk.call("my_day", OFFICER)["items"]
    assert [(one["code"], one["task"]["code"], one["due_on"], one["task"]["overdue"]) for one in items] == [
        ("task_due", "name_lead", "2026-03-17", False)
    ]
    assert [(one["code"], one["due_on"]) for one in desk.call("my_day", LIBRARIAN)["items"]] == [
        ("body_to_verify", "2026-03-01"),
        ("to_decide", "2026-06-15"),
    ]
    desk.component.now += timedelta(days=13)
    assert [one["task"]["overdue"] for one in desk.call("my_day", OFFICER, days=0)["items"]] == [True]


def test_lists_and_my_day_take_as_many_statements_with_three_as_with_one(desk):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            desk.plan(desk.add(due={**JUNE, "date": "2026-06-01"}))
        for method in ("list_plans", "my_day"):
            with desk.component.counting() as statements:
                desk.call(method, OFFICER)
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
