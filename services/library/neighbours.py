"""What the library asks of other services, always before or between transactions."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from chassis import behalf
from chassis.contexts import Viewer
from chassis.permissions import PERMISSIONS
from chassis.values import Tlp

SEEN: Mapping[str, tuple[str, str]] = {"case": ("cases", "list_seen_cases"), "alert": ("alerts", "list_seen_alerts")}
"""Kind of a record to its owner, and how that one is asked which of some ids somebody sees."""


def roles_of(rpc: Any, organisation_id: UUID, membership_ids: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """Return which of these are members of the organisation now, with their roles."""
    asked = sorted(map(str, membership_ids))
    if not asked:
        return {}
    found = rpc.directory.resolve_members(organisation_id=str(organisation_id), membership_ids=asked)
    return {UUID(member["id"]): frozenset(member["roles"]) for member in found["members"]}


def who_may_plan(rpc: Any, organisation_id: UUID, membership_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return who of these is a member of the organisation now and may read its plans, as directory knows them."""
    able = PERMISSIONS["plan"]["read"]
    return frozenset(one for one, roles in roles_of(rpc, organisation_id, membership_ids).items() if not able.isdisjoint(roles))


def reader_of(rpc: Any, organisation_id: UUID, membership_id: UUID, *, site: str) -> Viewer | None:
    """Return a member as who they are now, to show them what they subscribed to; None once they are no member."""
    roles = roles_of(rpc, organisation_id, [membership_id]).get(membership_id)
    if roles is None:
        return None
    return Viewer(
        kind="person", membership=membership_id, org=organisation_id, site=site, roles=roles, scopes=frozenset({"*"}), ceiling=Tlp.RED
    )


def seen_among(rpc: Any, viewer: Viewer, kind: str, record_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of these records the viewer sees, as their owner says."""
    asked = sorted(map(str, record_ids))
    if not asked:
        return frozenset()
    service, method = SEEN[kind]
    found = getattr(getattr(rpc, service), method)(ids=asked, on_behalf_of=behalf.context_of(viewer))
    return frozenset(map(UUID, found["ids"]))
