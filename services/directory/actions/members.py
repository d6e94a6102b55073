"""Members come by a link that is shown once, change roles, and leave."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from chassis import audit, ledger
from chassis.contexts import Viewer
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.permissions import ROLES, require
from chassis.storage import Database, Transaction
from chassis.values import new_id
from services.directory import credentials
from services.directory.actions.sign_in import acting, password_matches, revoke, tell_of_change
from services.directory.credentials import Passwords
from services.directory.domain import membership as rules
from services.directory.domain.sign_in import checked_password
from services.directory.domain.words import GRANTABLE_ROLES, Link, Membership
from services.directory.storage import organisations, people

INVITATION, RECOVERY = "invitation", "recovery"
LIFETIME = {INVITATION: timedelta(days=7), RECOVERY: timedelta(days=1)}


def invite_member(tx: Transaction, viewer: Viewer, *, email: str, roles: Iterable[str], now: datetime) -> tuple[Link, str]:
    """Make an invitation to the viewer's own organisation; return (it, its secret, shown once). Conflict `member-exists`."""
    require(viewer, "invitation", "manage")
    org = _own_organisation(viewer)
    organisations.get_organisation(tx, org, lock=True)
    found = people.find_person(tx, email)
    if found is not None and any(one.org_id == org for one in people.memberships_of(tx, found["id"])):
        raise Conflict("member-exists")
    new = Link(
        id=new_id(),
        kind=INVITATION,
        org_id=org,
        person_id=found["id"] if found else None,
        email=email,
        roles=rules.checked_roles(roles, grantable=_grantable(viewer)),
        expires_at=now + LIFETIME[INVITATION],
        used_at=None,
    )
    return new, _save_link(tx, viewer, new, "member.invite", now=now)


def _grantable(viewer: Viewer) -> tuple[str, ...]:
    """Return the roles that the viewer may give: the operator's comes from the command line alone."""
    return ROLES if viewer.kind == "service" else GRANTABLE_ROLES


def _own_organisation(viewer: Viewer) -> UUID:
    if viewer.org is None:
        raise Forbidden("organisation-needed")
    return viewer.org


def recover_member(tx: Transaction, viewer: Viewer, *, membership_id: UUID, now: datetime) -> tuple[Link, str]:
    """Make a link with which a member sets a new password; the second factor goes with it, and every session.

    NotFound; Conflict `recovery-refused` for who has left, and for who acts for another organisation too: it does not say which.
    """
    require(viewer, "membership", "manage")
    member = people.get_membership(tx, membership_id, org=viewer.org)
    if [one.org_id for one in people.memberships_of(tx, member.person_id)] != [member.org_id]:
        raise Conflict("recovery-refused")
    found = people.get_person(tx, member.person_id)
    new = Link(
        id=new_id(),
        kind=RECOVERY,
        org_id=member.org_id,
        person_id=member.person_id,
        email=found["email"],
        roles=member.roles,
        expires_at=now + LIFETIME[RECOVERY],
        used_at=None,
    )
    return new, _save_link(tx, viewer, new, "member.recover", now=now)


def _save_link(tx: Transaction, viewer: Viewer, new: Link, action: str, *, now: datetime) -> str:
    token = credentials.new_secret()
    organisations.add_link(tx, new, token_digest=credentials.digest(token), now=now)
    audit.add(tx, viewer, action, new.id, now=now)
    return token


def accept_link(database: Database, passwords: Passwords, *, token: str, name: str, password: str, now: datetime) -> Membership:
    """Use a link: a new person sets a name and a password, a known one gives their password, a recovery sets a new one.

    NotFound `link-worthless`; Forbidden `sign-in-refused` (a known person's password is wrong); Invalid. An invitation asks
    everybody for the same, by the same rules, so that whoever holds it is not told beforehand whether the address has an account.
    """
    digest = credentials.digest(token)
    with database.reading() as tx:
        offered = organisations.get_link(tx, digest, now=now)
        found = people.find_person(tx, offered.email)
    _check_given(name, password, named=offered.kind == INVITATION)
    if offered.kind == RECOVERY or found is None:
        password_hash = passwords.hash(password)
    elif password_matches(database, passwords, email=offered.email, password=password, now=now):
        password_hash = None
    else:
        raise Forbidden("sign-in-refused")
    with database.transaction() as tx:
        used = organisations.get_link(tx, digest, now=now, lock=True)
        organisations.use_link(tx, used.id, now=now)
        if used.kind == RECOVERY and password_hash is not None:
            return _recovered(tx, used, password_hash, now=now)
        return _joined(tx, used, name=name, password_hash=password_hash, now=now)


