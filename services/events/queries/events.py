"""One event: the whole plan for its organisation, the plan without inner ids for a host, what was published for everybody else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import audience, audit, permissions, representations
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import NotFound
from chassis.representations import Representation, representation
from chassis.storage import Transaction
from chassis.values import Tlp
from services.events.domain import event as rules
from services.events.storage import events as storage
from services.events.storage import forms
from services.events.storage.events import KIND, PLANNING, Standing
from services.events.storage.rows import content_to_json, enrolment_to_json, host_to_row, when_to_json

Json = dict[str, Any]
MOMENTS = ("starts_at", "ends_at", "published_at", "updated_at", "registration_opens_at", "registration_closes_at")
SIGNING_STEPS = frozenset({"sign_off", "send_back", "answer"})
PUBLISHING_STEPS = frozenset({"publish", "confirm", "postpone", "reschedule", "cancel", "archive"})


def event_view(tx: Transaction, viewer: Viewer, event_id: UUID, *, now: datetime) -> Json:
    """Return the event by our own id, or what was shown by the id it was shown under. Raises NotFound, Forbidden."""
    standing = storage.reach(tx, viewer, event_id, verb="read", now=now) if permissions.may(viewer, PLANNING, "read") else None
    if standing is None:
        shown = storage.shown_to(tx, viewer, event_id, now=now)
        audit.add(tx, viewer, "event.read", event_id, now, org=shown.owner_org)
        return published_view(shown)
    audit.add(tx, viewer, "event.read", event_id, now, org=standing.event.owner_org)
    return _host_view(viewer, standing, standing.shown) if standing.shown else _full_view(tx, viewer, standing)


def public_event(tx: Transaction, event_id: UUID, *, now: datetime) -> Json:
    """Return what everybody may read, or whoever has the address. NotFound: `gone` if that has ended, else `no-such-event`."""
    public = (representation.c.id == event_id, representation.c.kind == KIND, representation.c.scope == representations.PUBLIC_SCOPE)
    if tx.scalar(select(representation.c.id).where(*public, representation.c.visible_until <= now)) is not None:
        raise NotFound("gone", id=str(event_id))
    return published_view(storage.shown_to(tx, PUBLIC, event_id, now=now))


def published_view(shown: Representation) -> Json:
    """Return a representation as those see it to whom it was published."""
    return {**_of_body(shown.body), **_of_representation(shown), "representation": shown.scope}


def _of_representation(shown: Representation) -> Json:
    return {"id": shown.id, "version": shown.version, "organisation_id": shown.owner_org, "marking": shown.marking.value}


def _of_body(body: Mapping[str, Any]) -> Json:
    moments = {name: datetime.fromisoformat(body[name]) if body.get(name) else None for name in MOMENTS}
    return {**body, **moments}


def _host_view(viewer: Viewer, standing: Standing, shown: Representation) -> Json:
    """Return the plan as a host works with it, from the representation that was written for it."""
    body = _of_body(shown.body)
    return {
        **body,
        **_of_enrolment(body["enrolment"]),
        **_of_representation(shown),
        "representation": "host",
        "hosts": [_with_moments(host) for host in body["hosts"]],
        "steps": steps_of(viewer, standing),
        "coordinators": sorted(standing.event.coordinators.get(standing.organisation_id, ())),
    }


def _with_moments(host: Mapping[str, Any]) -> Json:
    return {**host, **{name: datetime.fromisoformat(host[name]) if host[name] else None for name in ("since", "signed_off_at")}}


def _of_enrolment(enrolment: Mapping[str, Any]) -> Json:
    moments = {name: datetime.fromisoformat(enrolment[name]) if enrolment[name] else None for name in ("opens_at", "closes_at")}
    return {
        "enrolment": {**enrolment, **moments},
        "way": enrolment["way"],
        "registration_opens_at": moments["opens_at"],
        "registration_closes_at": moments["closes_at"],
    }


def _full_view(tx: Transaction, viewer: Viewer, standing: Standing) -> Json:
    event = standing.event
    content = content_to_json(event.content)
    published = [one for one in representations.by_record(tx, KIND, event.id) if not one.scope.startswith("host:")]
    return {
        **{name: value for name, value in content.items() if name != "when"},
        **when_to_json(event.content.when),
        **_of_enrolment(enrolment_to_json(event.enrolment)),
        "form": forms.form_json(tx, event.id),
        **{
            name: getattr(event, name)
            for name in ("id", "version", "ical_uid", "sequence", "note", "published_at", "created_at", "updated_at")
        },
        "representation": "full",
        "organisation_id": event.owner_org,
        "state": event.state.value,
        "marking": Tlp.AMBER.value,
        "starts_at": event.times.starts_at,
        "ends_at": event.times.ends_at,
        "in_gap": event.times.in_gap,
        "hosts": [host_to_row(host) for host in event.hosts],
        "steps": steps_of(viewer, standing),
        "coordinators": sorted(event.coordinators.get(event.owner_org, ())),
        "visible_to": audience.describe(storage.audience_tokens(event)),
        "published_to": audience.describe(token for one in published for token in one.audience),
        "published_id": published[0].id if published else None,
    }


def steps_of(viewer: Viewer, standing: Standing) -> list[str]:
    """Return what the viewer could do next with the event."""
    steps = rules.steps(standing.event, organisation_id=standing.organisation_id, membership=viewer.membership or viewer.id)
    return [step for step in steps if permissions.may(viewer, PLANNING, _verb(step))]


def _verb(step: str) -> str:
    if step in SIGNING_STEPS:
        return "sign_off"
    return "publish" if step in PUBLISHING_STEPS else "write"
