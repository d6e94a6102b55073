"""Clearances: leave for another service to do one thing with a case, and its end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import ledger
from chassis.contexts import Viewer
from chassis.messages import Outgoing, outbox
from chassis.storage import Transaction
from chassis.values import new_id
from services.cases import storage
from services.cases.actions.changes import change
from services.cases.contracts import ClearanceNarrowed, ClearanceRevoked
from services.cases.domain import Clearance, ClearanceState, Identifiability, Purpose, clearances
from services.cases.storage.rows import Row


def clear(tx: Transaction, viewer: Viewer, *, case_id: UUID, service: str, now: datetime, **asked: Any) -> Row:
    """Return a new clearance for `viewer`, for whom `service` asks. Raises NotFound, Forbidden, Conflict.

    The lock of the case holds its consents until the clearance is kept.
    """
    row = storage.cases.get_case(tx, viewer, case_id, verb="clear", now=now, lock=True)
    case = storage.checks.guard_of(tx, row)
    purpose, audience = Purpose(asked["purpose"]), storage.checks.audience_from(asked["audience"])
    identifiability = Identifiability(asked["identifiability"])
    limits = clearances.check_clear(case, purpose=purpose, audience=audience, identifiability=identifiability, now=now)
    one = Clearance(
        id=new_id(),
        case_id=case.id,
        purpose=purpose,
        audience=audience,
        identifiability=identifiability,
        subjects=case.subjects,
        limits=limits,
        consent_version=case.consent_version,
        record_kind=asked["for_record"]["kind"],
        record_id=asked["for_record"]["id"],
        issued_at=now,
        issued_to=_actor(viewer),
    )
    kept = storage.clearances.add_clearance(tx, row, one)
    params = {"clearance_id": str(one.id), "purpose": purpose.value, "reach": audience.kind.value, "service": service}
    change(tx, viewer, row, "clear", now=now, changes=None, **params)
    return kept


def _actor(viewer: Viewer) -> UUID:
    actor = storage.cases.actor(viewer)
    assert actor is not None, viewer.key
    return actor


def narrow_clearances(tx: Transaction, row: Row, *, now: datetime) -> None:
    """Revoke or narrow the clearances that the case's consents no longer carry, each with its message."""
    held = storage.clearances.open_clearances(tx, row["id"])
    if not held:
        return
    for one in clearances.narrowed(held, by=storage.checks.guard_of(tx, row), now=now):
        _save(tx, row, one, now=now)


def revoke_again(tx: Transaction, *, clearance_id: UUID, consent_version: int, now: datetime) -> bool:
    """Revoke a clearance that was revoked before the database was put back, and tell of it; False if none of that id stands."""
    case_id = storage.clearances.case_of_open(tx, clearance_id)
    if case_id is None:
        return False
    row = storage.cases.get_own_case(tx, case_id)
    (one,) = [held for held in storage.clearances.open_clearances(tx, case_id) if held.id == clearance_id]
    _save(tx, row, clearances.revoked(one, consent_version=consent_version, now=now), now=now)
    return True


def _save(tx: Transaction, row: Row, one: Clearance, *, now: datetime) -> None:
    storage.clearances.save_clearance(tx, row, one)
    if one.state == ClearanceState.REVOKED:
        ledger.record(tx, {"what": "clearance.revoked", "id": str(one.id), "consent_version": one.consent_version}, now=now)
    outbox.add(tx, _message(one))


def _message(one: Clearance) -> Outgoing:
    if one.state == ClearanceState.REVOKED:
        return ClearanceRevoked.new(subject=one.case_id, clearance_id=one.id, consent_version=one.consent_version)
    return ClearanceNarrowed.new(
        subject=one.case_id,
        clearance_id=one.id,
        consent_version=one.consent_version,
        max_audience=one.limits.audience.kind.value,
        groups=sorted(one.limits.audience.groups),
        identifiability=one.limits.identifiability.value,
        valid_until=one.limits.valid_until,
    )
