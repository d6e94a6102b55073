"""The rule of sight, without SQL.

    visible(viewer, record, now)  ⇔  may(role, scopes, kind, verb)  ∧  tokens ∩ audience ≠ ∅
                                     ∧  now < visible_until  ∧  marking ≤ the viewer's ceiling

and two lines that keep organisations apart whatever an audience says: somebody who reads a kind only as partner reader
never sees their own organisation's records of kind `case`, and records are changed by members of their owner alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis import permissions
from chassis.contexts import Viewer
from chassis.values import Tlp

PUBLIC = "public"
FEDERATION = "federation"

_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_FORMS = re.compile(
    rf"(?P<public>public)|(?P<federation>federation)|site:(?P<site>[^\s/:]+(?::\d+)?)|org:(?P<organisation>{_ID})"
    rf"|lead:(?P<coordinators>{_ID})|member:(?P<member>{_ID})|group:(?P<group>{_ID})/org:(?P<of>{_ID})"
)
_HIDDEN_FROM_PARTNERS_AT_HOME = frozenset({"case"})


def site(name: str) -> str:
    """Everybody with an account on the site."""
    return f"site:{name}"


def org(org_id: UUID) -> str:
    """Every member of the organisation."""
    return f"org:{org_id}"


def lead(org_id: UUID) -> str:
    """The organisation's coordinators."""
    return f"lead:{org_id}"


def member(membership_id: UUID) -> str:
    """One person in one organisation, or one program by its own id."""
    return f"member:{membership_id}"


def group(group_id: UUID, org_id: UUID) -> str:
    """One organisation of a sharing group, as it was when the record was shared."""
    return f"group:{group_id}/org:{org_id}"


def tokens(viewer: Viewer) -> frozenset[str]:
    """Return what `viewer` holds; a record is in sight if its audience names one of them. Services hold nothing."""
    if viewer.kind == "service":
        return frozenset()
    if viewer.org is None or viewer.roles <= {"operator"}:
        return frozenset({PUBLIC})
    held = {PUBLIC, FEDERATION, org(viewer.org)} | {group(group_id, viewer.org) for group_id in viewer.groups}
    if viewer.site:
        held.add(site(viewer.site))
    own = viewer.id if viewer.kind == "client" else viewer.membership
    if own is not None:
        held.add(member(own))
    if "coordinator" in viewer.roles:
        held.add(lead(viewer.org))
    return frozenset(held)


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a kind a viewer can see for a verb: the rule, ready to be asked of a row or written as SQL."""

    tokens: frozenset[str]
    ceiling: Tlp
    only_owner: UUID | None = None
    not_owner: UUID | None = None


def sight(viewer: Viewer, kind: str, verb: str) -> Sight:
    """Return what `viewer` can see of `kind` to `verb` it; Forbidden if their roles or scopes lack the verb."""
    permissions.require(viewer, kind, verb)
    if verb != "read":
        # Whoever acts for no organisation owns nothing.
        return Sight(tokens(viewer) if viewer.org else frozenset(), viewer.ceiling, only_owner=viewer.org)
    readers = permissions.PERMISSIONS[kind][verb]
    at_home = kind in _HIDDEN_FROM_PARTNERS_AT_HOME and viewer.roles & readers == {"partner_reader"}
    return Sight(tokens(viewer), viewer.ceiling, not_owner=viewer.org if at_home else None)


@dataclass(frozen=True, slots=True)
class Addressed:
    """A record as the filter of a stream or an index knows it."""

    kind: str
    audience: frozenset[str]
    tlp: Tlp
    owner_org: UUID | None
    visible_until: datetime | None = None


def admits(viewer: Viewer, record: Addressed, now: datetime) -> bool:
    """Say whether `viewer` may read `record` at `now`: the filter of streams, subscriptions and indexes."""
    if not permissions.may(viewer, record.kind, "read"):
        return False
    seen = sight(viewer, record.kind, "read")
    return (
        not seen.tokens.isdisjoint(record.audience)
        and record.tlp.rank <= seen.ceiling.rank
        and (record.visible_until is None or now < record.visible_until)
        and (seen.not_owner is None or record.owner_org != seen.not_owner)
    )


@dataclass(frozen=True, slots=True, order=True)
class AudienceWord:
    """One part of the answer to "Who can see this?": a code and the ids it speaks of; the words are the gateway's."""

    code: str
    id: str = ""
    org: str = ""


def describe(audience: Iterable[str]) -> list[AudienceWord]:
    """Return `audience` as codes (public, federation, site, organisation, coordinators, member, group), sorted."""
    return sorted(map(word_of, audience))


def well_formed(token: str) -> str:
    """Return `token`; ValueError if nobody could ever hold it."""
    word_of(token)
    return token


def word_of(token: str) -> AudienceWord:
    """Return one token as a code; ValueError if it is not a token."""
    found = _FORMS.fullmatch(token)
    if found is None:
        raise ValueError(token)
    (code, value), *rest = [(name, text) for name, text in found.groupdict().items() if text is not None]
    if code in {PUBLIC, FEDERATION}:
        return AudienceWord(code)
    return AudienceWord(code, value, rest[0][1] if rest else "")
