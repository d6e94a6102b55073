"""What was taken from people, programs and organisations, taken again from a database that was put back.

Each function says whether the database lacked it. Nobody is asked whether an organisation keeps an admin: what was decided stands, and
the site's operator can give the role again.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from chassis import audit
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.directory.domain import membership as rules
from services.directory.storage import organisations, people
from services.directory.storage.tables import api_client, group_member, link, sharing_group


def end_membership_again(tx: Transaction, viewer: Viewer, *, membership_id: UUID, now: datetime) -> bool:
    """Let a member go who had left."""
    member = people.find_membership(tx, membership_id)
    if member is None or member.state != rules.ACTIVE:
        return False
    people.save_membership(tx, replace(member, state=rules.ENDED, version=member.version + 1), now=now)
    audit.add(tx, viewer, "member.leave", membership_id, now=now, org=member.org_id)
    return True


def take_roles_again(tx: Transaction, viewer: Viewer, *, membership_id: UUID, roles: Iterable[str], version: int, now: datetime) -> bool:
    """Take roles from a member who had lost them, unless their roles were changed since; one who keeps none may do nothing."""
    member = people.find_membership(tx, membership_id)
    if member is None or member.state != rules.ACTIVE or member.version >= version or member.roles.isdisjoint(roles):
        return False
    left = member.roles.difference(roles)
    people.save_membership(tx, replace(member, roles=left, version=version), now=now)
    audit.add(tx, viewer, "member.roles", membership_id, now=now, org=member.org_id, roles=sorted(left))
    return True


def withdraw_invitation_again(tx: Transaction, *, invitation_id: UUID, now: datetime) -> bool:
    """Make an invitation worthless that had been withdrawn."""
    return bool(tx.execute(update(link).where(link.c.id == invitation_id, link.c.used_at.is_(None)).values(used_at=now)).rowcount)


def revoke_api_client_again(tx: Transaction, viewer: Viewer, *, api_client_id: UUID, now: datetime) -> bool:
    """End the key of a program that had been revoked."""
    standing = (api_client.c.id == api_client_id, api_client.c.revoked_at.is_(None))
    org = tx.scalar(update(api_client).where(*standing).values(revoked_at=now).returning(api_client.c.owner_org))
    if org is None:
        return False
    audit.add(tx, viewer, "api-client.revoke", api_client_id, now=now, org=org)
    return True


def remove_group_member_again(
    tx: Transaction, viewer: Viewer, *, group_id: UUID, organisation_id: UUID, version: int, now: datetime
) -> bool:
    """Take an organisation out of a group that it had to leave, unless the group was changed since."""
    found = organisations.find_group(tx, group_id)
    if found is None or found.version >= version:
        return False
    gone = (group_member.c.group_id == group_id, group_member.c.org_id == organisation_id)
    if not tx.execute(delete(group_member).where(*gone)).rowcount:
        return False
    tx.execute(update(sharing_group).where(sharing_group.c.id == group_id).values(version=version))
    audit.add(tx, viewer, "sharing-group.remove", group_id, now=now, org=found.owner_org, organisation=str(organisation_id))
    return True
