from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from chassis.errors import Conflict, NotFound
from chassis.vocabularies import vocabulary
from services.library.domain import plans as rules
from services.library.domain.plans import Plan, PlanState, Task
from tests.unit.library.mechanism_factories import LATER, NOON, ORG, PERSON

DUE, TODAY = date(2027, 6, 30), date(2027, 1, 10)


def a_plan(kind="stakeholder_submission", *, due=DUE, today=TODAY, **changed):
    given = {
        "id": UUID(int=80),
        "owner_org": ORG,
        "version": 1,
        "state": PlanState.OPEN,
        "opportunity_id": UUID(int=90),
        "owner": PERSON,
        "note": "",
        "co_signers": (),
        "tasks": rules.begin(kind, due=due, today=today),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Plan(**{**given, **changed})


def days(plan):
    return [(DUE - task.due_on).days for task in plan.tasks]


def test_tasks_are_planned_back_from_the_day_it_is_due():
    assert days(a_plan()) == [90, 75, 60, 50, 40, 30, 21, 14, 10, 7, 3, 1]


@pytest.mark.parametrize("kind", vocabulary("opportunity-kinds"))
def test_every_kind_has_a_template_that_ends_with_the_receipt(kind):
    assert rules.template(kind)[-1] == ("confirm_receipt", 1)


def test_a_late_start_plans_nothing_into_the_past():
    plan = a_plan(today=DUE - timedelta(days=20))
    assert days(plan) == [20, 20, 20, 20, 20, 20, 20, 14, 10, 7, 3, 1]


def test_an_extension_moves_what_is_not_done_and_leaves_what_is():
    first, second, *_ = (plan := a_plan()).tasks
    plan = rules.change_task(plan, first.id, done_at=NOON, done_by=PERSON, now=NOON)
    later = rules.moved(plan, due_before=DUE, due=DUE + timedelta(days=14), today=TODAY, now=LATER)
    assert (later.tasks[0].due_on, later.tasks[1].due_on) == (first.due_on, second.due_on + timedelta(days=14))
    assert (later.version, later.updated_at) == (plan.version + 1, LATER)


def test_a_date_that_does_not_move_changes_nothing():
    plan = a_plan()
    assert rules.moved(plan, due_before=DUE, due=DUE, today=DUE, now=LATER) is plan


def test_a_date_that_nobody_knows_gives_no_day_to_a_task_until_somebody_does():
    plan = a_plan(due=None)
    assert {task.due_on for task in plan.tasks} == {None}
    assert rules.moved(plan, due_before=None, due=DUE, today=TODAY, now=LATER).tasks[0].due_on == DUE - timedelta(days=90)


def test_the_next_task_is_the_first_that_is_not_done():
    plan = a_plan()
    assert rules.next_task(plan) == plan.tasks[0]
    plan = rules.change_task(plan, plan.tasks[0].id, done_at=NOON, done_by=PERSON, now=NOON)
    assert rules.next_task(plan) == plan.tasks[1]


def test_a_plan_that_is_over_has_no_next_task_and_takes_no_change_of_one():
    plan = rules.change(a_plan(), state=PlanState.SUBMITTED, now=LATER)
    assert rules.next_task(plan) is None
    with pytest.raises(Conflict, match="wrong-state"):
        rules.change_task(plan, plan.tasks[0].id, done_at=NOON, now=LATER)


def test_own_tasks_are_added_and_removed():
    own = Task(id=UUID(int=70), code=None, title="Sample task", days_before=5, due_on=DUE)
    longer = rules.add_task(a_plan(), own, now=LATER)
    assert rules.in_order(longer.tasks)[-1] == own
    assert rules.remove_task(longer, own.id, now=LATER).tasks == a_plan_tasks_of(longer)
    with pytest.raises(NotFound, match="no-such-task"):
        rules.remove_task(a_plan(), own.id, now=LATER)


def a_plan_tasks_of(plan):
    return tuple(task for task in plan.tasks if task.code)


def test_owner_and_assignees_work_on_it():
    plan = a_plan()
    helper = UUID(int=12)
    assert replace(plan, tasks=(replace(plan.tasks[0], assignee=helper),)).people == {PERSON, helper}
