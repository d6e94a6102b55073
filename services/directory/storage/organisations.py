"""Organisations, links, API clients and sharing groups: rows to the domain's words and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from chassis import fields
from chassis.contexts import Viewer
from chassis.errors import Conflict, NotFound
from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from services.directory.domain.words import Link, Organisation
from services.directory.storage.tables import api_client, group_member, link, organisation, sharing_group


def to_organisation(row: Row[Any]) -> Organisation:
    """Return the row as the domain knows it."""
    values = row._asdict()
    return Organisation(**{name: values[name] for name in Organisation.__dataclass_fields__})


def get_organisation(tx: Transaction, organisation_id: UUID | None, *, lock: bool = False) -> Organisation:
    """Return an organisation; everybody of the site may know them."""
    wanted = select(organisation).where(organisation.c.id == organisation_id)
    row = tx.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise NotFound("no-such-organisation", id=str(organisation_id))
    return to_organisation(row)


def add_organisation(tx: Transaction, new: Organisation, *, now: datetime) -> None:
    """Save a new organisation; Conflict `organisation-exists` if the name is taken."""
    if not insert_new(tx, organisation, [{**vars(new), "created_at": now}]):
        raise Conflict("organisation-exists", name=new.name)


def save_organisation(tx: Transaction, changed: Organisation) -> None:
    """Save the profile of an organisation; Conflict `organisation-exists` if another has the name."""
    values = {name: value for name, value in vars(changed).items() if name != "id"}
    try:
        tx.execute(update(organisation).where(organisation.c.id == changed.id).values(values))
    except IntegrityError as error:
        raise Conflict("organisation-exists", name=changed.name) from error


def add_link(tx: Transaction, new: Link, *, token_digest: bytes, now: datetime) -> None:
    """Save an invitation or a recovery."""
    row = {
        "id": new.id,
        "kind": new.kind,
        "owner_org": new.org_id,
        "person_id": new.person_id,
        "email": new.email,
        "roles": sorted(new.roles),
        "token_digest": token_digest,
        "created_at": now,
        "expires_at": new.expires_at,
    }
    tx.execute(insert(link), fields.sealed(tx, link, row, org=new.org_id))


def get_link(tx: Transaction, token_digest: bytes, *, now: datetime, lock: bool = False) -> Link:
    """Return the link of the secret; NotFound `link-worthless` if it is unknown, used or too old: the same answer."""
    wanted = select(link).where(link.c.token_digest == token_digest, link.c.used_at.is_(None), link.c.expires_at > now)
    row = tx.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise NotFound("link-worthless")
    values = fields.opened(tx, link, row._asdict())
    return Link(
        id=row.id,
        kind=row.kind,
        org_id=row.owner_org,
        person_id=row.person_id,
        email=values["email"],
        roles=frozenset(row.roles),
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def use_link(tx: Transaction, link_id: UUID, *, now: datetime) -> None:
    """Make a link worthless."""
    tx.execute(update(link).where(link.c.id == link_id).values(used_at=now))


def withdraw_invitation(tx: Transaction, viewer: Viewer, invitation_id: UUID, *, now: datetime) -> None:
    """Make an invitation of the viewer's organisation worthless; NotFound if it has none of that id."""
    mine = (link.c.id == invitation_id, link.c.owner_org == viewer.org, link.c.used_at.is_(None))
    if not tx.execute(update(link).where(*mine).values(used_at=now)).rowcount:
        raise NotFound("no-such-invitation", id=str(invitation_id))


def add_api_client(tx: Transaction, row: Mapping[str, Any]) -> None:
    """Save a program."""
    tx.execute(insert(api_client), dict(row))


def get_api_client(tx: Transaction, api_client_id: UUID, *, org: UUID | None) -> Row[Any]:
    """Return a program of `org`; NotFound if it has none of that id."""
    row = tx.execute(select(api_client).where(api_client.c.id == api_client_id, api_client.c.owner_org == org)).one_or_none()
    if row is None:
        raise NotFound("no-such-api-client", id=str(api_client_id))
    return row


def groups_of(tx: Transaction, org: UUID) -> frozenset[UUID]:
    """Return the sharing groups in which `org` is today."""
    return frozenset(tx.execute(select(group_member.c.group_id).where(group_member.c.org_id == org)).scalars())


def get_group(tx: Transaction, viewer: Viewer, group_id: UUID, *, lock: bool = False) -> Row[Any]:
    """Return a group in which the viewer's organisation is; NotFound otherwise."""
    mine = select(group_member.c.group_id).where(group_member.c.org_id == viewer.org)
    wanted = select(sharing_group).where(sharing_group.c.id == group_id, sharing_group.c.id.in_(mine))
    row = tx.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise NotFound("no-such-sharing-group", id=str(group_id))
    return row


def find_group(tx: Transaction, group_id: UUID) -> Row[Any] | None:
    """Return a group, locked, whoever is in it; None if there is none."""
    return tx.execute(select(sharing_group).where(sharing_group.c.id == group_id).with_for_update()).one_or_none()
