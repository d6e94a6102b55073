"""Signing in and out. Passwords are compared outside of any transaction, in a native thread."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis import audit, mail
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import Conflict, Forbidden, NotFound
from chassis.messages import hints
from chassis.storage import Database, Transaction
from chassis.values import new_id
from services.directory import credentials
from services.directory.credentials import Passwords
from services.directory.domain import sign_in as rules
from services.directory.domain.words import Membership
from services.directory.storage import organisations, people
from services.directory.storage.tables import session

Person = Mapping[str, Any]


def sign_in(
    database: Database,
    passwords: Passwords,
    *,
    email: str,
    password: str,
    code: str | None,
    organisation_id: UUID | None,
    epoch: str,
    now: datetime,
) -> tuple[UUID, str]:
    """Begin a session that lasts as long as the epoch at most; return (its id, its secret).

    Forbidden `sign-in-locked` (whether anybody has the address or not), `sign-in-refused` (no such address, wrong password, wrong
    code: the same), `second-factor-needed` (only after the right password).
    """
    with database.reading() as tx:
        people.get_attempts(tx, email).refuse_if_locked(now=now)
        found = people.find_person(tx, email)
    right = passwords.match(found["password_hash"] if found else None, password)
    with database.transaction() as tx:
        attempts = people.lock_attempts(tx, email)
        attempts.refuse_if_locked(now=now)
        known = _of_today(tx, found) if found and right else None
        refusal = _refusal(tx, known, code, organisation_id, now=now)
        if refusal is None and known is not None:
            return _begin(tx, known, organisation_id, epoch=epoch, now=now)
        if refusal != "second-factor-needed":
            _note_failure(tx, email, attempts, found, now=now)
    raise Forbidden(refusal or "sign-in-refused")


def password_matches(database: Database, passwords: Passwords, *, email: str, password: str, now: datetime) -> Person | None:
    """Return the person of the address if the password is theirs. Forbidden `sign-in-locked`; a failure counts like one at the door."""
    with database.reading() as tx:
        people.get_attempts(tx, email).refuse_if_locked(now=now)
        found = people.find_person(tx, email)
    right = passwords.match(found["password_hash"] if found else None, password)
    with database.transaction() as tx:
        attempts = people.lock_attempts(tx, email)
        attempts.refuse_if_locked(now=now)
        if not right:
            _note_failure(tx, email, attempts, found, now=now)
    return found if right else None


def _of_today(tx: Transaction, found: Person) -> Person | None:
    """Return the person as they are now, held until the end of `tx`; None if another password than was compared is theirs by now."""
    current = people.get_person(tx, found["id"], lock=True)
    return current if current["password_hash"] == found["password_hash"] else None


def _note_failure(tx: Transaction, email: str, attempts: rules.Attempts, found: Person | None, *, now: datetime) -> None:
    """Count one more failure than `attempts` towards the lock of the address, whether anybody has it or not."""
    people.save_attempts(tx, email, attempts.failed(now=now))
    audit.add(tx, PUBLIC, "session.refuse", [found["id"]] if found else [], now=now, org=found["owner_org"] if found else None)


def _refusal(tx: Transaction, found: Person | None, code: str | None, organisation_id: UUID | None, *, now: datetime) -> str | None:
    """Return why the sign-in is refused, None if it is not."""
    if found is None or _chosen(tx, found, organisation_id) is None:
        return "sign-in-refused"
    if found["totp_confirmed_at"] is None:
        return None
    if not code:
        return "second-factor-needed"
    return None if _use_code(tx, found, code, now=now) else "sign-in-refused"


def _use_code(tx: Transaction, found: Person, code: str, *, now: datetime) -> bool:
    """Say whether the code is right; each is good once."""
    step = credentials.totp_step(found["totp_secret"], code, now=now)
    if step is None or step <= (found["totp_step"] or 0):
        return False
    people.change_person(tx, found, totp_step=step)
    return True


def _chosen(tx: Transaction, found: Person, organisation_id: UUID | None) -> Membership | None:
    mine = people.memberships_of(tx, found["id"])
    return next((one for one in mine if organisation_id in {None, one.org_id}), None)


def _begin(tx: Transaction, found: Person, organisation_id: UUID | None, *, epoch: str, now: datetime) -> tuple[UUID, str]:
    chosen = _chosen(tx, found, organisation_id)
    if chosen is None:
        raise Forbidden("sign-in-refused")
    secret, session_id = credentials.new_secret(), new_id()
    row = {"id": session_id, "membership_id": chosen.id, "secret_digest": credentials.digest(secret), "epoch": epoch}
    tx.execute(insert(session), {**row, "created_at": now, "seen_at": now})
    people.save_attempts(tx, found["email"], rules.Attempts())
    audit.add(tx, acting(chosen), "session.begin", session_id, now=now)
    return session_id, secret


def acting(member: Membership) -> Viewer:
    """Return the member as the audit names them, before there is a context."""
    return Viewer(kind="person", id=member.person_id, org=member.org_id, membership=member.id, roles=member.roles)


def note_seen(database: Database, session_id: UUID, *, seen_at: datetime, now: datetime) -> None:
    """Keep a session alive; written at most every 30 s."""
    if now - seen_at < rules.SEEN_EVERY:
        return
    with database.transaction() as tx:
        tx.execute(update(session).where(session.c.id == session_id).values(seen_at=now))


def end_session(tx: Transaction, viewer: Viewer, *, session_id: UUID, now: datetime) -> None:
    """End one of the viewer's own sessions. NotFound if they have none of that id."""
    mine = [one.id for one in people.memberships_of(tx, viewer.id)] if viewer.id else []
    found = tx.scalar(select(session.c.id).where(session.c.id == session_id, session.c.membership_id.in_(mine)))
    if found is None:
        raise NotFound("no-such-session", id=str(session_id))
    tx.execute(update(session).where(session.c.id == session_id, session.c.ended_at.is_(None)).values(ended_at=now))
    _ended(tx, viewer, [session_id], now=now)


