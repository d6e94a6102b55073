"""How one comes to take part in an event: from when to when, with whose approval, and how long an offer stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.errors import Conflict, Invalid
from services.events.domain.words import Way

MOST_SEATS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """`offer_hours`: how long somebody from the waiting list has to accept a place (None: it is theirs at once).

    `pass_over`: whether a party too large for the places left lets smaller ones by. `most_seats`: the largest party.
    `waiting`: whether
    who finds no place may wait for one. `vouching`: nobody is approved whom no host organisation has vouched for.
    """

    way: Way = Way.NONE
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    offer_hours: int | None = 48
    pass_over: bool = False
    most_seats: int = 1
    vouching: bool = False
    waiting: bool = True


def check(enrolment: Enrolment) -> None:
    """Refuse what contradicts itself. Invalid names every wrong field."""
    wrong: list[dict[str, Any]] = []
    if enrolment.opens_at and enrolment.closes_at and enrolment.closes_at <= enrolment.opens_at:
        wrong.append({"pointer": "/closes_at", "code": "not-after-opening"})
    if enrolment.vouching and enrolment.way is not Way.APPROVAL:
        wrong.append({"pointer": "/vouching", "code": "needs-approval"})
    if wrong:
        raise Invalid.of_fields(wrong)


def closes_at(enrolment: Enrolment, starts_at: datetime) -> datetime:
    """Return from when on nobody comes in any more: at the latest when the event begins."""
    return min(enrolment.closes_at or starts_at, starts_at)


def check_open(enrolment: Enrolment, *, starts_at: datetime, now: datetime) -> None:
    """Conflict unless one may register now."""
    if enrolment.way is Way.NONE:
        raise Conflict("without-registration")
    if enrolment.opens_at is not None and now < enrolment.opens_at:
        raise Conflict("registration-not-open", opens_at=enrolment.opens_at.isoformat())
    if now >= closes_at(enrolment, starts_at):
        raise Conflict("registration-closed")
