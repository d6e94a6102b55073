"""Roles of members, and the rule that an organisation is never without an admin."""

from collections.abc import Iterable
from dataclasses import replace

from chassis.errors import Conflict, Invalid
from services.directory.domain.words import GRANTABLE_ROLES, Membership

ACTIVE, ENDED = "active", "ended"


def with_roles(
    membership: Membership, roles: Iterable[str], *, others: Iterable[Membership], grantable: tuple[str, ...] = GRANTABLE_ROLES
) -> Membership:
    """Return the membership with `roles`; Conflict `last-admin` if nobody would be admin, `membership-ended` if it is over."""
    changed = replace(_active(membership), roles=checked_roles(roles, grantable=grantable), version=membership.version + 1)
    _need_admin(changed, others)
    return changed


def ended(membership: Membership, *, others: Iterable[Membership]) -> Membership:
    """Return the membership ended; Conflict `last-admin` or `membership-ended`."""
    changed = replace(_active(membership), state=ENDED, version=membership.version + 1)
    _need_admin(changed, others)
    return changed


def checked_roles(roles: Iterable[str], *, grantable: tuple[str, ...] = GRANTABLE_ROLES) -> frozenset[str]:
    """Return the roles; Invalid if there is none, or one that is not `grantable`: organisations do not give the operator's."""
    wanted = frozenset(roles)
    if not wanted:
        raise Invalid.of_fields([{"pointer": "/roles", "code": "required"}])
    if unknown := sorted(wanted - set(grantable)):
        raise Invalid.of_fields([{"pointer": "/roles", "code": "not-one-of", "choices": ", ".join(grantable), "given": unknown}])
    return wanted


def _active(membership: Membership) -> Membership:
    if membership.state != ACTIVE:
        raise Conflict("membership-ended")
    return membership


def _need_admin(changed: Membership, others: Iterable[Membership]) -> None:
    team = [changed, *(other for other in others if other.id != changed.id)]
    if not any(member.state == ACTIVE and "admin" in member.roles for member in team):
        raise Conflict("last-admin")
