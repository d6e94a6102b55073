"""What the directory speaks of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.permissions import GRANTABLE_SCOPES, ROLES
from chassis.values import Tlp

ORGANISATION_KINDS = ("ngo", "bar", "law_firm", "igo", "network")
OPERATOR = "operator"
PARTNER_READER = "partner_reader"
GRANTABLE_ROLES = tuple(role for role in ROLES if role != OPERATOR)
"""Roles an organisation gives; the operator's is the site's alone (`havana user`)."""
SCOPES = GRANTABLE_SCOPES


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An organisation of this site. `second_factor`: its members sign in with one."""

    id: UUID
    name: str
    kind: str
    country: str
    profile: str
    second_factor: bool
    version: int


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A person acting for an organisation."""

    id: UUID
    person_id: UUID
    org_id: UUID
    roles: frozenset[str]
    state: str
    version: int


def ceiling_of(*, kind: str, roles: frozenset[str]) -> Tlp:
    """Return the highest marking a viewer sees: programs and partners stop at amber."""
    return Tlp.AMBER if kind == "client" or roles == {PARTNER_READER} else Tlp.RED


@dataclass(frozen=True, kw_only=True)
class Link:
    """An invitation or a recovery, opened with a secret that was shown once."""

    id: UUID
    kind: str
    org_id: UUID
    person_id: UUID | None
    email: str
    roles: frozenset[str]
    expires_at: datetime
    used_at: datetime | None
