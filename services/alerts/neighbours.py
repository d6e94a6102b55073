"""What alerts ask of other services, always before a transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import behalf
from chassis.contexts import Viewer
from chassis.permissions import PERMISSIONS
from services.alerts.domain.alert import Clearance
from services.alerts.domain.content import Audience, Content, Identifiability, Limits, purpose


def member_organisations(rpc: Any, audience: Audience) -> list[UUID]:
    """Return the organisations of the sharing group as directory knows them now; [] for the public."""
    if audience.group_id is None:
        return []
    group = rpc.directory.resolve_group(group_id=str(audience.group_id))
    return [UUID(member["id"]) for member in group["members"]]


def organisation_name(rpc: Any, organisation_id: UUID) -> str:
    """Return what an organisation is called now."""
    name: str = rpc.directory.get_organisation(organisation_id=str(organisation_id))["name"]
    return name


def reviewers_among(rpc: Any, organisation_id: UUID, membership_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return who of these is a member of the organisation now and may sign off, as directory knows them."""
    asked = sorted(map(str, membership_ids))
    if not asked:
        return frozenset()
    found = rpc.directory.resolve_members(organisation_id=str(organisation_id), membership_ids=asked)
    able = PERMISSIONS["alert"]["sign_off"]
    return frozenset(UUID(member["id"]) for member in found["members"] if not able.isdisjoint(member["roles"]))


def ask_clearance(rpc: Any, viewer: Viewer, alert_id: UUID, content: Content) -> Clearance | None:
    """Return the clearance for publishing `content`, issued by cases for this viewer; None where there is no case.

    Raises what cases raises: NotFound, Forbidden, Conflict `checks-missing`, Unavailable.
    """
    if content.case_id is None:
        return None
    groups = [str(content.audience.group_id)] if content.audience.group_id else []
    answer = rpc.cases.clear(
        case_id=str(content.case_id),
        purpose=purpose(content),
        audience={"kind": content.audience.kind, "groups": groups},
        identifiability=content.identifiability.value,
        for_record={"kind": "alert", "id": str(alert_id)},
        on_behalf_of=behalf.context_of(viewer),
    )
    return _clearance(answer)


def _clearance(answer: Mapping[str, Any]) -> Clearance:
    limits = Limits(
        audience=answer["max_audience"]["kind"],
        groups=frozenset(map(UUID, answer["max_audience"]["groups"])),
        identifiability=Identifiability(answer["max_identifiability"]),
    )
    until = answer["valid_until"]
    return Clearance(UUID(answer["id"]), answer["consent_version"], limits, datetime.fromisoformat(until) if until else None)
