"""Plans in and out of their tables: they stay in their organisation, in sight of whoever works on them and of its coordinators."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, update

from chassis import audience
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import opened, sealed
from chassis.storage import Transaction
from services.library.domain.plans import Plan, PlanState, Task
from services.library.storage.tables.plans import plan, plan_audience, plan_link, plan_task

Row = dict[str, Any]
OF_TASK = ("id", "code", "days_before", "due_on", "assignee", "done_at", "done_by")


def audience_tokens(found: Plan) -> frozenset[str]:
    """Return who sees a plan: the coordinators, its owner and whoever has a task in it."""
    return frozenset({audience.lead(found.owner_org), *map(audience.member, found.people)})


def in_sight(viewer: Viewer, verb: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition under which `viewer` may `verb` a row of `plan`: plans do not leave their organisation."""
    return and_(audience.visible(plan, plan_audience, viewer, verb, now), plan.c.owner_org == viewer.org)


def add_plan(tx: Transaction, new: Plan) -> None:
    """Insert a new plan with its tasks and its audience."""
    tx.execute(insert(plan).values(sealed(tx, plan, _to_row(new), org=new.owner_org)))
    _insert_tasks(tx, new, new.tasks)
    _address(tx, new)


def save_plan(tx: Transaction, before: Plan, after: Plan) -> None:
    """Write a plan that was read under its lock in this transaction; of its tasks those that are new, changed or gone."""
    tx.execute(update(plan).where(plan.c.id == after.id).values(sealed(tx, plan, _to_row(after), org=after.owner_org)))
    known = {task.id: task for task in before.tasks}
    gone = known.keys() - {task.id for task in after.tasks}
    if gone:
        tx.execute(delete(plan_task).where(plan_task.c.id.in_(gone)))
    _insert_tasks(tx, after, [task for task in after.tasks if task.id not in known])
    for task in after.tasks:
        if task.id in known and task != known[task.id]:
            values = sealed(tx, plan_task, _task_to_row(after, task), org=after.owner_org)
            tx.execute(update(plan_task).where(plan_task.c.id == task.id).values(values))
    _address(tx, after)


def _insert_tasks(tx: Transaction, of: Plan, tasks: Sequence[Task]) -> None:
    if tasks:
        tx.execute(insert(plan_task), [sealed(tx, plan_task, _task_to_row(of, task), org=of.owner_org) for task in tasks])


def _address(tx: Transaction, found: Plan) -> None:
    audience.address(tx, plan_audience, found.id, audience_tokens(found), found.updated_at)


def get_plan(tx: Transaction, viewer: Viewer, plan_id: UUID, *, verb: str, now: datetime, lock: bool = False) -> Plan:
    """Return the plan if `viewer` may `verb` it; NotFound if there is none or it is hidden: the same statement either way."""
    query = select(plan).where(plan.c.id == plan_id, in_sight(viewer, verb, now))
    found = _plans(tx, query.with_for_update() if lock else query)
    if not found:
        raise NotFound("no-such-plan", id=str(plan_id))
    return found[0]


def has_plan(tx: Transaction, owner_org: UUID, opportunity_id: UUID) -> bool:
    """Say whether the organisation plans this opportunity already."""
    where = (plan.c.owner_org == owner_org, plan.c.opportunity_id == opportunity_id)
    return tx.scalar(select(plan.c.id).where(*where)) is not None


def plans_of_opportunity(tx: Transaction, opportunity_id: UUID) -> list[Plan]:
    """Return the plans of every organisation for an opportunity, locked in id order: for whoever moves its date."""
    return _plans(tx, select(plan).where(plan.c.opportunity_id == opportunity_id).order_by(plan.c.id).with_for_update())


def of_rows(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[Plan]:
    """Return the plans of rows with their tasks: one statement however many."""
    tasks: dict[UUID, list[Task]] = {row["id"]: [] for row in rows}
    if rows:
        query = select(plan_task).where(plan_task.c.plan_id.in_(list(tasks))).order_by(plan_task.c.id)
        for one in tx.execute(query).mappings():
            tasks[one["plan_id"]].append(task_from_row(opened(tx, plan_task, dict(one))))
    return [_from_row(opened(tx, plan, row), tuple(tasks[row["id"]])) for row in rows]


def _plans(tx: Transaction, query: Select[Any]) -> list[Plan]:
    return of_rows(tx, [dict(row) for row in tx.execute(query).mappings()])


def _to_row(found: Plan) -> Row:
    return {
        **{name: getattr(found, name) for name in ("id", "owner_org", "version", "opportunity_id", "owner", "created_at", "updated_at")},
        "state": found.state.value,
        "note": found.note,
        "co_signers": [dict(one) for one in found.co_signers],
    }


def _from_row(row: Row, tasks: tuple[Task, ...]) -> Plan:
    return Plan(
        **{name: row[name] for name in ("id", "owner_org", "version", "opportunity_id", "owner", "created_at", "updated_at")},
        state=PlanState(row["state"]),
        note=row["note"] or "",
        co_signers=tuple(row["co_signers"] or ()),
        tasks=tasks,
    )


def _task_to_row(of: Plan, task: Task) -> Row:
    return {**{name: getattr(task, name) for name in OF_TASK}, "title": task.title, "plan_id": of.id, "owner_org": of.owner_org}


def task_from_row(row: Mapping[str, Any]) -> Task:
    """Return the task of an opened row."""
    return Task(**{name: row[name] for name in OF_TASK}, title=row["title"] or "")


def links_of(tx: Transaction, plan_id: UUID) -> list[Row]:
    """Return what a plan is linked to, in the order it was added; who may know of it is decided by the records' owners."""
    query = select(plan_link).where(plan_link.c.plan_id == plan_id).order_by(plan_link.c.id)
    return [dict(row) for row in tx.execute(query).mappings()]
