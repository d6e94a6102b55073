"""Mechanisms, sessions and opportunities in and out of their tables; who may see which opportunity stands in the WHERE."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, insert, or_, select, update

from chassis import audience, permissions
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.fields import opened, sealed
from chassis.representations import representation
from chassis.storage import Transaction
from services.library.domain.due import Certainty, Due, Precision, ends_at
from services.library.domain.mechanisms import Notice, Opportunity, OpportunityState, Standing, Summary
from services.library.storage.tables.mechanisms import mechanism, mechanism_session, notice, opportunity, opportunity_audience

Row = dict[str, Any]
NEVER = 2**62
"""Where an opportunity of which nobody knows the date stands in lists: behind all others."""


def actor(viewer: Viewer) -> UUID | None:
    """Return who a change is put down to: the membership of a person, the id of a program, None for a service."""
    return viewer.id if viewer.kind == "client" else viewer.membership


def reads_drafts(viewer: Viewer) -> bool:
    """Say whether the viewer reads what their organisation has not published; its partner readers do not."""
    return viewer.org is not None and permissions.may(viewer, "draft", "read")


def in_sight(viewer: Viewer, table: Table, state: str) -> list[ColumnElement[bool]]:
    """Return what limits the rows of `table` beside their audience: unpublished ones are for those who read drafts."""
    return [] if reads_drafts(viewer) else [table.c.state == state]


def known_as(kind: str, record_id: UUID, table: Table, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a row is known to `viewer` as `record_id`: by the id it is published under, or by our own."""
    stands_for = select(representation.c.record_id).where(representation.c.id == record_id, representation.c.kind == kind)
    published = table.c.id == stands_for.scalar_subquery()
    return or_(published, and_(table.c.id == record_id, table.c.owner_org == viewer.org)) if reads_drafts(viewer) else published


def get_row(tx: Transaction, table: Table, row_id: UUID, code: str, *where: ColumnElement[bool], lock: bool = False) -> Row:
    """Return one row of a table without audience. NotFound `code`."""
    query = select(table).where(table.c.id == row_id, *where)
    row = tx.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NotFound(code, id=str(row_id))
    return dict(row)


def sessions_by_id(tx: Transaction, ids: Iterable[UUID | None]) -> dict[UUID, Row]:
    """Return the sessions of these ids."""
    return _by_id(tx, mechanism_session, ids)


def mechanisms_by_id(tx: Transaction, ids: Iterable[UUID | None]) -> dict[UUID, Row]:
    """Return the mechanisms of these ids."""
    return _by_id(tx, mechanism, ids)


def _by_id(tx: Transaction, table: Table, ids: Iterable[UUID | None]) -> dict[UUID, Row]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    return {row["id"]: dict(row) for row in tx.execute(select(table).where(table.c.id.in_(wanted))).mappings()}


def audience_tokens(found: Opportunity) -> frozenset[str]:
    """Return who can see it: the organisation, and everybody once it is published."""
    everybody = {audience.PUBLIC} if found.state is OpportunityState.PUBLISHED else set()
    return frozenset({audience.org(found.owner_org), *everybody})


def add_opportunity(tx: Transaction, new: Opportunity) -> None:
    """Insert a new opportunity with its notices and its audience."""
    tx.execute(insert(opportunity).values(sealed(tx, opportunity, _to_row(new), org=new.owner_org)))
    tx.execute(insert(notice), [_notice_to_row(new.id, one) for one in new.notices])
    _address(tx, new)


def save_opportunity(tx: Transaction, before: Opportunity, after: Opportunity) -> None:
    """Write an opportunity that was read under its lock in this transaction; of its notices those that are new or changed."""
    tx.execute(update(opportunity).where(opportunity.c.id == after.id).values(sealed(tx, opportunity, _to_row(after), org=after.owner_org)))
    known = {one.id: one for one in before.notices}
    for one in after.notices:
        if one.id not in known:
            tx.execute(insert(notice).values(_notice_to_row(after.id, one)))
        elif one != known[one.id]:
            tx.execute(update(notice).where(notice.c.id == one.id).values(_notice_to_row(after.id, one)))
    _address(tx, after)


def _address(tx: Transaction, found: Opportunity) -> None:
    due_at = ends_at(found.due, found.session_begins)
    sort_key = NEVER if due_at is None else audience.sort_key_of(due_at)
    audience.address(tx, opportunity_audience, found.id, audience_tokens(found), sort_key)


def find_opportunity(
    tx: Transaction, viewer: Viewer, opportunity_id: UUID, *, verb: str, now: datetime, lock: bool = False
) -> Opportunity | None:
    """Return the opportunity by our own id or the one it is published under, if `viewer` may `verb` it; None if not: the same statement."""
    seen = audience.visible(opportunity, opportunity_audience, viewer, verb, now)
    where = [seen, *in_sight(viewer, opportunity, OpportunityState.PUBLISHED)]
    query = select(opportunity).where(known_as("opportunity", opportunity_id, opportunity, viewer), *where)
    found = _opportunities(tx, query.with_for_update(of=opportunity) if lock else query)
    return found[0] if found else None


