"""Opportunities and bodies as everybody reads them: what stands in their representation, and back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.representations import Representation
from services.library.domain.bodies import Body, BodyState
from services.library.domain.mechanisms import Notice, Opportunity, OpportunityState, Standing, Summary
from services.library.storage.mechanisms import due_from_row, due_to_json

Json = dict[str, Any]


def opportunity_to_body(found: Opportunity, mechanism: Mapping[str, Any], session: Mapping[str, Any] | None) -> Json:
    """Return what everybody reads of an opportunity: no person, no key of ours, neither inner id nor version."""
    return {
        "mechanism": {name: str(mechanism[name]) for name in ("id", "kind", "name", "acronym")},
        "session": session and {name: _plain(session[name]) for name in ("id", "name", "begins_on", "ends_on")},
        "kind": found.kind,
        "country": found.country,
        "texts": {lang: {"title": text.title, "summary": text.summary} for lang, text in found.texts.items()},
        "requirements": dict(found.requirements),
        "notices": [_notice_to_json(one) for one in found.notices],
        "in_force": str(found.in_force),
        "ical_uid": found.ical_uid,
        "sequence": found.sequence,
        "due_changed_at": found.due_changed_at.isoformat(),
    }


def opportunity_from_body(published: Representation) -> Opportunity:
    """Return the opportunity as everybody reads it, under the id and version that it has for everybody."""
    body = published.body
    session = body["session"]
    return Opportunity(
        id=published.id,
        owner_org=published.owner_org,
        version=published.version,
        state=OpportunityState.PUBLISHED,
        mechanism_id=UUID(body["mechanism"]["id"]),
        session_id=UUID(session["id"]) if session else None,
        session_begins=_day(session["begins_on"]) if session else None,
        kind=body["kind"],
        country=body["country"],
        texts={lang: Summary(**text) for lang, text in body["texts"].items()},
        requirements=body["requirements"],
        notices=tuple(_notice_from_json(one) for one in body["notices"]),
        in_force=UUID(body["in_force"]),
        ical_uid=body["ical_uid"],
        sequence=body["sequence"],
        due_changed_at=datetime.fromisoformat(body["due_changed_at"]),
        created_at=published.created_at,
        updated_at=published.updated_at,
    )


def session_of_body(published: Representation) -> Json | None:
    """Return the session that stands in the representation of an opportunity."""
    session = published.body["session"]
    return session and {**session, "begins_on": _day(session["begins_on"]), "ends_on": _day(session["ends_on"])}


def _notice_to_json(one: Notice) -> Json:
    due = {name: _plain(value) for name, value in due_to_json(one.due).items()}
    moments = {name: getattr(one, name).isoformat() for name in ("recorded_at", "verified_at")}
    return {"id": str(one.id), "source_url": one.source_url, **due, **moments, "standing": one.standing.value}


def _notice_from_json(one: Mapping[str, Any]) -> Notice:
    return Notice(
        id=UUID(one["id"]),
        source_url=one["source_url"],
        due=due_from_row({**one, "day": _day(one["day"])}),
        recorded_at=datetime.fromisoformat(one["recorded_at"]),
        recorded_by=None,
        verified_at=datetime.fromisoformat(one["verified_at"]),
        verified_by=None,
        standing=Standing(one["standing"]),
    )


PUBLIC_OF_BODY = ("kind", "name", "role", "country", "source_url")


def body_to_body(found: Body) -> Json:
    """Return what everybody reads of a body."""
    return {
        **{name: getattr(found, name) for name in PUBLIC_OF_BODY},
        "languages": list(found.languages),
        "contact": dict(found.contact),
        "verified_at": found.verified_at.isoformat(),
        "review_by": found.review_by.isoformat(),
    }


def body_from_body(published: Representation) -> Body:
    """Return the body as everybody reads it, under the id and version that it has for everybody."""
    said = published.body
    return Body(
        id=published.id,
        owner_org=published.owner_org,
        version=published.version,
        state=BodyState.PUBLISHED,
        **{name: said[name] for name in PUBLIC_OF_BODY},
        languages=tuple(said["languages"]),
        contact=said["contact"],
        verified_at=datetime.fromisoformat(said["verified_at"]),
        verified_by=None,
        review_by=date.fromisoformat(said["review_by"]),
        created_at=published.created_at,
        updated_at=published.updated_at,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
