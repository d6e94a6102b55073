"""The way of an alert: who may take which step, and what stands against it.

draft → in_review → approved → published → withdrawn
  ↑________|___________|           |
  sent back with a reason          └→ draft (update: the published edition stays until the next one replaces it)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import Conflict
from services.alerts.domain.content import Content, Limits, check_complete, check_content, fits


class State(StrEnum):
    """Where an alert is on its way."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Aspect(StrEnum):
    """What is signed off, each by itself and in any order."""

    FACTS = "facts"
    CONSENT = "consent"
    RISK = "risk"


class Withdrawal(StrEnum):
    """Why an alert was withdrawn; never told outside the organisation."""

    BY_HAND = "by_hand"
    CLEARANCE_REVOKED = "clearance_revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SignOff:
    """One aspect found good, by whom and when."""

    membership: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class SendBack:
    """Why a text went back to its authors."""

    reason: str
    membership: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Clearance:
    """What `cases` allows: the id stands with the edition, the limits are the narrowest over all subjects."""

    id: UUID
    consent_version: int
    limits: Limits
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A published text, frozen: its number, content and the clearance it stands on (None without a case)."""

    number: int
    content: Content
    clearance_id: UUID | None
    published_by: UUID
    published_at: datetime
    first_published_at: datetime
    visible_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An outgoing text of one organisation with its reviews and its last published edition."""

    id: UUID
    owner_org: UUID
    version: int
    state: State
    content: Content
    authors: frozenset[UUID]
    created_at: datetime
    updated_at: datetime
    reviewers: frozenset[UUID] = frozenset()
    submitted_version: int | None = None
    sign_offs: Mapping[Aspect, SignOff] = field(default_factory=dict)
    sent_back: SendBack | None = None
    edition: Edition | None = None
    withdrawn_at: datetime | None = None
    withdrawal: Withdrawal | None = None
    withdrawal_note: str = ""

    @property
    def is_live(self) -> bool:
        """Whether others can read an edition of it now (as far as its audience goes)."""
        return self.edition is not None and self.withdrawn_at is None

    @property
    def case_id(self) -> UUID | None:
        """The case that it carries for good once it names one: its consent goes for every edition."""
        published = self.edition.content.case_id if self.edition else None
        return published or self.content.case_id


def draft(content: Content, *, id: UUID, owner_org: UUID, author: UUID, now: datetime) -> Alert:  # noqa: A002  # the word everywhere
    """Return a new draft by `author`. Invalid if the content contradicts itself."""
    check_content(content)
    return Alert(
        id=id,
        owner_org=owner_org,
        version=1,
        state=State.DRAFT,
        content=content,
        authors=frozenset({author}),
        created_at=now,
        updated_at=now,
    )


def amend(alert: Alert, content: Content, *, author: UUID, now: datetime) -> Alert:
    """Return the draft with another content; who writes is an author from then on. Conflict outside `draft` or without its case."""
    _require(alert, State.DRAFT)
    _require_case(alert, content)
    check_content(content)
    return _step(replace(alert, content=content, authors=alert.authors | {author}), now)


def submit(alert: Alert, *, reviewers: frozenset[UUID], now: datetime) -> Alert:
    """Return the alert in review by `reviewers` (and every coordinator).

    Invalid if it is not in two languages yet; Conflict outside `draft` or if an author should review.
    """
    _require(alert, State.DRAFT)
    check_complete(alert.content)
    if reviewers & alert.authors:
        raise Conflict("author-cannot-review")
    changed = replace(alert, state=State.IN_REVIEW, reviewers=reviewers, sign_offs={}, sent_back=None)
    return _step(replace(changed, submitted_version=alert.version + 1), now)


def check_version(alert: Alert, version: int) -> None:
    """Conflict `stale-version` unless the alert is what the caller read."""
    if version != alert.version:
        raise Conflict("stale-version", current=alert.version)


def check_text_version(alert: Alert, version: int) -> None:
    """As `check_version`, but sign-offs since the text was submitted do not count: three people sign in parallel."""
    if alert.submitted_version is None or not alert.submitted_version <= version <= alert.version:
        raise Conflict("stale-version", current=alert.version)


def sign_off(alert: Alert, aspect: Aspect, *, membership: UUID, now: datetime) -> Alert:
    """Return the alert with `aspect` signed off; approved once all three are. Conflict for an author, twice, or outside review."""
    _require(alert, State.IN_REVIEW)
    if membership in alert.authors:
        raise Conflict("author-cannot-review")
    if aspect in alert.sign_offs:
        raise Conflict("already-signed-off", aspect=aspect.value)
    sign_offs = {**alert.sign_offs, aspect: SignOff(membership, now)}
    state = State.APPROVED if set(sign_offs) == set(Aspect) else State.IN_REVIEW
    return _step(replace(alert, sign_offs=sign_offs, state=state), now)


