"""The use cases of plans: made, changed, moved with the date, and the reminders of their tasks."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from chassis import audit, permissions, reminders, timers
from chassis.contexts import Viewer
from chassis.errors import Conflict, Forbidden, NotFound
from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from chassis.values import new_id
from services.library.domain import plans as rules
from services.library.domain.mechanisms import Opportunity, check_version
from services.library.domain.plans import Plan, PlanState, Task
from services.library.storage import mechanisms as opportunity_storage
from services.library.storage import plans as storage
from services.library.storage.tables.plans import plan, plan_link, plan_task

REMINDED_AT = time(6, tzinfo=UTC)
"""When people are reminded of what is due on a day: before that day ends anywhere."""
REMINDER = "tasks-due"


def make_plan(tx: Transaction, viewer: Viewer, *, opportunity: Opportunity, due: date | None, now: datetime, **said: Any) -> Plan:
    """Plan an opportunity that the viewer sees. Raises Forbidden, Conflict."""
    permissions.require(viewer, "plan", "create")
    owner = opportunity_storage.actor(viewer)
    if viewer.org is None or owner is None:
        raise Forbidden("organisation-required")
    if storage.has_plan(tx, viewer.org, opportunity.id):
        raise Conflict("plan-exists")
    new = Plan(
        id=new_id(),
        owner_org=viewer.org,
        version=1,
        state=PlanState.OPEN,
        opportunity_id=opportunity.id,
        owner=owner,
        note=said.get("note", ""),
        co_signers=_plain(said.get("co_signers", ())),
        tasks=rules.begin(opportunity.kind, due=due, today=now.date()),
        created_at=now,
        updated_at=now,
    )
    storage.add_plan(tx, new)
    _remind(tx, new, now=now)
    audit.add(tx, viewer, "plan.create", new.id, now, org=new.owner_org)
    return new


def _plain(co_signers: Iterable[dict[str, Any]]) -> tuple[dict[str, str | None], ...]:
    return tuple({name: str(value) if isinstance(value, UUID) else value for name, value in one.items()} for one in co_signers)


def amend_plan(tx: Transaction, viewer: Viewer, *, plan_id: UUID, version: int, now: datetime, **said: Any) -> None:
    """Change a plan. Raises NotFound, Forbidden, Conflict."""
    changed = dict(said)
    if "state" in said:
        changed["state"] = PlanState(said["state"])
    if "co_signers" in said:
        changed["co_signers"] = _plain(said["co_signers"])
    found = _own(tx, viewer, plan_id, version=version, now=now)
    _keep(tx, viewer, found, rules.change(found, **changed, now=now), step="amend", now=now)


def add_task(tx: Transaction, viewer: Viewer, *, plan_id: UUID, version: int, now: datetime, **said: Any) -> None:
    """Add a task. Raises NotFound, Forbidden, Conflict, Invalid."""
    found = _own(tx, viewer, plan_id, version=version, now=now)
    new = Task(id=new_id(), code=None, due_on=_day(tx, found, said["days_before"], now=now), **said)
    _keep(tx, viewer, found, rules.add_task(found, new, now=now), step="add_task", now=now)


def amend_task(tx: Transaction, viewer: Viewer, *, plan_id: UUID, task_id: UUID, version: int, now: datetime, **said: Any) -> None:
    """Change a task, or say that it is done. Raises NotFound, Forbidden, Conflict."""
    found = _own(tx, viewer, plan_id, version=version, now=now)
    changed: dict[str, Any] = {name: said[name] for name in ("title", "days_before", "assignee") if name in said}
    if "days_before" in said:
        changed["due_on"] = _day(tx, found, said["days_before"], now=now)
    if "done" in said:
        by = opportunity_storage.actor(viewer)
        changed |= {"done_at": now, "done_by": by} if said["done"] else {"done_at": None, "done_by": None}
    _keep(tx, viewer, found, rules.change_task(found, task_id, **changed, now=now), step="amend_task", now=now)


def _day(tx: Transaction, found: Plan, days_before: int, *, now: datetime) -> date | None:
    """Return the day of a task: counted back from the one of several days that may be meant which leaves nobody late."""
    planned = opportunity_storage.opportunities_by_id(tx, [found.opportunity_id])[found.opportunity_id]
    return rules.planned_back(days_before, planned.span.first if planned.span else None, today=now.date())


def remove_task(tx: Transaction, viewer: Viewer, *, plan_id: UUID, task_id: UUID, version: int, now: datetime) -> None:
    """Take a task out. Raises NotFound, Forbidden, Conflict."""
    found = _own(tx, viewer, plan_id, version=version, now=now)
    _keep(tx, viewer, found, rules.remove_task(found, task_id, now=now), step="remove_task", now=now)


def _own(tx: Transaction, viewer: Viewer, plan_id: UUID, *, version: int, now: datetime) -> Plan:
    found = storage.get_plan(tx, viewer, plan_id, verb="amend", now=now, lock=True)
    check_version(version, current=found.version)
    return found


def _keep(tx: Transaction, viewer: Viewer, before: Plan, after: Plan, *, step: str, now: datetime) -> None:
    storage.save_plan(tx, before, after)
    _remind(tx, after, now=now)
    audit.add(tx, viewer, f"plan.{step}", after.id, now, org=after.owner_org)


def follow_opportunity(tx: Transaction, opportunity_id: UUID, *, due_before: date | None, due: date | None, now: datetime) -> None:
    """Move every plan of an opportunity whose date moved, with its reminders."""
    for before in storage.plans_of_opportunity(tx, opportunity_id):
        after = rules.moved(before, due_before=due_before, due=due, today=now.date(), now=now)
        if after is not before:
            storage.save_plan(tx, before, after)
            _remind(tx, after, now=now)


def _remind(tx: Transaction, found: Plan, *, now: datetime) -> None:
    """Have whoever has something to do reminded on its day. One timer for each member and day; one that nothing is due at says nothing."""
    for who, day in sorted({(task.assignee or found.owner, task.due_on) for task in found.tasks if task.due_on and not task.done_at}):
        moment = datetime.combine(day, REMINDED_AT)
        if moment > now:
            timers.set(tx, f"remind:{who}:{day}", moment, "remind_of_tasks", membership_id=str(who), day=day.isoformat())


def remind_of_tasks(tx: Transaction, *, membership_id: UUID, day: date) -> None:
    """Remind a member of what is due on this day, if anything still is."""
    is_theirs = func.coalesce(plan_task.c.assignee, plan.c.owner) == membership_id
    left = (plan.c.state == PlanState.OPEN, plan_task.c.done_at.is_(None), plan_task.c.due_on == day)
    count = tx.scalar(select(func.count()).select_from(plan_task.join(plan)).where(is_theirs, *left))
    if count:
        reminders.issue(tx, membership_id, template=REMINDER, count=count)


def changeable(tx: Transaction, viewer: Viewer, *, plan_id: UUID, now: datetime) -> UUID:
    """Return whose plan would be changed, before another service is asked about it. Raises NotFound, Forbidden."""
    return storage.get_plan(tx, viewer, plan_id, verb="amend", now=now).owner_org


def add_link(tx: Transaction, viewer: Viewer, *, plan_id: UUID, kind: str, record_id: UUID, is_seen: bool, now: datetime) -> None:
    """Link a plan to a record that the viewer sees, as its owner said before this transaction. Raises NotFound, Forbidden."""
    found = storage.get_plan(tx, viewer, plan_id, verb="amend", now=now, lock=True)
    if not is_seen:
        raise NotFound(f"no-such-{kind}", id=str(record_id))
    by = opportunity_storage.actor(viewer)
    insert_new(tx, plan_link, [{"id": new_id(), **_link(found, kind, record_id), "created_at": now, "created_by": by}])
    audit.add(tx, viewer, "plan.link", found.id, now, org=found.owner_org)


def remove_link(tx: Transaction, viewer: Viewer, *, plan_id: UUID, kind: str, record_id: UUID, is_seen: bool, now: datetime) -> None:
    """Take a link to a record away that the viewer sees; there is none afterwards. Raises NotFound, Forbidden."""
    found = storage.get_plan(tx, viewer, plan_id, verb="amend", now=now, lock=True)
    if not is_seen:
        raise NotFound(f"no-such-{kind}", id=str(record_id))
    conditions = [plan_link.c[name] == value for name, value in _link(found, kind, record_id).items()]
    tx.execute(delete(plan_link).where(*conditions))
    audit.add(tx, viewer, "plan.unlink", found.id, now, org=found.owner_org)


def _link(found: Plan, kind: str, record_id: UUID) -> dict[str, Any]:
    return {"plan_id": found.id, "kind": kind, "record_id": record_id}
