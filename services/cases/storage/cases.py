"""The case itself: who may see it stands in the query, its stage and team become what the rules speak of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, select, update

from chassis import audience
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.representations import representation
from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from chassis.values import new_id
from services.cases.domain import Closing, Course, Stage
from services.cases.storage import rows
from services.cases.storage.rows import Row
from services.cases.storage.tables import case, case_audience, reference_counter, team, timeline


def actor(viewer: Viewer) -> UUID | None:
    """Return who a change is put down to: the membership of a person, the id of a program, None for a service."""
    return viewer.id if viewer.kind == "client" else viewer.membership


def in_sight(viewer: Viewer, verb: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition under which `viewer` may `verb` a row of `case`: cases do not leave their organisation."""
    return and_(audience.visible(case, case_audience, viewer, verb, now), case.c.owner_org == viewer.org)


def get_case(tx: Transaction, viewer: Viewer, case_id: UUID, *, verb: str, now: datetime, lock: bool = False) -> Row:
    """Return the case if `viewer` may `verb` it; NotFound if there is none or it is hidden: the same statement either way.

    `case_id` may be the id under which a representation of the case is known outside.
    """
    stands_for = select(representation.c.record_id).where(representation.c.id == case_id, representation.c.kind == case.info["kind"])
    inner_id = func.coalesce(stands_for.scalar_subquery(), literal(case_id, case.c.id.type))
    return _one(tx, select(case).where(case.c.id == inner_id, in_sight(viewer, verb, now)), case_id, lock=lock)


def get_own_case(tx: Transaction, case_id: UUID) -> Row:
    """Return the case, locked, for the platform's own work: timers look at no audience."""
    return _one(tx, select(case).where(case.c.id == case_id), case_id, lock=True)


def _one(tx: Transaction, statement: Any, case_id: UUID, *, lock: bool) -> Row:
    found = tx.execute(statement.with_for_update(of=case) if lock else statement).mappings().one_or_none()
    if found is None:
        raise NotFound("no-such-case", id=str(case_id))
    return rows.opened(tx, case, [found])[0]


def add_case(tx: Transaction, row: Row) -> None:
    """Insert a new case with its lead as its team."""
    rows.add(tx, case, row)
    set_team(tx, row, {row["lead"]})


def save_case(tx: Transaction, row: Row, changes: Mapping[str, Any], *, by: UUID | None, now: datetime) -> Row:
    """Write `changes`, count the version up, and move the case to the top of every list it is in."""
    changed = rows.save(tx, case, row, {**changes, "version": row["version"] + 1, "updated_at": now, "updated_by": by})
    audience.address(tx, case_audience, row["id"], audience.audience_of(tx, case_audience, row["id"]), now)
    return changed


def set_team(tx: Transaction, row: Row, members: Iterable[UUID]) -> None:
    """Let these memberships be the team; they and the coordinators see the case from now on, nobody else."""
    members = sorted(members)
    tx.execute(delete(team).where(team.c.case_id == row["id"]))
    tx.execute(insert(team), [{"case_id": row["id"], "membership": member} for member in members])
    tokens = {audience.lead(row["owner_org"]), *map(audience.member, members)}
    audience.address(tx, case_audience, row["id"], tokens, row["updated_at"])


def team_of(tx: Transaction, case_id: UUID) -> list[UUID]:
    """Return the memberships of the team."""
    return list(tx.execute(select(team.c.membership).where(team.c.case_id == case_id).order_by(team.c.membership)).scalars())


def next_reference(tx: Transaction, owner_org: UUID, *, year: int) -> str:
    """Return the organisation's next reference of the year, as in `C-2026-0042`; two who ask at once wait for each other."""
    insert_new(tx, reference_counter, [{"owner_org": owner_org, "year": year, "last": 0}])
    mine = (reference_counter.c.owner_org == owner_org, reference_counter.c.year == year)
    counted = update(reference_counter).where(*mine).values(last=reference_counter.c.last + 1).returning(reference_counter.c.last)
    return f"C-{year}-{tx.scalar(counted):04d}"


def course_of(row: Row) -> Course:
    """Return where the case stands on its way."""
    closing = None
    if row["closing_asked_at"] is not None:
        closing = Closing(
            row["outcome"],
            row["retain_until"],
            row["closing_asked_by"],
            row["closing_asked_at"],
            row["closing_approved_by"],
            row["closing_approved_at"],
        )
    return Course(
        stage=Stage(row["stage"]),
        since=row["stage_since"],
        reason=row["stage_reason"],
        decline_reason=row["decline_reason"],
        closing=closing,
    )


def course_columns(course: Course) -> Row:
    """Return the columns of a course."""
    closing = course.closing
    return {
        "stage": course.stage.value,
        "stage_since": course.since,
        "stage_reason": course.reason,
        "decline_reason": course.decline_reason,
        "outcome": closing and closing.outcome,
        "retain_until": closing and closing.retain_until,
        "closing_asked_by": closing and closing.asked_by,
        "closing_asked_at": closing and closing.asked_at,
        "closing_approved_by": closing and closing.approved_by,
        "closing_approved_at": closing and closing.approved_at,
    }


def add_to_timeline(tx: Transaction, row: Row, code: str, *, by: UUID | None, at: datetime, **params: Any) -> None:
    """Note what was done to the case: a code with plain JSON, never a name or a text."""
    tx.execute(insert(timeline), {"id": new_id(), **rows.place(row), "at": at, "by": by, "code": code, "params": params})