def _check_given(name: str, password: str, *, named: bool) -> None:
    errors = [{"pointer": "/name", "code": "required"}] if named and not name else []
    try:
        checked_password(password)
    except Invalid as wrong:
        errors += wrong.params["errors"]
    if errors:
        raise Invalid.of_fields(errors)


def _joined(tx: Transaction, used: Link, *, name: str, password_hash: str | None, now: datetime) -> Membership:
    """Add the membership; `password_hash` is a new person's, None if a known one gave the right password."""
    organisations.get_organisation(tx, used.org_id, lock=True)
    found = people.find_person(tx, used.email)
    if (found is None) != (password_hash is not None):
        raise Forbidden("sign-in-refused")
    person_id = found["id"] if found else new_id()
    if found is None:
        person = {"id": person_id, "owner_org": used.org_id, "email": used.email, "name": name, "password_hash": password_hash}
        people.add_person(tx, {**person, "totp_secret": None, "created_at": now})
    elif any(one.org_id == used.org_id for one in people.memberships_of(tx, person_id)):
        raise Conflict("member-exists")
    member = Membership(id=new_id(), person_id=person_id, org_id=used.org_id, roles=used.roles, state=rules.ACTIVE, version=1)
    people.add_membership(tx, member, now=now)
    audit.add(tx, acting(member), "member.join", member.id, now=now)
    return member


def _recovered(tx: Transaction, used: Link, password_hash: str, *, now: datetime) -> Membership:
    if used.person_id is None:
        raise NotFound("link-worthless")
    found = people.get_person(tx, used.person_id)
    people.change_person(tx, found, password_hash=password_hash, totp_secret=None, totp_confirmed_at=None)
    mine = people.memberships_of(tx, used.person_id)
    if [one.org_id for one in mine] != [used.org_id]:  # they left, or joined another organisation since
        raise NotFound("link-worthless")
    (member,) = mine
    revoke(tx, session_ids=people.end_sessions(tx, [one.id for one in mine], now=now))
    audit.add(tx, acting(member), "member.recovered", member.id, now=now)
    tell_of_change(tx, found, now=now)
    return member


def withdraw_invitation(tx: Transaction, viewer: Viewer, *, invitation_id: UUID, now: datetime) -> None:
    """Make an invitation worthless. NotFound."""
    require(viewer, "invitation", "manage")
    organisations.withdraw_invitation(tx, viewer, invitation_id, now=now)
    audit.add(tx, viewer, "invitation.withdraw", invitation_id, now=now)
    ledger.record(tx, {"what": "invitation.withdrawn", "id": str(invitation_id)}, now=now)


def amend_member(tx: Transaction, viewer: Viewer, *, membership_id: UUID, version: int, roles: Iterable[str], now: datetime) -> None:
    """Give a member other roles; gateways forget what they held open. NotFound; Conflict `last-admin`, `stale-version`."""
    others, member = _locked(tx, viewer, membership_id, version)
    changed = rules.with_roles(member, roles, others=others, grantable=_grantable(viewer))
    people.save_membership(tx, changed, now=now)
    audit.add(tx, viewer, "member.roles", membership_id, now=now, roles=sorted(roles))
    if taken := sorted(member.roles - changed.roles):
        ledger.record(tx, {"what": "roles.taken", "id": str(membership_id), "roles": taken, "version": changed.version}, now=now)
    revoke(tx, membership_id=membership_id)


def end_membership(tx: Transaction, viewer: Viewer, *, membership_id: UUID, version: int, now: datetime) -> None:
    """Let a member go; their sessions end at once. NotFound; Conflict `last-admin`, `stale-version`."""
    others, member = _locked(tx, viewer, membership_id, version)
    people.save_membership(tx, rules.ended(member, others=others), now=now)
    people.end_sessions(tx, [membership_id], now=now)
    audit.add(tx, viewer, "member.leave", membership_id, now=now)
    ledger.record(tx, {"what": "membership.ended", "id": str(membership_id)}, now=now)
    revoke(tx, membership_id=membership_id)


def _locked(tx: Transaction, viewer: Viewer, membership_id: UUID, version: int) -> tuple[list[Membership], Membership]:
    require(viewer, "membership", "manage")
    others = people.lock_organisation(tx, viewer.org)
    member = people.get_membership(tx, membership_id, org=viewer.org)
    if member.version != version:
        raise Conflict("stale-version", current=member.version)
    return others, member
