"""The organisations behind an event: what each may do with it and see of those who take part."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict
from services.events.domain.words import DataScope, HostRole, HostState, Right

ALL_RIGHTS = frozenset(Right)
LEAD_ONLY = frozenset({Right.PUBLISH, Right.CANCEL})
SIGNING = frozenset({HostRole.LEAD, HostRole.CO_HOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One organisation's part in an event. `name`: as directory knew it when it was invited."""

    organisation_id: UUID
    name: str
    role: HostRole
    state: HostState
    rights: frozenset[Right]
    data_scope: DataScope
    since: datetime
    signed_off_by: UUID | None = None
    signed_off_at: datetime | None = None

    @property
    def is_in(self) -> bool:
        """Whether it has agreed to be a host and still is one."""
        return self.state is HostState.ACCEPTED

    @property
    def has_sight(self) -> bool:
        """Whether it may know of the event before it is published."""
        return self.state in {HostState.INVITED, HostState.ACCEPTED}

    @property
    def signs(self) -> bool:
        """Whether nothing is published without it."""
        return self.is_in and self.role in SIGNING


def lead(organisation_id: UUID, name: str, *, now: datetime) -> Host:
    """Return the host that an event begins with."""
    return Host(
        organisation_id=organisation_id,
        name=name,
        role=HostRole.LEAD,
        state=HostState.ACCEPTED,
        rights=ALL_RIGHTS,
        data_scope=DataScope.FULL,
        since=now,
    )


def invited(
    hosts: Iterable[Host], organisation_id: UUID, name: str, *, role: HostRole, rights: frozenset[Right], scope: DataScope, now: datetime
) -> tuple[Host, ...]:
    """Return the hosts with one more, who has still to agree. Conflict if it is one, or for rights that leads alone have."""
    check_rights(role, rights)
    others = [host for host in hosts if host.organisation_id != organisation_id]
    if any(host.organisation_id == organisation_id and host.has_sight for host in hosts):
        raise Conflict("host-exists")
    new = Host(organisation_id=organisation_id, name=name, role=role, state=HostState.INVITED, rights=rights, data_scope=scope, since=now)
    return (*others, new)


def check_rights(role: HostRole, rights: frozenset[Right]) -> None:
    """Refuse rights that only leads have. Conflict."""
    if role is not HostRole.LEAD and rights & LEAD_ONLY:
        raise Conflict("lead-only", rights=sorted(rights & LEAD_ONLY))


def answered(hosts: Iterable[Host], organisation_id: UUID, *, accepts: bool, now: datetime) -> tuple[Host, ...]:
    """Return the hosts with the answer of one that was invited. Conflict if it was not, or answered already."""
    host = of(hosts, organisation_id)
    if host is None or host.state is not HostState.INVITED:
        raise Conflict("not-invited")
    return put(hosts, replace(host, state=HostState.ACCEPTED if accepts else HostState.DECLINED, since=now))


def revoked(hosts: Iterable[Host], organisation_id: UUID, *, owner_org: UUID, now: datetime) -> tuple[Host, ...]:
    """Return the hosts without one. Conflict if it is none, or the one the event belongs to."""
    host = of(hosts, organisation_id)
    if host is None or not host.has_sight:
        raise Conflict("not-a-host")
    if organisation_id == owner_org:
        raise Conflict("owner-stays")
    return put(hosts, replace(host, state=HostState.REVOKED, since=now, signed_off_by=None, signed_off_at=None))


def signed(hosts: Iterable[Host], organisation_id: UUID, *, membership: UUID, now: datetime) -> tuple[Host, ...]:
    """Return the hosts with the sign-off of one. Conflict if it need not sign, or has."""
    host = check_signing(of(hosts, organisation_id))
    if host.signed_off_at is not None:
        raise Conflict("already-signed-off")
    return put(hosts, replace(host, signed_off_by=membership, signed_off_at=now))


def check_signing(host: Host | None) -> Host:
    """Return the host if nothing is published without it; Conflict otherwise."""
    if host is None or not host.signs:
        raise Conflict("need-not-sign")
    return host


def unsigned(hosts: Iterable[Host]) -> tuple[Host, ...]:
    """Return the hosts with every sign-off void."""
    return tuple(replace(host, signed_off_by=None, signed_off_at=None) for host in hosts)


def all_signed(hosts: Iterable[Host]) -> bool:
    """Say whether everybody who must has signed off."""
    return all(host.signed_off_at is not None for host in hosts if host.signs)


def of(hosts: Iterable[Host], organisation_id: UUID | None) -> Host | None:
    """Return the part of one organisation."""
    return next((host for host in hosts if host.organisation_id == organisation_id), None)


def put(hosts: Iterable[Host], changed: Host) -> tuple[Host, ...]:
    """Return the hosts with one changed, in the same order."""
    return tuple(changed if host.organisation_id == changed.organisation_id else host for host in hosts)


def may(hosts: Iterable[Host], organisation_id: UUID | None, right: Right) -> bool:
    """Say whether an organisation that is in may do this."""
    host = of(hosts, organisation_id)
    return host is not None and host.is_in and right in host.rights
