"""Plans as those see them who work on them, what waits for the viewer, and what a subscription to a calendar shows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from chassis import audience, audit, permissions
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.library.domain import plans as rules
from services.library.domain.plans import Plan, PlanState, Task
from services.library.queries import opportunities, shelf_day
from services.library.storage import mechanisms as opportunity_storage
from services.library.storage import plans as storage
from services.library.storage.tables.bodies import body
from services.library.storage.tables.mechanisms import opportunity
from services.library.storage.tables.plans import plan, plan_audience, plan_link, plan_task

KIND = "plan"
MOST_OF_A_KIND = 50
STEPS = {PlanState.OPEN: ["amend", "add_task"], PlanState.SUBMITTED: ["amend"], PlanState.DROPPED: ["amend"]}

Json = dict[str, Any]


def plan_view(tx: Transaction, viewer: Viewer, plan_id: UUID, *, now: datetime) -> Json:
    """Return one plan. Raises NotFound, Forbidden."""
    found = storage.get_plan(tx, viewer, plan_id, verb="read", now=now)
    audit.add(tx, viewer, "plan.read", found.id, now, org=found.owner_org)
    return {
        **_items(tx, viewer, [found], now=now)[0],
        "note": found.note,
        "co_signers": found.co_signers,
        "tasks": [_task_view(task, found, today=now.date()) for task in rules.in_order(found.tasks)],
        "steps": STEPS[found.state] if permissions.may(viewer, KIND, "amend") else [],
        "created_at": found.created_at,
    }


def list_plans(tx: Transaction, viewer: Viewer, *, now: datetime, request: Mapping[str, Any]) -> Json:
    """Return a page of the plans in sight, the last changed first. Raises Forbidden, Invalid."""
    where: list[ColumnElement[bool]] = [plan.c.owner_org == viewer.org]
    if request["state"]:
        where.append(plan.c.state.in_(request["state"]))
    if request["opportunity_id"] is not None:
        inner = opportunity_storage.known_as("opportunity", request["opportunity_id"], opportunity, viewer)
        where.append(plan.c.opportunity_id.in_(select(opportunity.c.id).where(inner)))
    page = audience.page(tx, plan, plan_audience, viewer, now=now, where=where, limit=request["limit"], cursor=request["cursor"])
    found = storage.of_rows(tx, page.rows)
    audit.add(tx, viewer, "plan.list", [one.id for one in found], now)
    total, exact = audience.count(tx, plan, plan_audience, viewer, now=now, where=where)
    return {"items": _items(tx, viewer, found, now=now), "next": page.next, "total": total, "total_is_exact": exact}


def _items(tx: Transaction, viewer: Viewer, found: Sequence[Plan], *, now: datetime) -> list[Json]:
    planned = opportunities.items_by_id(tx, viewer, [one.opportunity_id for one in found], now=now)
    return [_item(one, planned.get(one.opportunity_id), today=now.date()) for one in found]


def _item(found: Plan, planned: Json | None, *, today: date) -> Json:
    following = rules.next_task(found)
    return {
        **{name: getattr(found, name) for name in ("id", "version", "owner", "updated_at")},
        "state": found.state.value,
        "opportunity": planned,
        "tasks_done": sum(task.done_at is not None for task in found.tasks),
        "tasks_in_all": len(found.tasks),
        "next_task": _task_view(following, found, today=today) if following else None,
    }


def _task_view(task: Task, found: Plan, *, today: date) -> Json:
    late = found.state is PlanState.OPEN and task.done_at is None and task.due_on is not None and task.due_on < today
    named = ("id", "code", "title", "days_before", "due_on", "assignee", "done_at", "done_by")
    return {**{name: getattr(task, name) for name in named}, "overdue": late}


def links_of(tx: Transaction, viewer: Viewer, plan_id: UUID, *, now: datetime) -> list[Json]:
    """Return what a plan in sight is linked to, before its owners are asked what of that the viewer sees. Raises NotFound, Forbidden."""
    found = storage.get_plan(tx, viewer, plan_id, verb="read", now=now)
    return storage.links_of(tx, found.id)


def plans_of_record(tx: Transaction, viewer: Viewer, *, kind: str, record_id: UUID, now: datetime) -> Json:
    """Return the plans in sight that are linked to a record which the viewer sees, as its owner said. Raises Forbidden."""
    linked = select(plan_link.c.plan_id).where(plan_link.c.kind == kind, plan_link.c.record_id == record_id)
    query = select(plan).where(plan.c.id.in_(linked), storage.in_sight(viewer, "read", now)).order_by(plan.c.id).limit(MOST_OF_A_KIND)
    found = storage.of_rows(tx, [dict(row) for row in tx.execute(query).mappings()])
    audit.add(tx, viewer, "plan.list", [one.id for one in found], now)
    return {"items": [{name: one[name] for name in ("id", "state", "opportunity")} for one in _items(tx, viewer, found, now=now)]}


def my_day(tx: Transaction, viewer: Viewer, *, days: int, now: datetime) -> Json:
    """Return what waits for the viewer, soonest first, at most 50 of a kind: of the calendar and of the shelves."""
    of_calendar = [*_tasks_due(tx, viewer, days=days, now=now), *_to_decide(tx, viewer, now=now), *_to_verify(tx, viewer, now=now)]
    items = [*of_calendar, *shelf_day.waiting(tx, viewer)]
    if items:
        audit.add(tx, viewer, "plan.my_day", {item["id"] for item in items}, now)
    return {"items": sorted(items, key=lambda item: item["due_on"] or date.max)}


def _tasks_due(tx: Transaction, viewer: Viewer, *, days: int, now: datetime) -> Iterator[Json]:
    if not permissions.may(viewer, KIND, "read"):
        return
    who = opportunity_storage.actor(viewer)
    theirs = func.coalesce(plan_task.c.assignee, plan.c.owner) == who
    left = (plan.c.state == PlanState.OPEN, plan_task.c.done_at.is_(None), plan_task.c.due_on <= now.date() + timedelta(days=days))
    query = select(plan_task.c.id, plan.c.id.label("of")).join(plan).where(storage.in_sight(viewer, "read", now), theirs, *left)
    rows = tx.execute(query.order_by(plan_task.c.due_on, plan_task.c.id).limit(MOST_OF_A_KIND)).all()
    of_them = select(plan).where(plan.c.id.in_({row.of for row in rows}))
    found = {one.id: one for one in storage.of_rows(tx, [dict(row) for row in tx.execute(of_them).mappings()])} if rows else {}
    planned = opportunities.items_by_id(tx, viewer, [one.opportunity_id for one in found.values()], now=now)
    for row in rows:
        of = found[row.of]
        task = rules.task_of(of, row.id)
        shown = planned.get(of.opportunity_id)
        yield _waiting(
            "task_due", of.id, due_on=task.due_on, task=_task_view(task, of, today=now.date()), texts=shown["texts"] if shown else {}
        )


def _to_decide(tx: Transaction, viewer: Viewer, *, now: datetime) -> Iterator[Json]:
    if not permissions.may(viewer, "opportunity", "amend"):
        return
    ours = (opportunity.c.owner_org == viewer.org, opportunity.c.disputed.is_(True), opportunity.c.state != "withdrawn")
    ahead = opportunity.c.due_last >= now.date()
    rows = tx.execute(select(opportunity.c.id).where(*ours, ahead).order_by(opportunity.c.due_first).limit(MOST_OF_A_KIND)).scalars()
    for one in opportunities.items_by_id(tx, viewer, rows.all(), now=now).values():
        yield _waiting("to_decide", one["id"], due_on=one["due"]["first"], texts=one["texts"])


def _to_verify(tx: Transaction, viewer: Viewer, *, now: datetime) -> Iterator[Json]:
    if not permissions.may(viewer, "body", "amend"):
        return
    ours = (body.c.owner_org == viewer.org, body.c.review_by <= now.date(), body.c.state != "withdrawn")
    query = select(body.c.id, body.c.name, body.c.review_by).where(*ours).order_by(body.c.review_by, body.c.id).limit(MOST_OF_A_KIND)
    for row in tx.execute(query):
        yield _waiting("body_to_verify", row.id, due_on=row.review_by, name=row.name)


def _waiting(
    code: str, record_id: UUID, *, due_on: date | None, task: Json | None = None, texts: Json | None = None, name: str = ""
) -> Json:
    return {"code": code, "id": record_id, "task": task, "texts": texts or {}, "name": name, "due_on": due_on}


def calendar_items(tx: Transaction, viewer: Viewer, *, scope: str, is_neutral: bool, now: datetime) -> list[Json]:
    """Return the entries of a subscription: what the viewer sees of the plans of their organisation, or their own tasks alone.

    Neutral ones say that something is due, and not what.
    """
    if not permissions.may(viewer, KIND, "read"):
        return []
    recent = plan.c.updated_at > now - timedelta(days=730)
    query = select(plan).where(storage.in_sight(viewer, "read", now), recent).order_by(plan.c.id).limit(opportunities.MOST_ENTRIES)
    found = storage.of_rows(tx, [dict(row) for row in tx.execute(query).mappings()])
    shown = opportunities.items_by_id(tx, viewer, [one.opportunity_id for one in found], now=now)
    planned = opportunity_storage.opportunities_by_id(tx, shown)
    mechanisms = opportunity_storage.mechanisms_by_id(tx, [one.mechanism_id for one in planned.values()])
    who = viewer.membership
    items: list[Json] = []
    for one in found:
        of = planned.get(one.opportunity_id)
        if of is None:
            continue
        entry = {**opportunities.calendar_item(of, mechanisms[of.mechanism_id]["name"]), "id": shown[of.id]["id"]}
        if scope == "organisation":
            items.append(entry)
        items += [_task_entry(task, one, entry) for task in one.tasks if scope == "organisation" or (task.assignee or one.owner) == who]
    return [_neutral(item) for item in items] if is_neutral else items


def _task_entry(task: Task, of: Plan, entry: Json) -> Json:
    """Return the entry of a task: a day, cancelled once it is done with or the plan was dropped, counted up whenever the plan changes."""
    is_over = of.state is not PlanState.OPEN
    day = {
        **entry["due"],
        "precision": "date_only",
        "date": task.due_on,
        "time": None,
        "month": None,
        "first": task.due_on,
        "last": task.due_on,
    }
    return {
        **entry,
        "kind": "task",
        "id": of.id,
        "uid": str(task.id),
        "sequence": of.version,
        "status": "CANCELLED" if is_over and not task.done_at else "CONFIRMED",
        "changed_at": of.updated_at,
        "task": task.title or task.code,
        "due": day,
        "disputed": False,
        "source_url": "",
    }


def _neutral(item: Json) -> Json:
    return {**item, "texts": {}, "mechanism": "", "country": None, "task": "", "opportunity_kind": "", "source_url": ""}
