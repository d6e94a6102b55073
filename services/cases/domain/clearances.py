"""Clearances: leave to do one thing with a case, for one record, and what becomes of it when consent narrows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import Conflict
from services.cases.domain.case import Case
from services.cases.domain.checks import missing
from services.cases.domain.words import PUBLIC, Audience, Identifiability, Purpose


class ClearanceState(StrEnum):
    """A clearance stands, or it does not; it never comes back."""

    OPEN = "open"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Limits:
    """The narrowest of what the subjects allow. `valid_until`: when the first of their consents runs out."""

    audience: Audience = PUBLIC
    identifiability: Identifiability = Identifiability.NAMED
    conditions: tuple[str, ...] = ()
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """What was asked for (`audience`, `identifiability`) and how far it might go (`limits`), over the subjects there were."""

    id: UUID
    case_id: UUID
    purpose: Purpose
    audience: Audience
    identifiability: Identifiability
    subjects: tuple[UUID, ...]
    limits: Limits
    consent_version: int
    record_kind: str
    record_id: UUID
    issued_at: datetime
    issued_to: UUID
    state: ClearanceState = ClearanceState.OPEN
    revoked_at: datetime | None = None


def check_clear(case: Case, *, purpose: Purpose, audience: Audience, identifiability: Identifiability, now: datetime) -> Limits:
    """Return the limits under which the case is cleared; Conflict `checks-missing` with everything that is missing."""
    if gaps := missing(case, purpose, audience, now, identifiability=identifiability):
        raise Conflict("checks-missing", missing=[gap.as_json() for gap in gaps])
    limits = limits_of(case, purpose=purpose, subjects=case.subjects, now=now)
    assert limits is not None, "nothing is missing, so every subject consents"
    return limits


def limits_of(case: Case, *, purpose: Purpose, subjects: Iterable[UUID], now: datetime) -> Limits | None:
    """Return the narrowest of what `subjects` allow for `purpose`; None if one of them allows nothing."""
    limits = Limits()
    for party_id in subjects:
        consent = case.consent_of(party_id, purpose)
        if consent is None or not consent.stands(now):
            return None
        limits = Limits(
            audience=limits.audience.within(consent.audience),
            identifiability=min(limits.identifiability, consent.identifiability, key=lambda level: level.rank),
            conditions=(*limits.conditions, consent.conditions) if consent.conditions else limits.conditions,
            valid_until=min(filter(None, (limits.valid_until, consent.expires_at)), default=None),
        )
    return limits


def narrowed(clearances: Iterable[Clearance], *, by: Case, now: datetime) -> list[Clearance]:
    """Return the open clearances that the case's consents no longer carry as they stand: revoked, or with narrower limits."""
    return [changed for clearance in clearances if (changed := _narrowed(clearance, by, now)) is not None]


def _narrowed(clearance: Clearance, case: Case, now: datetime) -> Clearance | None:
    if clearance.state == ClearanceState.REVOKED:
        return None
    limits = limits_of(case, purpose=clearance.purpose, subjects=clearance.subjects, now=now)
    if limits is None or not _carries(limits, clearance) or _forbidden(case, clearance):
        return revoked(clearance, consent_version=case.consent_version, now=now)
    narrower = _narrowest(clearance.limits, limits)
    if narrower == clearance.limits:
        return None
    return replace(clearance, limits=narrower, consent_version=case.consent_version)


def revoked(clearance: Clearance, *, consent_version: int, now: datetime) -> Clearance:
    """Return the clearance revoked, by a change that made the consent version what it is."""
    return replace(clearance, state=ClearanceState.REVOKED, revoked_at=now, consent_version=consent_version)


def _carries(limits: Limits, clearance: Clearance) -> bool:
    return limits.audience.covers(clearance.audience) and limits.identifiability.rank >= clearance.identifiability.rank


def _forbidden(case: Case, clearance: Clearance) -> bool:
    return any(
        instruction.forbids(clearance.purpose, clearance.audience)
        for instruction in case.instructions
        if instruction.party_id in clearance.subjects
    )


def _narrowest(before: Limits, after: Limits) -> Limits:
    """A clearance only narrows: more is had by asking for a new one."""
    return Limits(
        audience=before.audience.within(after.audience),
        identifiability=min(before.identifiability, after.identifiability, key=lambda level: level.rank),
        conditions=after.conditions,
        valid_until=min(filter(None, (before.valid_until, after.valid_until)), default=None),
    )
