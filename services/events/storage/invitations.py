"""Invitations in and out of their table."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.fields import opened, sealed
from chassis.storage import Transaction
from services.events.domain.invitation import Invitation
from services.events.storage import tables
from services.events.storage.registrations import digest_of_code

COLUMNS = ("id", "event_id", "owner_org", "host_org", "state", "seats", "expires_at", "created_at", "registration_id")


def add_invitation(tx: Transaction, invitation: Invitation, code: str) -> None:
    """Insert an invitation; of its code a digest is kept."""
    row = {name: getattr(invitation, name) for name in COLUMNS} | {"name": invitation.name or None, "code_hash": digest_of_code(code)}
    tx.execute(insert(tables.invitation).values(sealed(tx, tables.invitation, row, org=invitation.owner_org)))


def by_code(tx: Transaction, code: str, *, lock: bool = False) -> Invitation | None:
    """Return the invitation that a code opens."""
    query = select(tables.invitation).where(tables.invitation.c.code_hash == digest_of_code(code))
    row = tx.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    return invitation_from_row(opened(tx, tables.invitation, dict(row))) if row else None


def find(tx: Transaction, event_id: UUID, invitation_id: UUID, *, host_org: UUID | None) -> Invitation | None:
    """Return an invitation to an event, locked; of one host alone if that is named."""
    query = select(tables.invitation).where(tables.invitation.c.id == invitation_id, tables.invitation.c.event_id == event_id)
    query = query if host_org is None else query.where(tables.invitation.c.host_org == host_org)
    row = tx.execute(query.with_for_update()).mappings().one_or_none()
    return invitation_from_row(opened(tx, tables.invitation, dict(row))) if row else None


def accept(tx: Transaction, invitation: Invitation, registration_id: UUID) -> None:
    """Note who came by an invitation: it is used."""
    _save(tx, invitation.id, state="accepted", registration_id=registration_id)


def revoke(tx: Transaction, invitation_id: UUID) -> None:
    """Let an invitation open nothing any more."""
    _save(tx, invitation_id, state="revoked")


def forget_names(tx: Transaction, event_id: UUID) -> None:
    """Erase whom the invitations to an event were for."""
    tx.execute(update(tables.invitation).where(tables.invitation.c.event_id == event_id).values(name=None))


def _save(tx: Transaction, invitation_id: UUID, **values: Any) -> None:
    tx.execute(update(tables.invitation).where(tables.invitation.c.id == invitation_id).values(**values))


def invitation_from_row(row: Mapping[str, Any]) -> Invitation:
    """Return the invitation of an opened row."""
    return Invitation(**{name: row[name] for name in COLUMNS}, name=row["name"] or "")
