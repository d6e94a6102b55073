"""The way of a registration: who may take which step, and what stands against it.

            ┌→ awaiting_approval → rejected
registering ┤          ↓
            └→ waitlisted → offered → offer_expired
                    └──────────┴→ confirmed → attended | partly_attended | no_show | excused
every live state → withdrawn | cancelled_by_host; everything → purged
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict
from services.events.domain.seats import Waiting
from services.events.domain.words import CalendarEntry, Mode
from services.events.domain.words import RegistrationState as State

LIVE = frozenset({State.AWAITING_APPROVAL, State.WAITLISTED, State.OFFERED, State.CONFIRMED})
CLAIMING = frozenset({State.OFFERED, State.CONFIRMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Somebody's way into an event. `person`: a keyed digest, by which they are found again and nothing else is.

    Name, contact and bar number stand apart, under the random `participant_id`.
    """

    id: UUID
    event_id: UUID
    occurrence_id: UUID
    owner_org: UUID
    pool_id: UUID
    version: int
    state: State
    person: bytes | None
    participant_id: UUID
    display_name: str
    seats: int
    mode: Mode | None
    host_org: UUID | None
    queued_at: datetime
    created_at: datetime
    updated_at: datetime
    priority: int = 0
    calendar: CalendarEntry = CalendarEntry.NONE
    form_version: int | None = None
    offer_ends_at: datetime | None = None
    code_hash: bytes | None = None
    vouched_by: frozenset[UUID] = frozenset()
    note: str = ""

    @property
    def is_live(self) -> bool:
        """Whether it leads to a place or may still."""
        return self.state in LIVE

    @property
    def claims(self) -> bool:
        """Whether it takes places."""
        return self.state in CLAIMING

    @property
    def waiting(self) -> Waiting:
        """Its place in the queue."""
        return Waiting(id=self.id, seats=self.seats, priority=self.priority, queued_at=self.queued_at)


def check_version(registration: Registration, version: int) -> None:
    """Conflict `stale-version` unless the registration is what the caller read."""
    if version != registration.version:
        raise Conflict("stale-version", current=registration.version)


def queue(registration: Registration, *, now: datetime) -> Registration:
    """Return an approved registration in the queue, where it has been since it was made. Conflict."""
    _require(registration, State.AWAITING_APPROVAL)
    return _step(replace(registration, state=State.WAITLISTED), now)


def confirm(registration: Registration, *, now: datetime) -> Registration:
    """Return the registration with its place. Conflict unless it waits for one."""
    _require(registration, State.WAITLISTED)
    return _step(replace(registration, state=State.CONFIRMED, offer_ends_at=None), now)


def offer(registration: Registration, *, ends_at: datetime, now: datetime) -> Registration:
    """Return the registration with a place kept for it until `ends_at`. Conflict unless it waits for one."""
    _require(registration, State.WAITLISTED)
    return _step(replace(registration, state=State.OFFERED, offer_ends_at=ends_at), now)


def accept(registration: Registration, *, now: datetime) -> Registration:
    """Return the registration with the place that was offered. Conflict if none is, or not any more."""
    _require(registration, State.OFFERED)
    if registration.offer_ends_at is not None and registration.offer_ends_at <= now:
        raise Conflict("offer-expired")
    return _step(replace(registration, state=State.CONFIRMED, offer_ends_at=None), now)


def expire(registration: Registration, *, now: datetime) -> Registration:
    """Return the registration whose offer has passed; as it is if none has."""
    if registration.state is not State.OFFERED or registration.offer_ends_at is None or now < registration.offer_ends_at:
        return registration
    return _step(replace(registration, state=State.OFFER_EXPIRED), now)


def withdraw(registration: Registration, *, now: datetime) -> Registration:
    """Return the registration given up by whom it is. Conflict if it has ended."""
    return _end(registration, State.WITHDRAWN, now)


def reject(registration: Registration, *, reason: str, now: datetime) -> Registration:
    """Return the registration not approved. Conflict unless it awaits that."""
    _require(registration, State.AWAITING_APPROVAL)
    return _step(replace(registration, state=State.REJECTED, note=reason), now)


def cancel(registration: Registration, *, reason: str, now: datetime) -> Registration:
    """Return the registration ended by the host. Conflict if it has ended."""
    return replace(_end(registration, State.CANCELLED_BY_HOST, now), note=reason)


def vouch(registration: Registration, organisation_id: UUID, *, now: datetime) -> Registration:
    """Return the registration with an organisation that answers for the person. Conflict unless it awaits approval."""
    _require(registration, State.AWAITING_APPROVAL)
    return _step(replace(registration, vouched_by=registration.vouched_by | {organisation_id}), now)


def prioritise(registration: Registration, priority: int, *, now: datetime) -> Registration:
    """Return the registration further ahead in the queue, or behind. Conflict if it has ended or has its place."""
    _require(registration, State.AWAITING_APPROVAL, State.WAITLISTED)
    return _step(replace(registration, priority=priority), now)


def amend(registration: Registration, *, now: datetime, display_name: str | None = None, calendar: str | None = None) -> Registration:
    """Return the registration under another name, or with another calendar entry. Conflict if it has ended."""
    _require(registration, *LIVE)
    entry = CalendarEntry(calendar) if calendar else registration.calendar
    return _step(replace(registration, display_name=display_name or registration.display_name, calendar=entry), now)


def purge(registration: Registration, *, now: datetime) -> Registration:
    """Return what may be kept for the figures: nobody's."""
    gone = replace(registration, state=State.PURGED, person=None, display_name="", code_hash=None, vouched_by=frozenset(), note="")
    return _step(replace(gone, host_org=None, calendar=CalendarEntry.NONE), now)


def _end(registration: Registration, state: State, now: datetime) -> Registration:
    _require(registration, *LIVE)
    return _step(replace(registration, state=state, offer_ends_at=None), now)


def _require(registration: Registration, *states: State) -> None:
    if registration.state not in states:
        raise Conflict("wrong-registration-state", state=registration.state.value, allowed=sorted(state.value for state in states))


def _step(registration: Registration, now: datetime) -> Registration:
    return replace(registration, version=registration.version + 1, updated_at=now)