def send_back(alert: Alert, *, reason: str, membership: UUID, now: datetime) -> Alert:
    """Return the alert as a draft again, every sign-off void, with the reason. Conflict outside review and approval."""
    _require(alert, State.IN_REVIEW, State.APPROVED)
    return _step(replace(alert, state=State.DRAFT, sign_offs={}, sent_back=SendBack(reason, membership, now)), now)


def check_publishable(alert: Alert, *, publisher: UUID) -> None:
    """Refuse what may not be published whatever the clearance says. Conflict unless approved, for an author, or without its case."""
    _require(alert, State.APPROVED)
    _require_case(alert, alert.content)
    if publisher in alert.authors:
        raise Conflict("author-cannot-publish")


def publish(alert: Alert, *, clearance: Clearance | None, publisher: UUID, now: datetime) -> Alert:
    """Return the alert published as its next edition. Conflict if the clearance is missing, too narrow or expired."""
    check_publishable(alert, publisher=publisher)
    _check_clearance(alert.content, clearance, now)
    last = alert.edition
    edition = Edition(
        number=last.number + 1 if last else 1,
        content=alert.content,
        clearance_id=clearance.id if clearance else None,
        published_by=publisher,
        published_at=now,
        first_published_at=last.first_published_at if last else now,
        visible_until=_earliest(alert.content.valid_until, clearance.valid_until if clearance else None),
    )
    return _step(replace(alert, state=State.PUBLISHED, edition=edition), now)


def _check_clearance(content: Content, clearance: Clearance | None, now: datetime) -> None:
    if content.valid_until is not None and content.valid_until <= now:
        raise Conflict("alert-expired")
    if clearance is None:
        if content.case_id is not None:
            raise Conflict("clearance-missing")
        return
    if clearance.valid_until is not None and clearance.valid_until <= now:
        raise Conflict("clearance-expired")
    if not fits(content, clearance.limits):
        raise Conflict("clearance-too-narrow", audience=clearance.limits.audience, identifiability=clearance.limits.identifiability.value)


def end_by(alert: Alert, valid_until: datetime | None, *, now: datetime) -> Alert:
    """Return the alert with its published edition ending at `valid_until`; as it is if that ends no later already."""
    assert alert.edition is not None, alert.id
    ends_at = _earliest(alert.edition.visible_until, valid_until)
    if ends_at == alert.edition.visible_until:
        return alert
    return _step(replace(alert, edition=replace(alert.edition, visible_until=ends_at)), now)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def update(alert: Alert, *, author: UUID, now: datetime) -> Alert:
    """Return the published alert as the draft of its next edition; the last one stays readable. Conflict unless published.

    Only who writes the next edition is its author: what stood in the last one was approved by somebody else already.
    """
    _require(alert, State.PUBLISHED)
    blank = replace(alert, reviewers=frozenset(), sign_offs={}, sent_back=None, submitted_version=None)
    return _step(replace(blank, state=State.DRAFT, authors=frozenset({author})), now)


def withdraw(alert: Alert, *, withdrawal: Withdrawal, note: str = "", now: datetime) -> Alert:
    """Return the alert withdrawn for good, whatever stage its next edition is at. Conflict if nothing is published."""
    if not alert.is_live:
        raise Conflict("alert-not-published", state=alert.state.value)
    return _step(replace(alert, state=State.WITHDRAWN, withdrawn_at=now, withdrawal=withdrawal, withdrawal_note=note), now)


def _require(alert: Alert, *states: State) -> None:
    if alert.state not in states:
        raise Conflict("wrong-state", state=alert.state.value, allowed=[state.value for state in states])


def _require_case(alert: Alert, content: Content) -> None:
    """Refuse a content that leaves the alert's case, and with it the consent for what was said already. Conflict."""
    if alert.case_id is not None and content.case_id != alert.case_id:
        raise Conflict("case-fixed")


def _step(alert: Alert, now: datetime) -> Alert:
    return replace(alert, version=alert.version + 1, updated_at=now)


STEPS: Mapping[str, frozenset[State]] = {
    "amend": frozenset({State.DRAFT}),
    "submit": frozenset({State.DRAFT}),
    "sign_off": frozenset({State.IN_REVIEW}),
    "send_back": frozenset({State.IN_REVIEW, State.APPROVED}),
    "publish": frozenset({State.APPROVED}),
    "update": frozenset({State.PUBLISHED}),
}
"""Which step is possible in which state; `withdraw` depends on the published edition alone."""

NOT_FOR_AUTHORS = frozenset({"sign_off", "publish"})


def steps(alert: Alert, membership: UUID | None) -> list[str]:
    """Return the steps that `membership` could take now as far as the alert's own rules go, the next one first."""
    own = membership in alert.authors
    possible = [step for step, states in STEPS.items() if alert.state in states and not (own and step in NOT_FOR_AUTHORS)]
    return [*possible, "withdraw"] if alert.is_live else possible
