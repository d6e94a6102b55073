"""Opportunities as their owner sees them, and as everybody reads those that are published; one list of both, the first to be due first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from chassis import audience, audit, permissions, representations
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import NotFound
from chassis.representations import Representation, representation
from chassis.storage import Transaction
from services.library.domain import mechanisms as rules
from services.library.domain.due import FIRM, OVER, Due, Precision, agree, ends_at, span
from services.library.domain.mechanisms import Notice, Opportunity, OpportunityState
from services.library.storage import mechanisms as storage
from services.library.storage.published import opportunity_from_body, session_of_body
from services.library.storage.tables.mechanisms import opportunity, opportunity_audience

KIND = "opportunity"
VERB_OF_STEP = {"record_notice": "amend", "decide": "amend"}
KEPT_AFTER_CANCELLATION = timedelta(days=90)
IN_CALENDARS = FIRM | OVER
MOST_ENTRIES = 2_000

Json = dict[str, Any]


def opportunity_view(tx: Transaction, viewer: Viewer, opportunity_id: UUID, *, now: datetime) -> Json:
    """Return the opportunity by our own id, or by the id it is published under. NotFound: `gone` for what was public; Forbidden."""
    found = storage.find_opportunity(tx, viewer, opportunity_id, verb="read", now=now)
    if found is None:
        raise NotFound(_why_not(tx, opportunity_id), id=str(opportunity_id))
    if viewer.org is not None:
        audit.add(tx, viewer, "opportunity.read", found.id, now, org=found.owner_org)
    return _views(tx, viewer, [found], whole=True)[0]


def _why_not(tx: Transaction, representation_id: UUID) -> str:
    of_it = (representation.c.id == representation_id, representation.c.kind == KIND, representation.c.withdrawn_at.is_not(None))
    return "gone" if tx.scalar(select(representation.c.id).where(*of_it)) is not None else "no-such-opportunity"


def list_opportunities(tx: Transaction, viewer: Viewer, *, now: datetime, request: Mapping[str, Any]) -> Json:
    """Return a page of the opportunities in sight, the first to be due first. Raises Forbidden, Invalid."""
    where = [*storage.in_sight(viewer, opportunity, OpportunityState.PUBLISHED), *_narrowed(request)]
    page = audience.page(
        tx,
        opportunity,
        opportunity_audience,
        viewer,
        now=now,
        where=where,
        limit=request["limit"],
        cursor=request["cursor"],
        descending=False,
    )
    found = storage.of_rows(tx, page.rows)
    if viewer.org is not None:
        audit.add(tx, viewer, "opportunity.list", [one.id for one in found], now)
    total, exact = audience.count(tx, opportunity, opportunity_audience, viewer, now=now, where=where)
    return {"items": _views(tx, viewer, found), "next": page.next, "total": total, "total_is_exact": exact}


def _narrowed(request: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    columns = opportunity.c
    where: list[ColumnElement[bool]] = [
        columns[name].in_(request[name]) for name in ("state", "mechanism_id", "kind", "country", "certainty") if request[name]
    ]
    if request["disputed"] is not None:
        where.append(columns.disputed.is_(request["disputed"]))
    if request["due_from"] is not None:
        where.append(or_(columns.due_last.is_(None), columns.due_last >= request["due_from"]))
    if request["due_to"] is not None:
        where.append(columns.due_first <= request["due_to"])
    return where


def items_by_id(tx: Transaction, viewer: Viewer, ids: Iterable[UUID], *, now: datetime) -> dict[UUID, Json]:
    """Return inner id → item of those of the opportunities that `viewer` may see: for plans, which show what they plan."""
    wanted = set(ids)
    if not wanted:
        return {}
    seen = audience.visible(opportunity, opportunity_audience, viewer, "read", now)
    limits = storage.in_sight(viewer, opportunity, OpportunityState.PUBLISHED)
    rows = tx.execute(select(opportunity).where(opportunity.c.id.in_(wanted), seen, *limits)).mappings()
    found = storage.of_rows(tx, [dict(row) for row in rows])
    return dict(zip((one.id for one in found), _views(tx, viewer, found), strict=True))


def _views(tx: Transaction, viewer: Viewer, found: Sequence[Opportunity], *, whole: bool = False) -> list[Json]:
    """Return each as its owner sees it, or as everybody does: what others published is read in its representation alone."""
    mechanisms = storage.mechanisms_by_id(tx, [one.mechanism_id for one in found])
    sessions = storage.sessions_by_id(tx, [one.session_id for one in found])
    published = representations.public_of(tx, KIND, [one.id for one in found])
    views = []
    for one in found:
        known = published.get(one.id)
        if one.owner_org == viewer.org and storage.reads_drafts(viewer):
            session = sessions.get(one.session_id) if one.session_id else None
            view = _view(one, mechanisms[one.mechanism_id], session, as_="full", whole=whole)
            views.append({**view, **(_for_its_owner(viewer, one, known) if whole else {})})
        elif known is not None:
            shown = opportunity_from_body(known)
            views.append(_view(shown, known.body["mechanism"], session_of_body(known), as_="public", whole=whole))
    return views


def _for_its_owner(viewer: Viewer, found: Opportunity, published: Representation | None) -> Json:
    steps = [step for step in rules.steps(found) if permissions.may(viewer, KIND, VERB_OF_STEP.get(step, step))]
    return {"representation_id": published.id if published else None, "steps": steps, "created_at": found.created_at}


def _view(found: Opportunity, mechanism: Mapping[str, Any], session: Mapping[str, Any] | None, *, as_: str, whole: bool) -> Json:
    item = {
        **{name: getattr(found, name) for name in ("id", "version", "kind", "country", "disputed", "updated_at")},
        "representation": as_,
        "organisation_id": found.owner_org,
        "state": found.state.value,
        "mechanism": {name: mechanism[name] for name in ("id", "kind", "name", "acronym")},
        "session": session and {name: session[name] for name in ("id", "name", "begins_on", "ends_on")},
        "texts": texts_view(found),
        "due": due_view(found.due, found),
        "source_url": found.notice.source_url,
        "verified_at": found.notice.verified_at,
    }
    if whole:
        item["requirements"] = found.requirements
        item["notices"] = [_notice_view(one, found) for one in reversed(found.notices)]
    return item


def texts_view(found: Opportunity) -> Json:
    """Return what it is, by language."""
    return {lang: {"title": text.title, "summary": text.summary} for lang, text in found.texts.items()}


def due_view(due: Due, found: Opportunity) -> Json:
    """Return when it is due, as exactly as it is known: a month says no date."""
    days = span(due, found.session_begins)
    is_month = due.precision is Precision.MONTH
    return {
        "precision": due.precision.value,
        "certainty": due.certainty.value,
        "tzid": due.tzid,
        "date": None if is_month else due.day,
        "time": due.at.strftime("%H:%M") if due.at else None,
        "month": f"{due.day:%Y-%m}" if is_month and due.day else None,
        "days_before_session": due.days_before_session,
        "first": days.first if days else None,
        "last": days.last if days else None,
        "ends_at": ends_at(due, found.session_begins),
    }


def _notice_view(one: Notice, found: Opportunity) -> Json:
    return {
        **{name: getattr(one, name) for name in ("id", "source_url", "recorded_at", "verified_at")},
        "due": due_view(one.due, found),
        "standing": one.standing.value,
        "in_force": one.id == found.in_force,
        "agrees": agree(one.due, found.due, found.session_begins),
    }


def public_calendar(tx: Transaction, *, site: str, now: datetime) -> Json:
    """Return the entries of the calendar that everybody may subscribe to: what is confirmed, and for 90 days what was cancelled."""
    where = [
        opportunity.c.state == OpportunityState.PUBLISHED,
        opportunity.c.certainty.in_([one.value for one in IN_CALENDARS]),
        opportunity.c.due_first.is_not(None),
        or_(opportunity.c.certainty != "cancelled", opportunity.c.due_changed_at > now - KEPT_AFTER_CANCELLATION),
        opportunity.c.due_last >= (now - KEPT_AFTER_CANCELLATION).date(),
    ]
    page = audience.page(tx, opportunity, opportunity_audience, PUBLIC, now=now, where=where, limit=MOST_ENTRIES, descending=False)
    found = storage.of_rows(tx, page.rows)
    published = representations.public_of(tx, KIND, [one.id for one in found])
    items = [calendar_item(opportunity_from_body(published[one.id]), published[one.id].body["mechanism"]["name"]) for one in found]
    return {"uid": f"opportunities@{site}", "is_neutral": False, "items": items}


def calendar_item(found: Opportunity, mechanism: str) -> Json:
    """Return the entry of an opportunity in a calendar."""
    return {
        "kind": KIND,
        "id": found.id,
        "uid": found.ical_uid,
        "sequence": found.sequence,
        "status": found.status,
        "changed_at": found.updated_at,
        "opportunity_kind": found.kind,
        "mechanism": mechanism,
        "country": found.country,
        "texts": texts_view(found),
        "task": "",
        "due": due_view(found.due, found),
        "disputed": found.disputed,
        "source_url": found.notice.source_url,
    }
