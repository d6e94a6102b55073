"""What events ask of other services, always before a transaction."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from chassis.permissions import PERMISSIONS


def organisation_name(rpc: Any, organisation_id: UUID) -> str:
    """Return what an organisation is called now. NotFound if there is none."""
    name: str = rpc.directory.get_organisation(organisation_id=str(organisation_id))["name"]
    return name


def coordinators_among(rpc: Any, organisation_id: UUID, membership_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return who of these is a member of the organisation now and may see who takes part in events, as directory knows them."""
    asked = sorted(map(str, membership_ids))
    if not asked:
        return frozenset()
    found = rpc.directory.resolve_members(organisation_id=str(organisation_id), membership_ids=asked)
    able = PERMISSIONS["registration"]["read"]
    return frozenset(UUID(member["id"]) for member in found["members"] if not able.isdisjoint(member["roles"]))
