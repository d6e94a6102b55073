"""Organisations, their programs and their sharing groups."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update

from chassis import audit, ledger
from chassis.contexts import Viewer
from chassis.errors import Conflict, Forbidden, Invalid
from chassis.permissions import require
from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from chassis.values import new_id
from services.directory import credentials
from services.directory.actions.sign_in import revoke
from services.directory.domain.membership import checked_roles
from services.directory.domain.words import SCOPES, Organisation
from services.directory.storage import organisations
from services.directory.storage.tables import api_client, group_member, sharing_group

LONGEST_KEY_LIFE = timedelta(days=730)


def create_organisation(tx: Transaction, viewer: Viewer, *, name: str, kind: str, country: str, profile: str, now: datetime) -> UUID:
    """Add an organisation to the site and return its id. Conflict `organisation-exists`."""
    require(viewer, "organisation", "manage")
    new = Organisation(id=new_id(), name=name, kind=kind, country=country, profile=profile, second_factor=False, version=1)
    organisations.add_organisation(tx, new, now=now)
    audit.add(tx, viewer, "organisation.create", new.id, now=now, org=new.id)
    return new.id


def amend_organisation(tx: Transaction, viewer: Viewer, *, organisation_id: UUID, version: int, now: datetime, **changes: Any) -> None:
    """Change one's own organisation. Conflict `stale-version`."""
    require(viewer, "organisation", "amend")
    if organisation_id != viewer.org:
        raise Forbidden("another-organisation")
    found = organisations.get_organisation(tx, organisation_id, lock=True)
    if found.version != version:
        raise Conflict("stale-version", current=found.version)
    organisations.save_organisation(tx, replace(found, version=version + 1, **changes))
    audit.add(tx, viewer, "organisation.amend", organisation_id, now=now, fields=sorted(changes))


def create_api_client(
    tx: Transaction, viewer: Viewer, *, name: str, roles: Iterable[str], scopes: Iterable[str], expires_at: datetime, now: datetime
) -> tuple[UUID, str]:
    """Make a program and return (its id, its key, shown once)."""
    require(viewer, "api_client", "manage")
    key, client_id, wanted = credentials.new_api_key(), new_id(), _checked_scopes(scopes)
    row = {
        "id": client_id,
        "owner_org": viewer.org,
        "name": name,
        "hint": key[-4:],
        "key_digest": credentials.digest(key),
        "roles": sorted(_program_roles(roles)),
        "scopes": wanted,
        "created_by": viewer.membership,
        "created_at": now,
        "expires_at": _checked_expiry(expires_at, now=now),
    }
    organisations.add_api_client(tx, row)
    audit.add(tx, viewer, "api-client.create", client_id, now=now, scopes=wanted)
    return client_id, key


def _program_roles(roles: Iterable[str]) -> frozenset[str]:
    wanted = checked_roles(roles)
    if "admin" in wanted:
        raise Invalid.of_fields([{"pointer": "/roles", "code": "not-for-programs", "given": ["admin"]}])
    return wanted


def _checked_scopes(scopes: Iterable[str]) -> list[str]:
    wanted = sorted(set(scopes))
    if unknown := [scope for scope in wanted if scope not in SCOPES]:
        raise Invalid.of_fields([{"pointer": "/scopes", "code": "not-one-of", "choices": ", ".join(SCOPES), "given": unknown}])
    return wanted


def _checked_expiry(expires_at: datetime, *, now: datetime) -> datetime:
    if not now < expires_at <= now + LONGEST_KEY_LIFE:
        raise Invalid.of_fields([{"pointer": "/expires_at", "code": "out-of-range", "max": (now + LONGEST_KEY_LIFE).isoformat()}])
    return expires_at


def revoke_api_client(tx: Transaction, viewer: Viewer, *, api_client_id: UUID, now: datetime) -> None:
    """End a program's key at once; doing it again changes nothing. NotFound."""
    require(viewer, "api_client", "manage")
    found = organisations.get_api_client(tx, api_client_id, org=viewer.org)
    if found.revoked_at is None:
        tx.execute(update(api_client).where(api_client.c.id == api_client_id).values(revoked_at=now))
        audit.add(tx, viewer, "api-client.revoke", api_client_id, now=now)
        ledger.record(tx, {"what": "api-client.revoked", "id": str(api_client_id)}, now=now)
    revoke(tx, client_id=api_client_id)


def create_sharing_group(tx: Transaction, viewer: Viewer, *, name: str, members: Iterable[UUID], now: datetime) -> UUID:
    """Make a group with one's own organisation and `members` in it; return its id. NotFound if one does not exist."""
    require(viewer, "sharing_group", "manage")
    if viewer.org is None:
        raise Forbidden("organisation-needed")
    group_id = new_id()
    tx.execute(insert(sharing_group), {"id": group_id, "owner_org": viewer.org, "name": name, "version": 1, "created_at": now})
    for org in {viewer.org, *members}:
        _join(tx, group_id, org, now=now)
        audit.add(tx, viewer, "sharing-group.create", group_id, now=now, org=org)
    return group_id


def add_group_member(tx: Transaction, viewer: Viewer, *, group_id: UUID, version: int, organisation_id: UUID, now: datetime) -> None:
    """Let an organisation into a group; it gets nothing that was shared before. NotFound; Conflict."""
    _change_group(tx, viewer, group_id, version)
    if not _join(tx, group_id, organisation_id, now=now):
        raise Conflict("group-member-exists")
    _audit_member(tx, viewer, "sharing-group.add", group_id, organisation_id, now=now)


def remove_group_member(tx: Transaction, viewer: Viewer, *, group_id: UUID, version: int, organisation_id: UUID, now: datetime) -> None:
    """Take an organisation out of a group; it loses sight at once. Conflict `group-owner`, `not-a-group-member`."""
    owner = _change_group(tx, viewer, group_id, version)
    if organisation_id == owner:
        raise Conflict("group-owner")
    gone = (group_member.c.group_id == group_id, group_member.c.org_id == organisation_id)
    if not tx.execute(delete(group_member).where(*gone)).rowcount:
        raise Conflict("not-a-group-member")
    _audit_member(tx, viewer, "sharing-group.remove", group_id, organisation_id, now=now)
    revoke(tx, organisation_id=organisation_id)
    gone_from = {"id": str(group_id), "organisation_id": str(organisation_id), "version": version + 1}
    ledger.record(tx, {"what": "group-member.removed", **gone_from}, now=now)


def _audit_member(tx: Transaction, viewer: Viewer, action: str, group_id: UUID, organisation_id: UUID, *, now: datetime) -> None:
    """Write down for the owner of the group and for the organisation what the one did to the other."""
    for org in {viewer.org, organisation_id}:
        audit.add(tx, viewer, action, group_id, now=now, org=org, organisation=str(organisation_id))


def _join(tx: Transaction, group_id: UUID, org: UUID, *, now: datetime) -> bool:
    organisations.get_organisation(tx, org)
    return bool(insert_new(tx, group_member, [{"group_id": group_id, "org_id": org, "joined_at": now}]))


def _change_group(tx: Transaction, viewer: Viewer, group_id: UUID, version: int) -> UUID:
    """Lock a group of the viewer's organisation and count its version up; return its owner."""
    require(viewer, "sharing_group", "manage")
    found = organisations.get_group(tx, viewer, group_id, lock=True)
    if found.owner_org != viewer.org:
        raise Forbidden("another-organisation")
    if found.version != version:
        raise Conflict("stale-version", current=found.version)
    tx.execute(update(sharing_group).where(sharing_group.c.id == group_id).values(version=version + 1))
    owner: UUID = found.owner_org
    return owner
