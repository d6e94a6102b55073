"""What is asked of the directory, as plain dicts for the views."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, and_, select

from chassis import audit, contexts, fields, keyset
from chassis.contexts import PrivateKey, Viewer
from chassis.errors import Forbidden, NotFound
from chassis.permissions import require
from chassis.storage import Transaction
from chassis.values import Tlp
from services.directory import credentials
from services.directory.domain.words import Organisation, ceiling_of
from services.directory.storage import organisations, people
from services.directory.storage.tables import api_client, group_member, link, membership, organisation, person, session, sharing_group

View = dict[str, Any]


def session_context(tx: Transaction, *, secret: str, epoch: str, key: PrivateKey, site: str, now: datetime) -> tuple[View, datetime]:
    """Return the context behind a session's secret and when it was last seen. Forbidden `session-ended` for any that opens nothing."""
    which = and_(session.c.secret_digest == credentials.digest(secret), session.c.epoch == epoch)
    return _session_context(tx, which, key=key, site=site, now=now)


def new_session_context(tx: Transaction, *, session_id: UUID, key: PrivateKey, site: str, now: datetime) -> View:
    """Return the context of a session that was just begun."""
    return _session_context(tx, session.c.id == session_id, key=key, site=site, now=now)[0]


def _session_context(tx: Transaction, which: ColumnElement[bool], *, key: PrivateKey, site: str, now: datetime) -> tuple[View, datetime]:
    row = tx.execute(select(session).where(which)).one_or_none()
    if row is None or not people.to_session(row).is_open(now=now):
        raise Forbidden("session-ended")
    member = tx.execute(select(membership).where(membership.c.id == row.membership_id, membership.c.state == "active")).one_or_none()
    if member is None:
        raise Forbidden("session-ended")
    someone = people.get_person(tx, member.person_id)
    org = organisations.get_organisation(tx, member.org_id)
    confirmed = someone["totp_confirmed_at"] is not None
    roles = frozenset(member.roles) if confirmed or not org.second_factor else frozenset()  # until then they may enrol one, nothing else
    viewer = Viewer(
        kind="person",
        id=member.person_id,
        org=org.id,
        site=site,
        membership=member.id,
        roles=roles,
        scopes=frozenset({"*"}),
        groups=organisations.groups_of(tx, org.id),
        ceiling=ceiling_of(kind="person", roles=roles),
        session=row.id,
    )
    factor = {"second_factor": confirmed, "second_factor_needed": org.second_factor and not confirmed}
    about = {"name": someone["name"], "email": someone["email"], **factor}
    return _context_view(viewer, org, key, now, **about, person_id=member.person_id), row.seen_at


def client_context(tx: Transaction, *, api_key: str, key: PrivateKey, site: str, now: datetime) -> View:
    """Return the context behind an API key. Forbidden `key-refused` whether it is unknown, expired or revoked."""
    row = tx.execute(select(api_client).where(api_client.c.key_digest == credentials.digest(api_key))).one_or_none()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise Forbidden("key-refused")
    org = organisations.get_organisation(tx, row.owner_org)
    roles = frozenset(row.roles)
    viewer = Viewer(
        kind="client",
        id=row.id,
        org=org.id,
        site=site,
        roles=roles,
        scopes=frozenset(row.scopes),
        groups=organisations.groups_of(tx, org.id),
        ceiling=ceiling_of(kind="client", roles=roles),
    )
    return _context_view(viewer, org, key, now, name=row.name, client_id=row.id)


def public_context(*, key: PrivateKey, site: str, now: datetime) -> View:
    """Return the context of somebody who did not sign in."""
    viewer = Viewer(kind="public", site=site, scopes=frozenset({"*"}), ceiling=Tlp.CLEAR)
    return _context_view(viewer, None, key, now, name=None)


def _context_view(viewer: Viewer, org: Organisation | None, key: PrivateKey, now: datetime, **about: Any) -> View:
    return {
        "context": contexts.sign(viewer, key, now),
        "expires_at": now + contexts.LIFETIME,
        "kind": viewer.kind,
        "session_id": viewer.session,
        "membership_id": viewer.membership,
        "organisation_id": org.id if org else None,
        "organisation_name": org.name if org else None,
        "roles": sorted(viewer.roles),
        "scopes": sorted(viewer.scopes),
        "second_factor": False,
        "second_factor_needed": False,
        **about,
    }


