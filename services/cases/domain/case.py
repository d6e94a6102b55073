"""A case as the rules see it: what was checked, who consented, what was told to us."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.cases.domain.consent import Consent, Instruction
from services.cases.domain.words import Purpose, Stage, Verification


@dataclass(frozen=True, slots=True)
class Mandate:
    """Whether the case falls within the organisation's mandate."""

    within: bool
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """How sure the facts are."""

    status: Verification
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """The newest risk assessment; it counts once somebody else approved it."""

    id: UUID
    assessor: UUID
    valid_until: datetime
    approver: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is asked before anything is done. `subjects` are parties; `consents` the newest per subject and purpose."""

    id: UUID
    stage: Stage
    type: str
    priority: str
    consent_version: int
    subjects: tuple[UUID, ...] = ()
    mandate: Mandate | None = None
    verification: Verified | None = None
    risk: Risk | None = None
    consents: tuple[Consent, ...] = ()
    instructions: tuple[Instruction, ...] = ()

    def consent_of(self, party_id: UUID, purpose: Purpose) -> Consent | None:
        """Return the subject's newest answer for `purpose`."""
        return next((consent for consent in self.consents if (consent.party_id, consent.purpose) == (party_id, purpose)), None)
