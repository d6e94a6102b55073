"""What an alert says and to whom: kinds, audience, texts, what contradicts itself, what changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from chassis.errors import Invalid
from chassis.values import Tlp


class Kind(StrEnum):
    """What form an outgoing text takes."""

    URGENT_APPEAL = "urgent_appeal"
    LETTER_OF_CONCERN = "letter_of_concern"
    ALLEGATION_LETTER = "allegation_letter"
    SUBMISSION = "submission"
    STATEMENT = "statement"
    TRIAL_ALERT = "trial_alert"
    UPDATE = "update"
    RESOLUTION = "resolution"
    REQUEST = "request"
    INTERNAL_SECURITY = "internal_security"


class Identifiability(StrEnum):
    """How recognisable the lawyer is in the text, from least to most."""

    ANONYMOUS = "anonymous"
    INITIALS = "initials"
    NAMED = "named"


KINDS_WITHOUT_CASE = frozenset({Kind.SUBMISSION, Kind.STATEMENT, Kind.REQUEST, Kind.INTERNAL_SECURITY})
"""Kinds that may speak of no case; they then name nobody."""

LEAST_LANGUAGES = 2


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a published alert is for: everyone, or the member organisations of one sharing group."""

    kind: Literal["public", "group"]
    group_id: UUID | None = None

    @property
    def scope(self) -> str:
        """The scope of the representation: `public` or `share:<group>`."""
        return "public" if self.kind == "public" else f"share:{self.group_id}"


@dataclass(frozen=True, slots=True)
class Text:
    """What an alert says in one language."""

    headline: str
    facts: str
    demands: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything an author decides: what an edition freezes."""

    kind: Kind
    country: str
    audience: Audience
    marking: Tlp
    identifiability: Identifiability
    texts: Mapping[str, Text]
    principles: tuple[str, ...] = ()
    case_id: UUID | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a clearance lets a text go. No groups: any of the organisation's own."""

    audience: Literal["organisation", "authority", "group", "public"]
    groups: frozenset[UUID]
    identifiability: Identifiability


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two texts; `pointer` is a JSON pointer into the content."""

    pointer: str
    before: Any
    after: Any


def check_content(content: Content) -> None:
    """Refuse a content that contradicts itself; Invalid names every wrong field at once."""
    no_text = [] if content.texts else [{"pointer": "/texts", "code": "required"}]
    errors = [*no_text, *_wrong_case(content), *_wrong_audience(content)]
    if errors:
        raise Invalid.of_fields(errors)


def check_complete(content: Content) -> None:
    """Refuse a content that is not ready for review: a draft may begin in one language, reviewers read two. Invalid."""
    if len(content.texts) < LEAST_LANGUAGES:
        raise Invalid.of_fields([{"pointer": "/texts", "code": "too-few-languages", "min": LEAST_LANGUAGES}])


def _wrong_case(content: Content) -> list[dict[str, Any]]:
    if content.case_id is not None:
        return []
    errors = []
    if content.kind not in KINDS_WITHOUT_CASE:
        errors.append({"pointer": "/case_id", "code": "case-required", "kind": content.kind.value})
    if content.identifiability != Identifiability.ANONYMOUS:
        errors.append({"pointer": "/identifiability", "code": "anonymous-without-case"})
    return errors


def _wrong_audience(content: Content) -> list[dict[str, Any]]:
    audience, errors = content.audience, []
    if (audience.kind == "group") != (audience.group_id is not None):
        errors.append({"pointer": "/audience/group_id", "code": "required" if audience.kind == "group" else "not-with-public"})
    if audience.kind == "public" and content.marking != Tlp.CLEAR:
        errors.append({"pointer": "/marking", "code": "marking-contradicts-audience", "allowed": Tlp.CLEAR.value})
    if audience.kind == "public" and content.kind == Kind.INTERNAL_SECURITY:
        errors.append({"pointer": "/audience", "code": "never-public", "kind": content.kind.value})
    return errors


def purpose(content: Content) -> str:
    """Return the consent purpose that publishing `content` needs."""
    if content.audience.kind == "group":
        return "share_partner"
    by_kind = {Kind.URGENT_APPEAL: "urgent_appeal", Kind.SUBMISSION: "un_submission"}
    return by_kind.get(content.kind, "media")


def fits(content: Content, limits: Limits) -> bool:
    """Say whether `content` goes no further than `limits`."""
    ranks = list(Identifiability)
    if ranks.index(content.identifiability) > ranks.index(limits.identifiability):
        return False
    if content.audience.kind == "public" or limits.audience == "public":
        return limits.audience == "public"
    return limits.audience == "group" and (not limits.groups or content.audience.group_id in limits.groups)


def difference(before: Content | None, after: Content) -> list[Change]:
    """Return what differs between two contents, by pointer; against None everything is new."""
    old, new = _flat(before) if before else {}, _flat(after)
    pointers = sorted(old.keys() | new.keys())
    return [Change(pointer, old.get(pointer), new.get(pointer)) for pointer in pointers if old.get(pointer) != new.get(pointer)]


def _flat(content: Content) -> dict[str, Any]:
    texts = {f"/texts/{lang}/{part}": text for lang, of_lang in content.texts.items() for part, text in asdict(of_lang).items()}
    return {
        **texts,
        "/audience/kind": content.audience.kind,
        "/audience/group_id": str(content.audience.group_id) if content.audience.group_id else None,
        "/case_id": str(content.case_id) if content.case_id else None,
        "/country": content.country,
        "/identifiability": content.identifiability.value,
        "/kind": content.kind.value,
        "/marking": content.marking.value,
        "/principles": list(content.principles),
        "/valid_until": content.valid_until.isoformat() if content.valid_until else None,
    }
