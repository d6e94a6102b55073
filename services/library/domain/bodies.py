"""Bodies that are addressed: ministries, courts, embassies, mandates. Public roles, never the persons who hold them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.errors import Conflict

REVIEWED_AFTER = timedelta(days=180)
"""How long what was verified is trusted, unless whoever verified it says otherwise."""


class BodyState(StrEnum):
    """Who may read it: our organisation, everybody, or nobody any more but us."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An office that is written to, with its public contact and when somebody last saw that it is right."""

    id: UUID
    owner_org: UUID
    version: int
    state: BodyState
    kind: str
    name: str
    role: str
    country: str | None
    languages: tuple[str, ...]
    contact: Mapping[str, Any]
    source_url: str
    verified_at: datetime
    verified_by: UUID | None
    review_by: date
    created_at: datetime
    updated_at: datetime


def review_day(verified_at: datetime) -> date:
    """Return by when it should be looked at again."""
    return (verified_at + REVIEWED_AFTER).date()


def is_stale(review_by: date, *, now: datetime) -> bool:
    """Say whether it has not been verified for so long that a letter may go to the wrong place."""
    return now.date() >= review_by


def change(body: Body, *, now: datetime, **changed: Any) -> Body:
    """Return the body with other facts. Conflict once it was withdrawn."""
    _require(body, BodyState.DRAFT, BodyState.PUBLISHED)
    return _step(replace(body, **changed), now)


def verify(body: Body, *, by: UUID | None, review_by: date | None, now: datetime) -> Body:
    """Return the body as seen to be right at `now`."""
    return change(body, verified_at=now, verified_by=by, review_by=review_by or review_day(now), now=now)


def publish(body: Body, *, now: datetime) -> Body:
    """Return the body for everybody to read. Conflict if it is or was already."""
    _require(body, BodyState.DRAFT)
    return _step(replace(body, state=BodyState.PUBLISHED), now)


def withdraw(body: Body, *, now: datetime) -> Body:
    """Return the body taken from everybody else, for good. Conflict unless it is published."""
    _require(body, BodyState.PUBLISHED)
    return _step(replace(body, state=BodyState.WITHDRAWN), now)


def steps(body: Body) -> list[str]:
    """Return what can be done with it now, as far as its own rules go."""
    return {
        BodyState.DRAFT: ["publish", "amend", "verify"],
        BodyState.PUBLISHED: ["amend", "verify", "withdraw"],
        BodyState.WITHDRAWN: [],
    }[body.state]


def _require(body: Body, *states: BodyState) -> None:
    if body.state not in states:
        raise Conflict("wrong-state", state=body.state.value, allowed=[state.value for state in states])


def _step(body: Body, now: datetime) -> Body:
    return replace(body, version=body.version + 1, updated_at=now)
