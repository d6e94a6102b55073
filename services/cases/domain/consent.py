"""Consent: what a subject answered for a purpose, and how it ends."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict
from services.cases.domain.words import ORGANISATION, Audience, ConsentState, Identifiability, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One subject's answer for one purpose; a later answer replaces it, none is overwritten."""

    id: UUID
    party_id: UUID
    purpose: Purpose
    state: ConsentState
    audience: Audience = ORGANISATION
    identifiability: Identifiability = Identifiability.ANONYMOUS
    conditions: str = ""
    given_by: UUID | None = None
    method: str = ""
    evidence: str = ""
    recorded_by: UUID | None
    recorded_at: datetime
    expires_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """Say whether it is given and has not expired, whether or not the timer came round."""
        return self.state == ConsentState.GIVEN and (self.expires_at is None or now < self.expires_at)

    def state_at(self, now: datetime) -> ConsentState:
        """Return the state as it is at `now`."""
        return ConsentState.EXPIRED if self.state == ConsentState.GIVEN and not self.stands(now) else self.state


def withdraw(
    consents: Iterable[Consent], *, purposes: frozenset[Purpose], party_id: UUID | None, by: UUID | None, now: datetime
) -> list[Consent]:
    """Return the consents for `purposes` (of one subject, or of all) withdrawn; Conflict `consent-not-given` if none stands."""
    standing = [
        consent
        for consent in consents
        if consent.purpose in purposes and consent.state == ConsentState.GIVEN and party_id in {None, consent.party_id}
    ]
    if not standing:
        raise Conflict("consent-not-given", purposes=sorted(purposes))
    return [_ended(consent, ConsentState.WITHDRAWN, by=by, now=now) for consent in standing]


def expire(consents: Iterable[Consent], *, now: datetime) -> list[Consent]:
    """Return those that were given and have run out, expired."""
    return [_ended(consent, ConsentState.EXPIRED, by=None, now=now) for consent in consents if consent.state != consent.state_at(now)]


def takes_back(answer: Consent, before: Consent | None) -> bool:
    """Say whether a new answer allows less than the one whose place it takes. What ran out by itself took nothing back."""
    if answer.state in {ConsentState.WITHDRAWN, ConsentState.REFUSED}:
        return True
    if before is None or before.state != ConsentState.GIVEN or answer.state == ConsentState.EXPIRED:
        return False
    sooner = answer.expires_at is not None and (before.expires_at is None or answer.expires_at < before.expires_at)
    narrower = not answer.audience.covers(before.audience) or answer.identifiability.rank < before.identifiability.rank
    return answer.state != ConsentState.GIVEN or narrower or sooner


def ended_as(standing: Consent, end: Consent) -> Consent:
    """Return the end of a consent with what is known of its answer: how it was given, and to what."""
    return replace(standing, id=end.id, state=end.state, recorded_by=end.recorded_by, recorded_at=end.recorded_at)


def _ended(consent: Consent, state: ConsentState, *, by: UUID | None, now: datetime) -> Consent:
    return replace(consent, state=state, recorded_by=by, recorded_at=now)


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a subject told us to do or not to do: `do`, `do_not`, `ask_first`, `withhold_from`."""

    id: UUID
    party_id: UUID
    kind: str
    purposes: frozenset[Purpose]
    groups: frozenset[UUID] = frozenset()

    def forbids(self, purpose: Purpose, audience: Audience) -> bool:
        """Say whether it stands in the way. Who must be withheld from is in every audience that does not name the groups it goes to."""
        if self.kind == "do" or (self.purposes and purpose not in self.purposes):
            return False
        if self.kind == "withhold_from":
            named = bool(audience.groups) and audience.groups.isdisjoint(self.groups)
            return audience.kind in {"group", "public"} and not named
        return True