def me(tx: Transaction, viewer: Viewer) -> View:
    """Return who the viewer is."""
    org = organisations.get_organisation(tx, viewer.org) if viewer.org else None
    view: View = {
        "kind": viewer.kind,
        "name": None,
        "membership_id": viewer.membership,
        "organisation_id": org.id if org else None,
        "organisation_name": org.name if org else None,
        "roles": sorted(viewer.roles),
        "scopes": sorted(viewer.scopes),
        "second_factor": False,
        "second_factor_needed": False,
    }
    if viewer.kind == "person" and viewer.id:
        found = people.get_person(tx, viewer.id)
        confirmed = found["totp_confirmed_at"] is not None
        view |= {"name": found["name"], "email": found["email"], "person_id": found["id"], "second_factor": confirmed}
        view["second_factor_needed"] = org is not None and org.second_factor and not confirmed
    elif viewer.kind == "client" and viewer.id:
        client = organisations.get_api_client(tx, viewer.id, org=viewer.org)
        view |= {"name": client.name, "client_id": client.id}
    return view


def list_sessions(tx: Transaction, viewer: Viewer, request: Mapping[str, Any], *, epoch: str, now: datetime) -> View:
    """Return the viewer's own open sessions."""
    mine = [one.id for one in people.memberships_of(tx, viewer.id)] if viewer.id else []
    where = (session.c.membership_id.in_(mine), session.c.ended_at.is_(None), session.c.epoch == epoch)

    def view(row: Row[Any]) -> View:
        return {**row._asdict(), "expires_at": people.to_session(row).expires_at(), "current": row.id == viewer.session}

    listed = _listing(tx, viewer, request, table=session, where=where, view=view)
    listed["items"] = [item for item in listed["items"] if item["expires_at"] > now]
    return {**listed, "total": len(listed["items"])} if listed["next"] is None else listed


def list_organisations(tx: Transaction, viewer: Viewer, request: Mapping[str, Any]) -> View:
    """Return the organisations of the site."""
    require(viewer, "organisation", "read")
    return _listing(tx, viewer, request, table=organisation, where=(), view=lambda row: row._asdict())


def get_organisation(tx: Transaction, viewer: Viewer, organisation_id: UUID) -> View:
    """Return one organisation of the site."""
    require(viewer, "organisation", "read")
    return vars(organisations.get_organisation(tx, organisation_id))


def list_members(tx: Transaction, viewer: Viewer, request: Mapping[str, Any], *, now: datetime) -> View:
    """Return the members of the viewer's organisation with their names: two statements, however many there are."""
    require(viewer, "membership", "read")
    found: dict[UUID, Mapping[str, Any]] = {}

    def names(rows: Sequence[Row[Any]]) -> None:
        wanted = select(person).where(person.c.id.in_([row.person_id for row in rows]))
        found.update({row.id: fields.opened(tx, person, row._asdict()) for row in tx.execute(wanted)})
        audit.add(tx, viewer, "member.list", [row.id for row in rows], now=now)

    return _listing(
        tx,
        viewer,
        request,
        table=membership,
        where=(membership.c.org_id == viewer.org,),
        view=lambda row: _member_view(row, found),
        first=names,
    )


def get_member(tx: Transaction, viewer: Viewer, membership_id: UUID, *, now: datetime) -> View:
    """Return one member of the viewer's organisation."""
    require(viewer, "membership", "read")
    people.get_membership(tx, membership_id, org=viewer.org)
    row = tx.execute(select(membership).where(membership.c.id == membership_id)).one()
    audit.add(tx, viewer, "member.read", membership_id, now=now)
    return _member_view(row, {row.person_id: people.get_person(tx, row.person_id)})


def resolve_members(tx: Transaction, organisation_id: UUID, membership_ids: Sequence[UUID]) -> list[View]:
    """Return which of these memberships are active in an organisation, with their roles, for services."""
    active = (membership.c.org_id == organisation_id, membership.c.state == "active")
    rows = tx.execute(select(membership.c.id, membership.c.roles).where(membership.c.id.in_(membership_ids), *active))
    return [row._asdict() for row in rows]


def resolve_viewers(tx: Transaction, membership_ids: Sequence[UUID]) -> list[View]:
    """Return what active members may see: as in their contexts, nothing where their organisation wants a second factor they lack."""
    of_member = select(membership).where(membership.c.id.in_(membership_ids), membership.c.state == "active")
    rows = tx.execute(of_member).all()
    someone = {row.person_id: people.get_person(tx, row.person_id) for row in rows}
    orgs = {row.org_id: organisations.get_organisation(tx, row.org_id) for row in rows}
    groups = {org_id: organisations.groups_of(tx, org_id) for org_id in orgs}
    found = []
    for row in rows:
        confirmed = someone[row.person_id]["totp_confirmed_at"] is not None
        roles = frozenset(row.roles) if confirmed or not orgs[row.org_id].second_factor else frozenset()
        found.append(
            {
                "id": row.id,
                "person_id": row.person_id,
                "organisation_id": row.org_id,
                "roles": sorted(roles),
                "groups": sorted(groups[row.org_id]),
                "ceiling": ceiling_of(kind="person", roles=roles).value,
            }
        )
    return found


