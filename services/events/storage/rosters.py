"""Who may see who takes part: whom a host named for it, as far as its data scope goes. NotFound for everybody else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, false

from chassis import permissions
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.storage import Transaction
from services.events.domain import hosts as hosting
from services.events.domain.registration import Registration
from services.events.domain.words import DataScope
from services.events.storage import events, tables
from services.events.storage import registrations as storage
from services.events.storage.events import Standing


def coordinated(tx: Transaction, viewer: Viewer, event_id: UUID, *, verb: str, now: datetime) -> Standing:
    """Return the event for somebody who was named to see who takes part. NotFound for everybody else, whatever else they see of it."""
    permissions.require(viewer, "registration", verb)
    standing = events.reach(tx, viewer, event_id, verb="read", now=now)
    if standing is None or not standing.event.coordinates(standing.organisation_id, viewer.membership or viewer.id):
        raise NotFound("no-such-event", id=str(event_id))
    return standing


def in_scope(standing: Standing, registration: Registration) -> bool:
    """Say whether a host may see this one: the owner everybody, others by their data scope."""
    host = hosting.of(standing.event.hosts, standing.organisation_id)
    if host is None or registration.event_id != standing.event.id:
        return False
    if host.data_scope is DataScope.OWN_INVITEES:
        return registration.host_org == standing.organisation_id
    return host.data_scope is DataScope.FULL


def find_one(tx: Transaction, standing: Standing, registration_id: UUID) -> Registration:
    """Return the registration if this host may see it. NotFound."""
    registration = storage.find(tx, registration_id)
    if registration is None or not in_scope(standing, registration):
        raise NotFound("no-such-registration", id=str(registration_id))
    return registration


def of_scope(standing: Standing) -> list[ColumnElement[bool]]:
    """Return the condition under which a host sees a registration, as `in_scope` says it of one."""
    host = hosting.of(standing.event.hosts, standing.organisation_id)
    if host is None or host.data_scope is DataScope.AGGREGATE:
        return [false()]
    return [] if host.data_scope is DataScope.FULL else [tables.registration.c.host_org == standing.organisation_id]
