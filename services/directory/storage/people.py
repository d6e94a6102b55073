"""People, memberships, sessions and attempts: rows to the domain's words and back."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from chassis import fields
from chassis.errors import Conflict, NotFound
from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from chassis.values import nfc
from services.directory.domain.sign_in import Attempts, Session
from services.directory.domain.words import Membership
from services.directory.storage.tables import membership, organisation, person, session, sign_in_attempt

SITE = UUID(int=0)
"""Whose key the digests of addresses are made with: a person may belong to several organisations."""


def email_digest(tx: Transaction, email: str) -> bytes:
    """Return by what an address is found; without the site's key nobody can test a guess."""
    return hmac.digest(tx.data_keys.index_key(SITE), nfc(email).strip().casefold().encode(), hashlib.sha256)


def find_person(tx: Transaction, email: str) -> Mapping[str, Any] | None:
    """Return the person of the address, opened; None if there is none."""
    row = tx.execute(select(person).where(person.c.email_digest == email_digest(tx, email))).one_or_none()
    return None if row is None else fields.opened(tx, person, row._asdict())


def get_person(tx: Transaction, person_id: UUID, *, lock: bool = False) -> Mapping[str, Any]:
    """Return a person that a membership names."""
    wanted = select(person).where(person.c.id == person_id)
    return fields.opened(tx, person, tx.execute(wanted.with_for_update() if lock else wanted).one()._asdict())


def add_person(tx: Transaction, values: Mapping[str, Any]) -> None:
    """Save a new person; `values` has `email` and `name` in clear. Conflict `person-exists` if somebody was faster."""
    row = {**values, "email_digest": email_digest(tx, values["email"])}
    if not insert_new(tx, person, [fields.sealed(tx, person, row, org=values["owner_org"])]):
        raise Conflict("person-exists")


def change_person(tx: Transaction, found: Mapping[str, Any], **values: Any) -> None:
    """Set columns of a person."""
    sealed = fields.sealed(tx, person, {"id": found["id"], **values}, org=found["owner_org"])
    tx.execute(update(person).where(person.c.id == found["id"]).values({name: sealed[name] for name in values}))


def to_membership(row: Row[Any]) -> Membership:
    """Return the row as the domain knows it."""
    return Membership(
        id=row.id, person_id=row.person_id, org_id=row.org_id, roles=frozenset(row.roles), state=row.state, version=row.version
    )


def get_membership(tx: Transaction, membership_id: UUID, *, org: UUID | None) -> Membership:
    """Return a membership of `org`; NotFound if there is none or it is another organisation's."""
    row = tx.execute(select(membership).where(membership.c.id == membership_id, membership.c.org_id == org)).one_or_none()
    if row is None:
        raise NotFound("no-such-member", id=str(membership_id))
    return to_membership(row)


def find_membership(tx: Transaction, membership_id: UUID) -> Membership | None:
    """Return a membership of any organisation, None if there is none."""
    row = tx.execute(select(membership).where(membership.c.id == membership_id)).one_or_none()
    return None if row is None else to_membership(row)


def memberships_of(tx: Transaction, person_id: UUID) -> list[Membership]:
    """Return a person's active memberships, the oldest first."""
    rows = tx.execute(
        select(membership).where(membership.c.person_id == person_id, membership.c.state == "active").order_by(membership.c.created_at)
    )
    return [to_membership(row) for row in rows]


def lock_organisation(tx: Transaction, org: UUID | None) -> list[Membership]:
    """Hold the organisation's row and return its active memberships: who decides about admins decides alone."""
    tx.execute(select(organisation.c.id).where(organisation.c.id == org).with_for_update()).one()
    rows = tx.execute(select(membership).where(membership.c.org_id == org, membership.c.state == "active"))
    return [to_membership(row) for row in rows]


def add_membership(tx: Transaction, new: Membership, *, now: datetime) -> None:
    """Save a new membership."""
    row = {"id": new.id, "person_id": new.person_id, "org_id": new.org_id, "roles": sorted(new.roles), "state": new.state}
    tx.execute(insert(membership), {**row, "version": new.version, "created_at": now})


def save_membership(tx: Transaction, changed: Membership, *, now: datetime) -> None:
    """Save the roles and the state of a membership."""
    ended_at = now if changed.state == "ended" else None
    values = {"roles": sorted(changed.roles), "state": changed.state, "version": changed.version, "ended_at": ended_at}
    tx.execute(update(membership).where(membership.c.id == changed.id).values(values))


def to_session(row: Row[Any]) -> Session:
    """Return the row as the domain knows it."""
    return Session(created_at=row.created_at, seen_at=row.seen_at, ended_at=row.ended_at)


def end_sessions(tx: Transaction, membership_ids: list[UUID], *, now: datetime, but: UUID | None = None) -> list[UUID]:
    """End every open session of the memberships, except `but`; return their ids."""
    ended = (session.c.membership_id.in_(membership_ids), session.c.ended_at.is_(None), session.c.id != (but or SITE))
    ids = list(tx.execute(select(session.c.id).where(*ended)).scalars())
    tx.execute(update(session).where(session.c.id.in_(ids)).values(ended_at=now))
    return ids


def get_attempts(tx: Transaction, email: str) -> Attempts:
    """Return the failed attempts for an address."""
    row = tx.execute(select(sign_in_attempt).where(sign_in_attempt.c.email_digest == email_digest(tx, email))).one_or_none()
    return Attempts() if row is None else _to_attempts(row)


def lock_attempts(tx: Transaction, email: str) -> Attempts:
    """Return the failed attempts for an address; whoever else tries it at this moment waits for the end of `tx`.

    There is a row from the first attempt on and for good: a row that is not there locks nothing.
    """
    digest = email_digest(tx, email)
    insert_new(tx, sign_in_attempt, [{"email_digest": digest, "failures": 0, "locked_until": None}])
    return _to_attempts(tx.execute(select(sign_in_attempt).where(sign_in_attempt.c.email_digest == digest).with_for_update()).one())


def save_attempts(tx: Transaction, email: str, attempts: Attempts) -> None:
    """Keep the attempts for an address, which `tx` has locked."""
    values = {"failures": attempts.failures, "locked_until": attempts.locked_until}
    tx.execute(update(sign_in_attempt).where(sign_in_attempt.c.email_digest == email_digest(tx, email)).values(values))


def _to_attempts(row: Row[Any]) -> Attempts:
    return Attempts(failures=row.failures, locked_until=row.locked_until)
