"""Places, and who gets the next one.

A place is taken by a claim: of a confirmed registration, or of one that was offered a place and may still accept it. Nothing else
takes one. `decide` is the only way from the waiting list to a place, on every path: somebody registers, withdraws, is rejected,
lets an offer pass, or the pool grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import Conflict
from services.events.domain.words import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Places of one kind: for those who attend in one mode, for those whom one host invited, or for all. `capacity` None: no end."""

    id: UUID
    event_id: UUID
    occurrence_id: UUID
    owner_org: UUID
    mode: Mode | None = None
    host_org: UUID | None = None
    session_id: UUID | None = None
    capacity: int | None = None
    taken: int = 0

    @property
    def free(self) -> int | None:
        """How many places are left; None: no end of them."""
        return None if self.capacity is None else self.capacity - self.taken

    def holds(self, seats: int) -> bool:
        """Say whether so many fit in."""
        return self.free is None or seats <= self.free


class Outcome(StrEnum):
    """What was decided about one that waits."""

    CONFIRMED = "confirmed"
    OFFERED = "offered"
    PASSED_OVER = "passed_over"
    WAITS = "waits"


class Why(StrEnum):
    """Why it was decided so."""

    FITS = "fits"
    FULL = "full"
    TOO_LARGE = "too_large"
    BEHIND = "behind"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who waits for `seats` places, with the order of the queue: priority (the higher first), time, id."""

    id: UUID
    seats: int
    priority: int
    queued_at: datetime

    @property
    def place(self) -> tuple[int, datetime, UUID]:
        """What the queue is sorted by."""
        return (-self.priority, self.queued_at, self.id)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one that waits, and why."""

    id: UUID
    outcome: Outcome
    why: Why


def choose(pools: Sequence[Pool], *, mode: Mode | None, host_org: UUID | None) -> Pool:
    """Return the pool that somebody draws from, the narrowest one that is theirs. Conflict if there is none, or the mode is not said."""
    if mode is None and pools and all(pool.mode is not None for pool in pools):
        raise Conflict("mode-required", modes=sorted({str(pool.mode) for pool in pools}))
    open_to = [pool for pool in pools if pool.session_id is None and pool.mode in {None, mode} and pool.host_org in {None, host_org}]
    if not open_to:
        raise Conflict("no-places-for-this")
    return max(open_to, key=lambda pool: (pool.host_org is not None, pool.mode is not None))


def decide(pool: Pool, queue: Sequence[Waiting], *, at_once: UUID | None, offers: bool, pass_over: bool) -> list[Decision]:
    """Return what happens to those who wait, in their order, as far as anything does.

    Who is here right now (`at_once`) gets a place without an offer, but never before somebody who waits longer. A party that does not
    fit holds up the others unless it may be passed over.
    """
    free, decisions, held_up = pool.free, list[Decision](), False
    for one in sorted(queue, key=lambda waiting: waiting.place):
        if held_up:
            decisions.append(Decision(one.id, Outcome.WAITS, Why.BEHIND))
        elif free is None or one.seats <= free:
            free = None if free is None else free - one.seats
            decisions.append(Decision(one.id, Outcome.OFFERED if offers and one.id != at_once else Outcome.CONFIRMED, Why.FITS))
        elif not free:
            decisions.append(Decision(one.id, Outcome.WAITS, Why.FULL))
        else:
            held_up = not pass_over
            decisions.append(Decision(one.id, Outcome.PASSED_OVER if pass_over else Outcome.WAITS, Why.TOO_LARGE))
    return decisions


def resized(pool: Pool, capacity: int | None) -> int | None:
    """Return the new capacity. Conflict if more places are taken than that: nobody loses a place that was given."""
    if capacity is not None and capacity < pool.taken:
        raise Conflict("places-are-taken", taken=pool.taken)
    return capacity