def _member_view(row: Row[Any], found: Mapping[UUID, Mapping[str, Any]]) -> View:
    someone = found[row.person_id]
    return {**row._asdict(), "name": someone["name"], "email": someone["email"], "second_factor": someone["totp_confirmed_at"] is not None}


def list_invitations(tx: Transaction, viewer: Viewer, request: Mapping[str, Any], *, now: datetime) -> View:
    """Return the invitations of the viewer's organisation that can still be used."""
    require(viewer, "invitation", "manage")
    where = (link.c.owner_org == viewer.org, link.c.kind == "invitation", link.c.used_at.is_(None), link.c.expires_at > now)
    return _listing(
        tx,
        viewer,
        request,
        table=link,
        where=where,
        view=lambda row: {**row._asdict(), "email": fields.opened(tx, link, row._asdict())["email"]},
    )


def opened_link(tx: Transaction, *, token: str, now: datetime) -> View:
    """Return what a link is for. NotFound `link-worthless`."""
    found = organisations.get_link(tx, credentials.digest(token), now=now)
    org = organisations.get_organisation(tx, found.org_id)
    return {"kind": found.kind, "organisation_name": org.name, "email": found.email}


def list_api_clients(tx: Transaction, viewer: Viewer, request: Mapping[str, Any]) -> View:
    """Return the programs of the viewer's organisation."""
    require(viewer, "api_client", "read")
    return _listing(tx, viewer, request, table=api_client, where=(api_client.c.owner_org == viewer.org,), view=lambda row: row._asdict())


def get_api_client(tx: Transaction, viewer: Viewer, api_client_id: UUID) -> View:
    """Return one program of the viewer's organisation."""
    require(viewer, "api_client", "read")
    return organisations.get_api_client(tx, api_client_id, org=viewer.org)._asdict()


def list_sharing_groups(tx: Transaction, viewer: Viewer, request: Mapping[str, Any]) -> View:
    """Return the groups in which the viewer's organisation is, with their members: two statements, however many there are."""
    require(viewer, "sharing_group", "read")
    mine = sharing_group.c.id.in_(select(group_member.c.group_id).where(group_member.c.org_id == viewer.org))
    members: dict[UUID, list[View]] = {}

    def with_members(rows: Sequence[Row[Any]]) -> None:
        members.update(_group_members(tx, [row.id for row in rows]))

    return _listing(
        tx,
        viewer,
        request,
        table=sharing_group,
        where=(mine,),
        view=lambda row: {**row._asdict(), "members": members.get(row.id, [])},
        first=with_members,
    )


def get_sharing_group(tx: Transaction, viewer: Viewer, group_id: UUID) -> View:
    """Return one group in which the viewer's organisation is."""
    require(viewer, "sharing_group", "read")
    row = organisations.get_group(tx, viewer, group_id)
    return {**row._asdict(), "members": _group_members(tx, [group_id]).get(group_id, [])}


def resolve_group(tx: Transaction, group_id: UUID) -> View:
    """Return a group with its members, for services. NotFound."""
    row = tx.execute(select(sharing_group).where(sharing_group.c.id == group_id)).one_or_none()
    if row is None:
        raise NotFound("no-such-sharing-group", id=str(group_id))
    return {**row._asdict(), "members": _group_members(tx, [group_id]).get(group_id, [])}


def _group_members(tx: Transaction, group_ids: Sequence[UUID]) -> dict[UUID, list[View]]:
    rows = tx.execute(
        select(group_member.c.group_id, group_member.c.joined_at, organisation.c.id, organisation.c.name)
        .join(organisation, organisation.c.id == group_member.c.org_id)
        .where(group_member.c.group_id.in_(group_ids))
        .order_by(organisation.c.name)
    )
    members: dict[UUID, list[View]] = {}
    for row in rows:
        members.setdefault(row.group_id, []).append({"id": row.id, "name": row.name, "joined_at": row.joined_at})
    return members


def _listing(
    tx: Transaction,
    viewer: Viewer,
    request: Mapping[str, Any],
    *,
    table: Table,
    where: Sequence[ColumnElement[bool]],
    view: Callable[[Row[Any]], View],
    first: Callable[[Sequence[Row[Any]]], None] | None = None,
) -> View:
    """Return a page of `table`, oldest first; `first` sees the rows before they become views."""
    page = keyset.page(
        tx,
        select(table).where(*where),
        by=(table.c.created_at, table.c.id),
        limit=request["limit"],
        cursor=request.get("cursor"),
        bound_to=f"{viewer.key}|{table.name}",
    )
    if first is not None:
        first(page.rows)
    return page.view([view(row) for row in page.rows])
