"""The guard: what stands between a case and a purpose. Nothing else decides it, and nothing is done without asking.

To act in public needs an open case, a mandate, facts that are at least likely, consent of every subject and a risk
assessment that somebody else approved. To assist in imminent danger needs none of them to begin with, never to publish.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from chassis.errors import Conflict, Invalid
from services.cases.domain.case import Case, Risk
from services.cases.domain.consent import Consent
from services.cases.domain.words import Audience, ConsentState, Identifiability, Purpose, Reach, Stage, Verification


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing: the check, why, the action that resolves it, and whom it concerns."""

    check: str
    code: str
    remedy: str
    party_id: UUID | None = None

    def as_json(self) -> dict[str, str | None]:
        """Return the parameters of an error."""
        return {"check": self.check, "code": self.code, "remedy": self.remedy, "party_id": str(self.party_id) if self.party_id else None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is to be done, for whom, how recognisable, and when."""

    purpose: Purpose
    audience: Audience
    identifiability: Identifiability
    now: datetime


ACTING = ("stage", "mandate", "verification", "consent", "risk")

NEEDED: Mapping[Purpose, tuple[str, ...]] = MappingProxyType(
    {
        Purpose.RECORD: ("consent",),
        Purpose.ASSIST: ("stage", "mandate", "consent"),
        Purpose.CONTACT_AUTHORITY: ACTING,
        Purpose.SHARE_PARTNER: ACTING,
        Purpose.URGENT_APPEAL: ACTING,
        Purpose.MEDIA: ACTING,
        Purpose.UN_SUBMISSION: ACTING,
        Purpose.STATISTICS: ("consent",),
    }
)
"""Which checks a purpose needs while nothing leaves the organisation; what leaves needs them all."""

ENOUGH = frozenset({Verification.CONFIRMED, Verification.LIKELY})

TO_OPEN: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.INTAKE: "accept_case",
        Stage.ON_HOLD: "resume_case",
        Stage.CLOSING: "reopen_case",
        Stage.CLOSED: "reopen_case",
        Stage.ARCHIVED: "open_case",
        Stage.DECLINED: "open_case",
    }
)
"""How a case comes to be open; for some only by a new one."""


def missing(
    case: Case,
    purpose: Purpose,
    audience: Audience,
    now: datetime,
    *,
    identifiability: Identifiability = Identifiability.ANONYMOUS,
) -> list[Missing]:
    """Return what stands between the case and `purpose` for `audience`, each with its remedy; [] if nothing does."""
    ask = Ask(purpose=purpose, audience=audience, identifiability=identifiability, now=now)
    return [found for check in _needed(case, ask) for found in CHECKS[check](case, ask)]


def _needed(case: Case, ask: Ask) -> tuple[str, ...]:
    if ask.audience.kind != Reach.ORGANISATION and ask.purpose != Purpose.STATISTICS:
        return ACTING
    if ask.purpose == Purpose.ASSIST and case.priority == "urgent":
        return ()
    return NEEDED[ask.purpose]


def _stage(case: Case, ask: Ask) -> Iterator[Missing]:  # noqa: ARG001  # every check is asked alike
    if case.stage != Stage.OPEN:
        yield Missing("stage", "case-not-open", TO_OPEN[case.stage])


def _mandate(case: Case, ask: Ask) -> Iterator[Missing]:
    if case.mandate is None:
        yield Missing("mandate", "mandate-not-checked", "record_mandate")
    elif not case.mandate.within:
        yield Missing("mandate", "outside-mandate", "record_mandate")
    elif _over(case.mandate.expires_at, ask.now):
        yield Missing("mandate", "mandate-expired", "record_mandate")


def _verification(case: Case, ask: Ask) -> Iterator[Missing]:
    if case.verification is None:
        yield Missing("verification", "not-verified", "record_verification")
    elif case.verification.status not in ENOUGH:
        yield Missing("verification", "not-likely-enough", "record_verification")
    elif _over(case.verification.expires_at, ask.now):
        yield Missing("verification", "verification-expired", "record_verification")


def _consent(case: Case, ask: Ask) -> Iterator[Missing]:
    if not case.subjects and case.type != "advocacy":
        yield Missing("consent", "no-subject", "add_party")
    for party_id in case.subjects:
        if (code := _unwilling(case.consent_of(party_id, ask.purpose), ask)) is not None:
            yield Missing("consent", code, "record_consent", party_id)
    for instruction in case.instructions:
        if instruction.forbids(ask.purpose, ask.audience):
            yield Missing("consent", f"instruction-{instruction.kind.replace('_', '-')}", "end_instruction", instruction.party_id)


def _unwilling(consent: Consent | None, ask: Ask) -> str | None:
    if consent is None:
        return "consent-missing"
    if (state := consent.state_at(ask.now)) != ConsentState.GIVEN:
        return f"consent-{state.value}"
    if not consent.audience.covers(ask.audience):
        return "consent-for-fewer"
    if consent.identifiability.rank < ask.identifiability.rank:
        return "consent-less-identifying"
    return None


def _risk(case: Case, ask: Ask) -> Iterator[Missing]:
    if case.risk is None:
        yield Missing("risk", "risk-not-assessed", "record_risk")
    elif _over(case.risk.valid_until, ask.now):
        yield Missing("risk", "risk-expired", "record_risk")
    elif case.risk.approver is None:
        yield Missing("risk", "risk-not-approved", "approve_risk")


def _over(expires_at: datetime | None, now: datetime) -> bool:
    return expires_at is not None and expires_at <= now


CHECKS: Mapping[str, Callable[[Case, Ask], Iterator[Missing]]] = MappingProxyType(
    {"stage": _stage, "mandate": _mandate, "verification": _verification, "consent": _consent, "risk": _risk}
)


def check_validity(until: datetime | None, *, pointer: str, now: datetime) -> None:
    """Invalid at `pointer` if a check would have run out before it was recorded."""
    if _over(until, now):
        raise Invalid.of_fields([{"pointer": pointer, "code": "in-the-past"}])


def approve(risk: Risk | None, *, risk_id: UUID, by: UUID, now: datetime) -> Risk:
    """Return the risk assessment approved; Conflict `risk-superseded`, `approver-assessed`, `risk-already-approved`, `risk-expired`."""
    if risk is None or risk.id != risk_id:
        raise Conflict("risk-superseded")
    if risk.assessor == by:
        raise Conflict("approver-assessed")
    if risk.approver is not None:
        raise Conflict("risk-already-approved")
    if _over(risk.valid_until, now):
        raise Conflict("risk-expired")
    return replace(risk, approver=by)