def end_all_sessions(tx: Transaction, viewer: Viewer, *, now: datetime) -> None:
    """End every session of the viewer, this one too."""
    _end_all(tx, viewer, now=now, but=None)


def change_password(database: Database, passwords: Passwords, viewer: Viewer, *, password: str, new_password: str, now: datetime) -> None:
    """Set a new password and end every other session. Forbidden `sign-in-refused` if the old one is wrong."""
    rules.checked_password(new_password, pointer="/new_password")
    with database.reading() as tx:
        found = _myself(tx, viewer)
    compared = password_matches(database, passwords, email=found["email"], password=password, now=now)
    if compared is None:
        raise Forbidden("sign-in-refused")
    password_hash = passwords.hash(new_password)
    with database.transaction() as tx:
        if _of_today(tx, compared) is None:
            raise Forbidden("sign-in-refused")
        people.change_person(tx, found, password_hash=password_hash)
        audit.add(tx, viewer, "password.change", found["id"], now=now)
        tell_of_change(tx, found, now=now)
        _end_all(tx, viewer, now=now, but=viewer.session)


def enrol_totp(tx: Transaction, viewer: Viewer, *, site: str, now: datetime) -> dict[str, str]:
    """Give the viewer a second factor to confirm; shown once. Conflict `second-factor-confirmed` if there is one."""
    found = _myself(tx, viewer)
    if found["totp_confirmed_at"] is not None:
        raise Conflict("second-factor-confirmed")
    secret = credentials.new_totp_secret()
    people.change_person(tx, found, totp_secret=secret)
    audit.add(tx, viewer, "second-factor.enrol", found["id"], now=now)
    return {"secret": secret, "uri": credentials.totp_uri(secret, account=found["email"], site=site)}


def confirm_totp(tx: Transaction, viewer: Viewer, *, code: str, now: datetime) -> None:
    """Turn the second factor on with its first code; gateways ask again what is open now. Conflict, Forbidden `code-refused`."""
    found = _myself(tx, viewer)
    if not found["totp_secret"]:
        raise Conflict("second-factor-missing")
    if not _use_code(tx, found, code, now=now):
        raise Forbidden("code-refused")
    people.change_person(tx, found, totp_confirmed_at=now)
    audit.add(tx, viewer, "second-factor.confirm", found["id"], now=now)
    tell_of_change(tx, found, now=now)
    for member in people.memberships_of(tx, found["id"]):
        revoke(tx, membership_id=member.id)


def disable_totp(database: Database, viewer: Viewer, *, code: str, now: datetime) -> None:
    """Turn the second factor off with a code. Conflict `second-factor-required` if an organisation wants one; Forbidden `code-refused`.

    A wrong code counts as a failed sign-in: who took over a session cannot try them all.
    """
    with database.transaction() as tx:
        found = _myself(tx, viewer)
        attempts = people.lock_attempts(tx, found["email"])
        attempts.refuse_if_locked(now=now)
        if any(organisations.get_organisation(tx, one.org_id).second_factor for one in people.memberships_of(tx, found["id"])):
            raise Conflict("second-factor-required")
        if found["totp_confirmed_at"] is not None and _use_code(tx, found, code, now=now):
            people.change_person(tx, found, totp_secret=None, totp_confirmed_at=None)
            audit.add(tx, viewer, "second-factor.disable", found["id"], now=now)
            tell_of_change(tx, found, now=now)
            return
        _note_failure(tx, found["email"], attempts, found, now=now)
    raise Forbidden("code-refused")


def tell_of_change(tx: Transaction, found: Person, *, now: datetime) -> None:
    """Send the person a mail that their password or second factor was changed: whoever did not do it hears of it."""
    mail.add(tx, to=found["email"], org=found["owner_org"], template="account-changed", path="/", now=now)


def _myself(tx: Transaction, viewer: Viewer) -> Person:
    if viewer.kind != "person" or viewer.id is None:
        raise Forbidden("persons-only")
    return people.get_person(tx, viewer.id)


def _end_all(tx: Transaction, viewer: Viewer, *, now: datetime, but: UUID | None) -> None:
    mine = [one.id for one in people.memberships_of(tx, viewer.id)] if viewer.id else []
    _ended(tx, viewer, people.end_sessions(tx, mine, now=now, but=but), now=now)


def _ended(tx: Transaction, viewer: Viewer, ids: list[UUID], *, now: datetime) -> None:
    if ids:
        audit.add(tx, viewer, "session.end", ids, now=now)
    revoke(tx, session_ids=ids)


def revoke(
    tx: Transaction,
    *,
    session_ids: list[UUID] | None = None,
    membership_id: UUID | None = None,
    client_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> None:
    """Tell gateways to forget the contexts of these ids: what still opens anything is asked for again."""
    for session_id in session_ids or []:
        hints.publish(tx, "session.revoked", session_id=str(session_id))
    if membership_id is not None:
        hints.publish(tx, "session.revoked", membership_id=str(membership_id))
    if client_id is not None:
        hints.publish(tx, "session.revoked", client_id=str(client_id))
    if organisation_id is not None:
        hints.publish(tx, "session.revoked", organisation_id=str(organisation_id))
