"""One's own registration: found by one's account, or by the code that was shown once. Hidden and missing are the same statement."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis import permissions
from chassis.contexts import Viewer
from chassis.errors import NotFound
from chassis.storage import Transaction
from services.events.domain.registration import Registration
from services.events.storage import registrations as storage
from services.events.storage import tables


def mine(tx: Transaction, viewer: Viewer, registration_id: UUID) -> Registration:
    """Return the viewer's own registration. NotFound: hidden and missing are the same statement."""
    permissions.require(viewer, "participation", "read")
    occurrence_id = tx.scalar(select(tables.registration.c.occurrence_id).where(tables.registration.c.id == registration_id))
    person = storage.person_of(tx, occurrence_id or registration_id, f"account:{viewer.id}")
    return _one(tx, registration_id, tables.registration.c.person == person)


def of_code(tx: Transaction, registration_id: UUID, code: str) -> Registration:
    """Return the registration that a code opens. NotFound."""
    return _one(tx, registration_id, tables.registration.c.code_hash == storage.digest_of_code(code))


def _one(tx: Transaction, registration_id: UUID, condition: ColumnElement[bool]) -> Registration:
    found = storage.registrations(tx, select(tables.registration).where(tables.registration.c.id == registration_id, condition))
    if not found:
        raise NotFound("no-such-registration", id=str(registration_id))
    return found[0]
