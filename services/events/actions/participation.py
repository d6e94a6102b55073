"""What participants do with their own registration: with their account, or as guests with the code that was shown to them once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import Conflict
from chassis.storage import Transaction
from services.events.actions.promotion import keep_offer, promote, release
from services.events.domain import registration as rules
from services.events.domain.event import Event
from services.events.domain.registration import Registration
from services.events.domain.seats import Pool
from services.events.storage import events, pools
from services.events.storage import participation as ways
from services.events.storage import registrations as storage


def with_pool(tx: Transaction, registration: Registration) -> tuple[Event, Pool, Registration]:
    """Return the event, held, the pool, locked, and the registration as it is from then on until the transaction ends."""
    event = events.hold_event(tx, registration.event_id)
    assert event is not None, registration.event_id
    pool = pools.lock_pool(tx, registration.pool_id)
    return event, pool, storage.get(tx, registration.id)


def withdraw_registration(tx: Transaction, viewer: Viewer, *, registration_id: UUID, version: int, now: datetime) -> None:
    """Give one's registration up; the places go to who waits. Raises NotFound, Conflict."""
    registration = ways.mine(tx, viewer, registration_id)
    end(tx, registration, lambda one: rules.withdraw(one, now=now), version=version, cause="withdrawn", now=now)
    audit.add(tx, viewer, "registration.withdraw", registration_id, now, org=registration.owner_org)


def withdraw_guest_registration(tx: Transaction, *, registration_id: UUID, code: str, now: datetime) -> None:
    """Give up a registration that a code opens. Raises NotFound, Conflict."""
    registration = ways.of_code(tx, registration_id, code)
    end(tx, registration, lambda one: rules.withdraw(one, now=now), version=None, cause="withdrawn", now=now)
    audit.add(tx, PUBLIC, "registration.withdraw", registration_id, now, org=registration.owner_org)


def end(
    tx: Transaction,
    registration: Registration,
    step: Callable[[Registration], Registration],
    *,
    version: int | None,
    cause: str,
    now: datetime,
) -> None:
    """End a registration, and give its places to who waits for them."""
    event, _, registration = with_pool(tx, registration)
    if version is not None:
        rules.check_version(registration, version)
    ended = step(registration)
    release(tx, registration)
    storage.save_registration(tx, ended)
    promote(tx, event, pools.lock_pool(tx, registration.pool_id), cause=cause, now=now)


def accept_offer(tx: Transaction, viewer: Viewer, *, registration_id: UUID, version: int, now: datetime) -> None:
    """Take the place that was offered. Raises NotFound, Conflict."""
    registration = ways.mine(tx, viewer, registration_id)
    _accept(tx, registration, version=version, now=now)
    audit.add(tx, viewer, "registration.accept", registration_id, now, org=registration.owner_org)


def accept_guest_offer(tx: Transaction, *, registration_id: UUID, code: str, now: datetime) -> None:
    """Take the place that was offered to whoever holds the code. Raises NotFound, Conflict."""
    registration = ways.of_code(tx, registration_id, code)
    _accept(tx, registration, version=None, now=now)
    audit.add(tx, PUBLIC, "registration.accept", registration_id, now, org=registration.owner_org)


def _accept(tx: Transaction, registration: Registration, *, version: int | None, now: datetime) -> None:
    event, _, registration = with_pool(tx, registration)
    if version is not None:
        rules.check_version(registration, version)
    if event.cancelled_at is not None:
        raise Conflict("event-over")
    accepted = rules.accept(registration, now=now)
    keep_offer(tx, accepted)
    storage.save_registration(tx, accepted)


def expire_offer(tx: Transaction, *, registration_id: UUID, now: datetime) -> None:
    """Let an offer that nobody accepted pass to who waits next."""
    found = storage.find(tx, registration_id)
    if found is None:
        return
    event, _, registration = with_pool(tx, found)
    expired = rules.expire(registration, now=now)
    if expired is registration:
        return
    release(tx, registration)
    storage.save_registration(tx, expired)
    promote(tx, event, pools.lock_pool(tx, registration.pool_id), cause="offer_expired", now=now)


def amend_participation(tx: Transaction, viewer: Viewer, *, registration_id: UUID, version: int, now: datetime, **request: Any) -> None:
    """Change under which name one appears, or what goes into one's calendar. Raises NotFound, Conflict."""
    _, _, registration = with_pool(tx, ways.mine(tx, viewer, registration_id))
    rules.check_version(registration, version)
    storage.save_registration(tx, rules.amend(registration, **request, now=now))
    audit.add(tx, viewer, "registration.amend", registration_id, now, org=registration.owner_org)
