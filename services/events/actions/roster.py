"""What named coordinators do with those who take part."""

from datetime import datetime
from uuid import UUID

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.errors import Conflict, NotFound
from chassis.storage import Transaction
from services.events.actions.participation import end, with_pool
from services.events.actions.promotion import promote
from services.events.actions.telling import tell
from services.events.domain import hosts as hosting
from services.events.domain import registration as rules
from services.events.domain.registration import Registration
from services.events.domain.words import Right
from services.events.storage import events
from services.events.storage import registrations as storage
from services.events.storage.rosters import coordinated, find_one


def _owned(tx: Transaction, viewer: Viewer, event_id: UUID, registration_id: UUID, *, now: datetime) -> Registration:
    """Return the registration for who decides about it: named coordinators of the organisation the event belongs to."""
    standing = coordinated(tx, viewer, event_id, verb="manage", now=now)
    if standing.shown is not None:
        raise Conflict("host-lacks-right", right=Right.EDIT.value)
    return find_one(tx, standing, registration_id)


def approve_registration(tx: Transaction, viewer: Viewer, *, event_id: UUID, registration_id: UUID, version: int, now: datetime) -> None:
    """Let somebody in: they get a place, or wait for one from when they registered. Raises NotFound, Forbidden, Conflict."""
    event, pool, registration = with_pool(tx, _owned(tx, viewer, event_id, registration_id, now=now))
    rules.check_version(registration, version)
    if event.enrolment.vouching and not registration.vouched_by:
        raise Conflict("needs-vouching")
    storage.save_registration(tx, rules.queue(registration, now=now))
    promote(tx, event, pool, cause="approved", now=now, at_once=registration_id)
    tell(tx, registration, now=now)
    audit.add(tx, viewer, "registration.approve", registration_id, now, org=event.owner_org)


def reject_registration(
    tx: Transaction, viewer: Viewer, *, event_id: UUID, registration_id: UUID, version: int, reason: str, now: datetime
) -> None:
    """Do not let somebody in; the reason stays with the coordinators. Raises NotFound, Forbidden, Conflict."""
    registration = _owned(tx, viewer, event_id, registration_id, now=now)
    end(tx, registration, lambda one: rules.reject(one, reason=reason, now=now), version=version, cause="rejected", now=now)
    tell(tx, registration, now=now)
    audit.add(tx, viewer, "registration.reject", registration_id, now, org=registration.owner_org)


def cancel_registration(
    tx: Transaction, viewer: Viewer, *, event_id: UUID, registration_id: UUID, version: int, reason: str, now: datetime
) -> None:
    """Take somebody's registration back; the places go to who waits. Raises NotFound, Forbidden, Conflict."""
    registration = _owned(tx, viewer, event_id, registration_id, now=now)
    end(tx, registration, lambda one: rules.cancel(one, reason=reason, now=now), version=version, cause="cancelled", now=now)
    tell(tx, registration, now=now)
    audit.add(tx, viewer, "registration.cancel", registration_id, now, org=registration.owner_org)


def prioritise_registration(
    tx: Transaction, viewer: Viewer, *, event_id: UUID, registration_id: UUID, version: int, priority: int, now: datetime
) -> None:
    """Move somebody ahead in the queue, or back. Raises NotFound, Forbidden, Conflict."""
    event, pool, registration = with_pool(tx, _owned(tx, viewer, event_id, registration_id, now=now))
    rules.check_version(registration, version)
    storage.save_registration(tx, rules.prioritise(registration, priority, now=now))
    promote(tx, event, pool, cause="prioritised", now=now)
    audit.add(tx, viewer, "registration.prioritise", registration_id, now, org=event.owner_org, priority=priority)


def vouch_for_registration(tx: Transaction, viewer: Viewer, *, registration_id: UUID, now: datetime) -> None:
    """Answer for somebody who told us their registration's number; nothing is shown of it. Raises NotFound, Forbidden, Conflict.

    Only organisations that host the event may: to everybody else the number is none.
    """
    permissions.require(viewer, "registration", "vouch")
    found = storage.find(tx, registration_id)
    event = events.find(tx, found.event_id) if found else None
    host = hosting.of(event.hosts, viewer.org) if event else None
    if found is None or host is None or not host.is_in:
        raise NotFound("no-such-registration", id=str(registration_id))
    _, _, registration = with_pool(tx, found)
    storage.save_registration(tx, rules.vouch(registration, host.organisation_id, now=now))
    audit.add(tx, viewer, "registration.vouch", registration_id, now, org=registration.owner_org)