def get_opportunity(tx: Transaction, viewer: Viewer, opportunity_id: UUID, *, verb: str, now: datetime, lock: bool = False) -> Opportunity:
    """Return the opportunity if `viewer` may `verb` it; NotFound if there is none or it is hidden."""
    found = find_opportunity(tx, viewer, opportunity_id, verb=verb, now=now, lock=lock)
    if found is None:
        raise NotFound("no-such-opportunity", id=str(opportunity_id))
    return found


def opportunity_of_key(tx: Transaction, owner_org: UUID, import_key: str) -> Opportunity | None:
    """Return the opportunity that was imported under this key, locked."""
    where = (opportunity.c.owner_org == owner_org, opportunity.c.import_key == import_key)
    found = _opportunities(tx, select(opportunity).where(*where).with_for_update())
    return found[0] if found else None


def opportunities_of_session(tx: Transaction, session_id: UUID) -> list[Opportunity]:
    """Return the opportunities of a session, whoever's they are, locked in id order: for whoever moves the session."""
    query = select(opportunity).where(opportunity.c.session_id == session_id).order_by(opportunity.c.id)
    return _opportunities(tx, query.with_for_update())


def opportunities_by_id(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, Opportunity]:
    """Return the opportunities of these ids whoever asks: for views of what was admitted already."""
    wanted = set(ids)
    return {one.id: one for one in _opportunities(tx, select(opportunity).where(opportunity.c.id.in_(wanted)))} if wanted else {}


def of_rows(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[Opportunity]:
    """Return the opportunities of rows with their notices and sessions: two statements however many."""
    notices: dict[UUID, list[Notice]] = {row["id"]: [] for row in rows}
    if rows:
        query = select(notice).where(notice.c.opportunity_id.in_(list(notices))).order_by(notice.c.id)
        for one in tx.execute(query).mappings():
            notices[one["opportunity_id"]].append(_notice_from_row(dict(one)))
    sessions = sessions_by_id(tx, [row["session_id"] for row in rows])
    return [_from_row(opened(tx, opportunity, row), tuple(notices[row["id"]]), sessions) for row in rows]


def _opportunities(tx: Transaction, query: Select[Any]) -> list[Opportunity]:
    return of_rows(tx, [dict(row) for row in tx.execute(query).mappings()])


def _to_row(found: Opportunity) -> Row:
    days = found.span
    return {
        "id": found.id,
        "owner_org": found.owner_org,
        "version": found.version,
        "state": found.state.value,
        "mechanism_id": found.mechanism_id,
        "session_id": found.session_id,
        "kind": found.kind,
        "country": found.country,
        "texts": {lang: {"title": text.title, "summary": text.summary} for lang, text in found.texts.items()},
        "requirements": dict(found.requirements),
        "in_force": found.in_force,
        "disputed": found.disputed,
        "certainty": found.due.certainty.value,
        "due_first": days.first if days else None,
        "due_last": days.last if days else None,
        "due_at": ends_at(found.due, found.session_begins),
        "due_changed_at": found.due_changed_at,
        "ical_uid": found.ical_uid,
        "sequence": found.sequence,
        "import_key": found.import_key,
        "withdrawn_at": found.withdrawn_at,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


KEPT_AS_THEY_ARE = (
    "id", "owner_org", "version", "mechanism_id", "session_id", "kind", "country", "in_force", "ical_uid", "sequence", "due_changed_at",
    "import_key", "withdrawn_at", "created_at", "updated_at",
)  # fmt: skip


def _from_row(row: Row, notices: tuple[Notice, ...], sessions: Mapping[UUID, Row]) -> Opportunity:
    session = sessions.get(row["session_id"])
    return Opportunity(
        **{name: row[name] for name in KEPT_AS_THEY_ARE},
        state=OpportunityState(row["state"]),
        session_begins=session["begins_on"] if session else None,
        texts={lang: Summary(**text) for lang, text in (row["texts"] or {}).items()},
        requirements=row["requirements"] or {},
        notices=notices,
    )


def _notice_to_row(opportunity_id: UUID, one: Notice) -> Row:
    return {
        "id": one.id,
        "opportunity_id": opportunity_id,
        "source_url": one.source_url,
        **due_to_json(one.due),
        "recorded_at": one.recorded_at,
        "recorded_by": one.recorded_by,
        "verified_at": one.verified_at,
        "verified_by": one.verified_by,
        "standing": one.standing.value,
    }


def due_to_json(due: Due) -> Row:
    """Return the columns of a due date."""
    return {
        "precision": due.precision.value,
        "certainty": due.certainty.value,
        "tzid": due.tzid,
        "day": due.day,
        "at": due.at.strftime("%H:%M") if due.at else None,
        "days_before_session": due.days_before_session,
    }


def _notice_from_row(row: Mapping[str, Any]) -> Notice:
    return Notice(
        **{name: row[name] for name in ("id", "source_url", "recorded_at", "recorded_by", "verified_at", "verified_by")},
        due=due_from_row(row),
        standing=Standing(row["standing"]),
    )


def due_from_row(row: Mapping[str, Any]) -> Due:
    """Return the due date of a row of `notice`."""
    day: date | None = row["day"]
    return Due(
        precision=Precision(row["precision"]),
        certainty=Certainty(row["certainty"]),
        tzid=row["tzid"],
        day=day,
        at=time.fromisoformat(row["at"]) if row["at"] else None,
        days_before_session=row["days_before_session"],
    )
