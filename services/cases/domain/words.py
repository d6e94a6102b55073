"""The words rules decide by. Their codes are those of the vocabularies of the same name."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Stage(StrEnum):
    """Where a case is on its way."""

    INTAKE = "intake"
    OPEN = "open"
    ON_HOLD = "on_hold"
    CLOSING = "closing"
    CLOSED = "closed"
    ARCHIVED = "archived"
    DECLINED = "declined"


class Purpose(StrEnum):
    """What something is done for; consent is given per purpose."""

    RECORD = "record"
    ASSIST = "assist"
    CONTACT_AUTHORITY = "contact_authority"
    SHARE_PARTNER = "share_partner"
    URGENT_APPEAL = "urgent_appeal"
    MEDIA = "media"
    UN_SUBMISSION = "un_submission"
    STATISTICS = "statistics"


class Identifiability(StrEnum):
    """How recognisable a person is, from least to most."""

    ANONYMOUS = "anonymous"
    INITIALS = "initials"
    NAMED = "named"

    @property
    def rank(self) -> int:
        """0 (anonymous) to 2 (named)."""
        return list(Identifiability).index(self)


class Verification(StrEnum):
    """How sure the facts are, from surest to least."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class ConsentState(StrEnum):
    """What became of a question for consent."""

    REQUESTED = "requested"
    GIVEN = "given"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Reach(StrEnum):
    """To whom something goes."""

    ORGANISATION = "organisation"
    AUTHORITY = "authority"
    GROUP = "group"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Audience:
    """How far something goes. `groups` narrows the reach `group` to these sharing groups; empty: any of ours."""

    kind: Reach
    groups: frozenset[UUID] = frozenset()

    def covers(self, other: "Audience") -> bool:
        """Say whether everybody in `other` is in here: the organisation always is, and everybody is the public."""
        if self.kind == Reach.PUBLIC or other.kind == Reach.ORGANISATION:
            return True
        if self.kind != other.kind:
            return False
        return not self.groups or bool(other.groups and other.groups <= self.groups)

    def within(self, other: "Audience") -> "Audience":
        """Return who is in both."""
        if other.covers(self):
            return self
        if self.covers(other):
            return other
        shared = self.groups & other.groups
        return Audience(Reach.GROUP, shared) if shared else ORGANISATION


ORGANISATION = Audience(Reach.ORGANISATION)
PUBLIC = Audience(Reach.PUBLIC)
