"""Clearances that alerts stand on or that were revoked: one row each, where publication and revocation meet.

Both sides take the row first: whoever comes second waits for the first to commit, and then sees what it did.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from services.alerts.storage.tables import clearance


def lock_clearance(tx: Transaction, clearance_id: UUID) -> None:
    """Make the row if it is not there, and lock it until the transaction ends."""
    insert_new(tx, clearance, [{"id": clearance_id}])
    tx.execute(select(clearance.c.id).where(clearance.c.id == clearance_id).with_for_update())


def is_revoked(tx: Transaction, clearance_id: UUID) -> bool:
    """Say whether the clearance was revoked, even if before it was known. Asked under its lock."""
    return tx.scalar(select(clearance.c.revoked_at).where(clearance.c.id == clearance_id)) is not None


def hold_clearance(tx: Transaction, clearance_id: UUID, *, consent_version: int) -> None:
    """Note which consent a clearance rests on, once something stands on it."""
    tx.execute(update(clearance).where(clearance.c.id == clearance_id).values(consent_version=consent_version))


def consent_version(tx: Transaction, clearance_id: UUID) -> int | None:
    """Return the version of the consent that the clearance rests on, None if nothing stands on it here."""
    found: int | None = tx.scalar(select(clearance.c.consent_version).where(clearance.c.id == clearance_id))
    return found


def revoke_clearance(tx: Transaction, clearance_id: UUID, *, now: datetime) -> None:
    """Mark the clearance as revoked, for good."""
    tx.execute(update(clearance).where(clearance.c.id == clearance_id, clearance.c.revoked_at.is_(None)).values(revoked_at=now))
