"""What a participant sees of their own registration: the way in once they have a place and it is near, never anybody else."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import audit, permissions
from chassis.contexts import PUBLIC, Viewer
from chassis.storage import Transaction
from services.events.domain.event import Event
from services.events.domain.registration import Registration
from services.events.domain.words import RegistrationState
from services.events.storage import events, tables
from services.events.storage import registrations as storage
from services.events.storage.participation import mine, of_code
from services.events.storage.rows import texts_to_json, when_to_json

Json = dict[str, Any]
MOST_EVENTS = 5_000
SHOWN = ("id", "version", "seats", "display_name", "offer_ends_at", "created_at", "updated_at")


def own_view(tx: Transaction, viewer: Viewer, registration_id: UUID, *, now: datetime) -> Json:
    """Return one's own registration. Raises NotFound, Forbidden."""
    registration = mine(tx, viewer, registration_id)
    audit.add(tx, viewer, "registration.read", registration_id, now, org=registration.owner_org)
    return _view(registration, _event(tx, registration), now=now)


def guest_view(tx: Transaction, registration_id: UUID, code: str, *, now: datetime) -> Json:
    """Return the registration that a code opens. NotFound."""
    registration = of_code(tx, registration_id, code)
    audit.add(tx, PUBLIC, "registration.read", registration_id, now, org=registration.owner_org)
    return _view(registration, _event(tx, registration), now=now)


def list_own(tx: Transaction, viewer: Viewer, *, now: datetime) -> Json:
    """Return one's own registrations, the next event first."""
    permissions.require(viewer, "participation", "read")
    found = storage.registrations(tx, select(tables.registration).where(tables.registration.c.person.in_(_digests(tx, viewer))))
    by_id = {event.id: event for event in events.among(tx, [one.event_id for one in found])}
    found.sort(key=lambda one: by_id[one.event_id].shown_times.starts_at)
    audit.add(tx, viewer, "registration.list", [one.id for one in found], now)
    return {"items": [_view(one, by_id[one.event_id], now=now) for one in found]}


def _digests(tx: Transaction, viewer: Viewer) -> Sequence[bytes]:
    """Return by what the viewer would be found in each of the latest events: nothing links one of them to another."""
    newest = select(tables.event.c.id).where(tables.event.c.published_at.is_not(None)).order_by(tables.event.c.starts_at.desc())
    return [storage.person_of(tx, event_id, f"account:{viewer.id}") for event_id in tx.execute(newest.limit(MOST_EVENTS)).scalars()]


def _event(tx: Transaction, registration: Registration) -> Event:
    event = events.find(tx, registration.event_id)
    assert event is not None, registration.event_id
    return event


def _view(registration: Registration, event: Event, *, now: datetime) -> Json:
    shown, times = event.shown, event.shown_times
    reveals_at = times.starts_at - timedelta(hours=shown.reveal_hours)
    has_place = registration.state is RegistrationState.CONFIRMED and event.cancelled_at is None
    revealed = has_place and now >= reveals_at
    return {
        **{name: getattr(registration, name) for name in SHOWN},
        "state": registration.state.value,
        "mode": registration.mode.value if registration.mode else None,
        "calendar": registration.calendar.value,
        "event_state": (event.published_state or event.state).value,
        "texts": texts_to_json(shown.texts),
        **when_to_json(shown.when),
        "starts_at": times.starts_at,
        "ends_at": times.ends_at,
        "reveals_at": reveals_at if has_place else None,
        "venue": shown.venue if revealed else None,
        "link": shown.link if revealed else None,
    }
