"""From the waiting list to a place: one function, on every path, with a record of what it decided."""

from datetime import datetime, timedelta
from uuid import UUID

from chassis import timers
from chassis.errors import Conflict
from chassis.storage import Transaction
from services.events.actions.telling import tell
from services.events.domain import enrolment as enrolling
from services.events.domain import registration as rules
from services.events.domain.event import Event
from services.events.domain.registration import Registration
from services.events.domain.seats import Decision, Outcome, Pool, Waiting, Why, decide
from services.events.domain.words import State
from services.events.storage import pools
from services.events.storage import registrations as storage

OPEN = frozenset({State.TENTATIVE, State.CONFIRMED})


def promote(tx: Transaction, event: Event, pool: Pool, *, cause: str, now: datetime, at_once: UUID | None = None) -> None:
    """Give the free places of a locked pool to those who wait, and write down why each of them got one or did not.

    `at_once`: who is here right now. Nobody gets a place once registration has closed.
    """
    queue = pools.queue_of(tx, pool.id) if pool.free != 0 or at_once is not None else []
    if not queue:
        return
    decisions = _decisions(event, pool, queue, at_once=at_once, now=now)
    given = {one.id: one.outcome for one in decisions if one.outcome in {Outcome.CONFIRMED, Outcome.OFFERED}}
    for registration in storage.among(tx, given).values():
        _give(tx, event, registration, given[registration.id], now=now, told=registration.id == at_once)
    pools.add_promotion(tx, pool, _worth_writing(decisions, at_once), cause=cause, now=now)


def _decisions(event: Event, pool: Pool, queue: list[Waiting], *, at_once: UUID | None, now: datetime) -> list[Decision]:
    if now >= enrolling.closes_at(event.enrolment, event.shown_times.starts_at) or event.state not in OPEN:
        return [Decision(one.id, Outcome.WAITS, Why.CLOSED) for one in queue]
    offers = event.enrolment.offer_hours is not None
    return decide(pool, queue, at_once=at_once, offers=offers, pass_over=event.enrolment.pass_over)


def _worth_writing(decisions: list[Decision], at_once: UUID | None) -> list[Decision]:
    """Return the decisions up to the first that leaves somebody waiting, for the rest waits behind it, and the one about who is here."""
    stop = next((n for n, one in enumerate(decisions) if one.outcome is Outcome.WAITS), len(decisions))
    return decisions[: stop + 1] + [one for one in decisions[stop + 1 :] if one.id == at_once]


def _give(tx: Transaction, event: Event, registration: Registration, outcome: Outcome, *, now: datetime, told: bool) -> None:
    if outcome is Outcome.OFFERED:
        registration = rules.offer(registration, ends_at=_offer_ends_at(event, now), now=now)
        timers.set(tx, _offer_key(registration.id), registration.offer_ends_at or now, "expire_offer", registration_id=str(registration.id))
    else:
        registration = rules.confirm(registration, now=now)
    storage.save_registration(tx, registration)
    pools.take(tx, registration)
    if not told:
        tell(tx, registration, now=now)


def _offer_ends_at(event: Event, now: datetime) -> datetime:
    closes_at = enrolling.closes_at(event.enrolment, event.shown_times.starts_at)
    return min(now + timedelta(hours=event.enrolment.offer_hours or 0), closes_at)


def release(tx: Transaction, registration: Registration) -> None:
    """Give back what a registration took of its locked pool, and forget its offer."""
    pools.give_back(tx, registration)
    timers.cancel(tx, _offer_key(registration.id))


def keep_offer(tx: Transaction, registration: Registration) -> None:
    """Let an offer that was accepted be kept."""
    pools.keep(tx, registration)
    timers.cancel(tx, _offer_key(registration.id))


def _offer_key(registration_id: UUID) -> str:
    return f"offer:{registration_id}"


def require_place(event: Event, pool: Pool, seats: int) -> None:
    """Conflict `event-full` where nobody may wait and no place is left. Asked of everybody alike, whether they are in already or not."""
    if not event.enrolment.waiting and not pool.holds(seats):
        raise Conflict("event-full")
