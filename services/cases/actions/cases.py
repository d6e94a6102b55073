"""Open a case, change it, give it a team."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import permissions, timers
from chassis.contexts import Viewer
from chassis.errors import Forbidden, Invalid
from chassis.messages import outbox
from chassis.storage import Transaction
from chassis.values import Tlp, new_id
from services.cases import storage
from services.cases.actions.changes import change
from services.cases.actions.parties import insert_party
from services.cases.contracts import CaseOpened
from services.cases.domain import Course, Stage
from services.cases.storage.rows import Row, check_version


def open_case(
    tx: Transaction, viewer: Viewer, *, title: str, country: str, summary: str, priority: str, subject_name: str | None, now: datetime
) -> UUID:
    """Open a case with its subject, if one was named, and return its id; the opener leads it. Raises Forbidden."""
    permissions.require(viewer, "case", "create")
    opener = storage.cases.actor(viewer)
    if viewer.org is None or opener is None:
        raise Forbidden("organisation-required")
    case_id = new_id()
    row = {
        **_new_case(opener, now),
        "id": case_id,
        "owner_org": viewer.org,
        "reference": storage.cases.next_reference(tx, viewer.org, year=now.year),
        "title": title,
        "country": country,
        "summary": summary,
        "priority": priority,
    }
    storage.cases.add_case(tx, row)
    if subject_name:
        insert_party(tx, viewer, row, {"role": "subject", "name": subject_name}, now=now)
    outbox.add(tx, CaseOpened.new(subject=case_id, case_id=case_id))
    change(tx, viewer, row, "open_case", now=now)
    return case_id


def _new_case(opener: UUID, now: datetime) -> Row:
    return {
        "version": 0,
        "type": "individual_support",
        "monitoring": "active",
        "marking": Tlp.AMBER.rank,
        **storage.cases.course_columns(Course(stage=Stage.INTAKE, since=now)),
        "shareable_summary": "",
        "lead": opener,
        "next_review_at": None,
        "legal_hold": False,
        "consent_version": 0,
        "created_at": now,
        "created_by": opener,
        "updated_at": now,
        "updated_by": opener,
    }


def amend_case(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, now: datetime, **changes: Any) -> None:
    """Change any part of the case. Raises NotFound, Forbidden, Conflict, Invalid."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="amend", now=now, lock=True)
    check_version(row, version)
    if "marking" in changes:
        changes["marking"] = _marking(viewer, changes["marking"])
    if "next_review_at" in changes:
        _plan_review(tx, row["id"], changes["next_review_at"])
    change(tx, viewer, row, "amend_case", now=now, changes=changes, fields=sorted(changes))


def _marking(viewer: Viewer, code: str) -> int:
    """Return the rank of a marking; Invalid if who sets it would lose sight of the case."""
    marking = Tlp(code)
    if marking.rank > viewer.ceiling.rank:
        raise Invalid.of_fields([{"pointer": "/marking", "code": "above-ceiling", "ceiling": viewer.ceiling.value}])
    return marking.rank


def _plan_review(tx: Transaction, case_id: UUID, due_at: datetime | None) -> None:
    key = f"review:{case_id}"
    if due_at is None:
        timers.cancel(tx, key)
    else:
        timers.set(tx, key, due_at, "review_case", case_id=str(case_id))


def review_case(tx: Transaction, viewer: Viewer, *, case_id: UUID, now: datetime) -> None:
    """Note that the case is due for review; it stays due until another date is set."""
    change(tx, viewer, storage.cases.get_own_case(tx, case_id), "review_case", now=now)


def set_team(tx: Transaction, viewer: Viewer, *, case_id: UUID, version: int, lead: UUID, members: Collection[UUID], now: datetime) -> None:
    """Let these people work on the case and see it; those left out lose sight at once. Raises NotFound, Forbidden, Conflict."""
    row = storage.cases.get_case(tx, viewer, case_id, verb="amend", now=now, lock=True)
    check_version(row, version)
    team = sorted({lead, *members})
    storage.cases.set_team(tx, row, team)
    change(tx, viewer, row, "set_team", now=now, changes={"lead": lead}, lead=str(lead), members=[str(member) for member in team])
