"""Which organisations stand behind an event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.errors import Invalid
from chassis.storage import Transaction
from services.events.actions.planning import change
from services.events.domain import event as rules
from services.events.domain import hosts as hosting
from services.events.domain.event import Event
from services.events.domain.words import DataScope, HostRole, Right
from services.events.storage.events import Standing

LEAD = Right.PUBLISH
"""Who may publish may say who hosts: leads alone."""


def invite_host(
    tx: Transaction,
    viewer: Viewer,
    *,
    event_id: UUID,
    version: int,
    organisation_id: UUID,
    organisation_name: str,
    role: str,
    rights: Sequence[str],
    data_scope: str,
    now: datetime,
) -> None:
    """Ask an organisation to host with us; it sees the plan from then on. Raises NotFound, Forbidden, Conflict."""
    terms: Mapping[str, Any] = {"role": HostRole(role), "rights": frozenset(map(Right, rights)), "scope": DataScope(data_scope)}

    def step(standing: Standing) -> Event:
        hosts = hosting.invited(standing.event.hosts, organisation_id, organisation_name, **terms, now=now)
        return rules.with_hosts(standing.event, hosts, now=now)

    change(tx, viewer, "invite_host", step, event_id=event_id, version=version, now=now, right=LEAD)


def answer_host_invitation(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, accepts: bool, now: datetime) -> None:
    """Agree to host, or not: then the plan is out of sight. Raises NotFound, Forbidden, Conflict."""

    def step(standing: Standing) -> Event:
        hosts = hosting.answered(standing.event.hosts, standing.organisation_id, accepts=accepts, now=now)
        return rules.with_hosts(standing.event, hosts, now=now)

    change(tx, viewer, "answer_host_invitation", step, event_id=event_id, version=version, now=now, verb="sign_off", right=None)


def revoke_host(tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, organisation_id: UUID, now: datetime) -> None:
    """Go on without a host; it loses sight of the plan. Raises NotFound, Forbidden, Conflict."""

    def step(standing: Standing) -> Event:
        hosts = hosting.revoked(standing.event.hosts, organisation_id, owner_org=standing.event.owner_org, now=now)
        return rules.with_hosts(standing.event, hosts, now=now)

    change(tx, viewer, "revoke_host", step, event_id=event_id, version=version, now=now, right=LEAD)


def name_coordinators(
    tx: Transaction, viewer: Viewer, *, event_id: UUID, version: int, membership_ids: Sequence[UUID], able: frozenset[UUID], now: datetime
) -> None:
    """Say who of our organisation may see who takes part; `able`: who of those named could at all, as directory knows them.

    Raises NotFound, Forbidden, Invalid, Conflict.
    """
    unable = [position for position, one in enumerate(membership_ids) if one not in able]
    if unable:
        raise Invalid.of_fields([{"pointer": f"/membership_ids/{position}", "code": "not-a-coordinator"} for position in unable])

    def step(standing: Standing) -> Event:
        return rules.coordinate(standing.event, standing.organisation_id, frozenset(membership_ids), now=now)

    change(tx, viewer, "name_coordinators", step, event_id=event_id, version=version, now=now, right=Right.SEE_ROSTER)
