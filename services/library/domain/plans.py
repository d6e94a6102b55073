"""Plans: how an organisation gets from today to an opportunity. Tasks are planned back from the day it is due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from chassis.errors import Conflict, Invalid, NotFound
from chassis.values import new_id
from chassis.vocabularies import vocabulary

MOST_TASKS = 60


class PlanState(StrEnum):
    """How far a plan is."""

    OPEN = "open"
    SUBMITTED = "submitted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step, so many days before the opportunity is due; `due_on` follows when that moves. `code` for one of a template."""

    id: UUID
    code: str | None
    title: str
    days_before: int
    due_on: date | None
    assignee: UUID | None = None
    done_at: datetime | None = None
    done_by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an organisation does about one opportunity. `co_signers`: organisations or names, each with how far they are."""

    id: UUID
    owner_org: UUID
    version: int
    state: PlanState
    opportunity_id: UUID
    owner: UUID
    note: str
    co_signers: tuple[Mapping[str, str | None], ...]
    tasks: tuple[Task, ...]
    created_at: datetime
    updated_at: datetime

    @property
    def people(self) -> frozenset[UUID]:
        """Who works on it and therefore sees it, beside the coordinators."""
        return frozenset({self.owner, *(task.assignee for task in self.tasks if task.assignee)})


def template(kind: str) -> list[tuple[str, int]]:
    """Return (code of a task, days before) as usual for opportunities of this kind, the first to do first."""
    length = vocabulary("opportunity-kinds")[kind].more["plan"]
    days = [(code, term.more[length]) for code, term in vocabulary("plan-tasks").items()]
    return sorted(((code, int(before)) for code, before in days if before), key=lambda pair: -pair[1])


def planned_back(days_before: int, due: date | None, *, today: date) -> date | None:
    """Return the day of a task: in the past it would help nobody, so then it is today; nothing without a date to plan back from."""
    return None if due is None else max(today, due - timedelta(days=days_before))


def begin(kind: str, *, due: date | None, today: date) -> tuple[Task, ...]:
    """Return the tasks that a plan begins with."""
    return tuple(
        Task(id=new_id(), code=code, title="", days_before=before, due_on=planned_back(before, due, today=today))
        for code, before in template(kind)
    )


def moved(plan: Plan, *, due_before: date | None, due: date | None, today: date, now: datetime) -> Plan:
    """Return the plan of an opportunity that is due on another day: what is not done yet moves along. As it is if nothing moves."""
    if due_before == due:
        return plan
    tasks = tuple(task if task.done_at else replace(task, due_on=planned_back(task.days_before, due, today=today)) for task in plan.tasks)
    return plan if tasks == plan.tasks else _step(replace(plan, tasks=tasks), now)


def add_task(plan: Plan, task: Task, *, now: datetime) -> Plan:
    """Return the plan with one more task. Conflict unless it is open, Invalid if it has too many."""
    _require_open(plan)
    if len(plan.tasks) >= MOST_TASKS:
        raise Invalid("too-many-tasks", most=MOST_TASKS)
    return _step(replace(plan, tasks=(*plan.tasks, task)), now)


def change_task(plan: Plan, task_id: UUID, *, now: datetime, **changed: object) -> Plan:
    """Return the plan with a task changed. NotFound, Conflict unless it is open."""
    _require_open(plan)
    before = task_of(plan, task_id)
    after = replace(before, **changed)  # type: ignore[arg-type]  # the caller names fields of a task
    return _step(replace(plan, tasks=tuple(after if one.id == task_id else one for one in plan.tasks)), now)


def remove_task(plan: Plan, task_id: UUID, *, now: datetime) -> Plan:
    """Return the plan without a task. NotFound, Conflict unless it is open."""
    _require_open(plan)
    gone = task_of(plan, task_id)
    return _step(replace(plan, tasks=tuple(task for task in plan.tasks if task.id != gone.id)), now)


def task_of(plan: Plan, task_id: UUID) -> Task:
    """Return one of its tasks. NotFound."""
    for task in plan.tasks:
        if task.id == task_id:
            return task
    raise NotFound("no-such-task", id=str(task_id))


def change(plan: Plan, *, now: datetime, **changed: object) -> Plan:
    """Return the plan with other facts."""
    return _step(replace(plan, **changed), now)  # type: ignore[arg-type]  # the caller names fields of a plan


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Return tasks as they are to be done: the earliest first, those without a day by how long before."""
    return sorted(tasks, key=lambda task: (task.due_on or date.max, -task.days_before, task.id))


def next_task(plan: Plan) -> Task | None:
    """Return what is to be done next; None if nothing is left or the plan is over."""
    left = [task for task in plan.tasks if task.done_at is None]
    return in_order(left)[0] if left and plan.state is PlanState.OPEN else None


def _require_open(plan: Plan) -> None:
    if plan.state is not PlanState.OPEN:
        raise Conflict("wrong-state", state=plan.state.value, allowed=[PlanState.OPEN.value])


def _step(plan: Plan, now: datetime) -> Plan:
    return replace(plan, version=plan.version + 1, updated_at=now)
