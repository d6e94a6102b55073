"""The use cases of mechanisms and their sessions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis import audit, permissions
from chassis.contexts import Viewer
from chassis.errors import Conflict, Forbidden, Invalid
from chassis.storage import Transaction
from chassis.values import new_outward_id
from services.library.actions import opportunities
from services.library.domain import mechanisms as rules
from services.library.storage import mechanisms as storage
from services.library.storage.tables.mechanisms import mechanism, mechanism_session

Row = dict[str, Any]


def owner_of(viewer: Viewer) -> UUID:
    """Return for which organisation the viewer writes. Forbidden if they act for none."""
    if viewer.org is None:
        raise Forbidden("organisation-required")
    return viewer.org


def add_mechanism(tx: Transaction, viewer: Viewer, *, now: datetime, **said: Any) -> UUID:
    """Add a mechanism for everybody to read; its id tells nothing of us. Raises Forbidden, Conflict."""
    permissions.require(viewer, "mechanism", "create")
    owner_org = owner_of(viewer)
    _refuse_second(tx, owner_org, said["acronym"])
    mechanism_id = new_outward_id()
    row = {"id": mechanism_id, "owner_org": owner_org, "version": 1, **said, "created_at": now, "updated_at": now}
    tx.execute(insert(mechanism).values(row))
    audit.add(tx, viewer, "mechanism.create", mechanism_id, now, org=owner_org)
    return mechanism_id


def _refuse_second(tx: Transaction, owner_org: UUID, acronym: str) -> None:
    of_that_name = (mechanism.c.owner_org == owner_org, mechanism.c.acronym == acronym)
    if tx.scalar(select(mechanism.c.id).where(*of_that_name)) is not None:
        raise Conflict("mechanism-exists", acronym=acronym)


def amend_mechanism(tx: Transaction, viewer: Viewer, *, mechanism_id: UUID, version: int, now: datetime, **changed: Any) -> None:
    """Change a mechanism of ours. Raises NotFound, Forbidden, Conflict."""
    row = own_mechanism(tx, viewer, mechanism_id)
    rules.check_version(version, current=row["version"])
    if changed.get("acronym", row["acronym"]) != row["acronym"]:
        _refuse_second(tx, row["owner_org"], changed["acronym"])
    values = {**changed, "version": row["version"] + 1, "updated_at": now}
    tx.execute(update(mechanism).where(mechanism.c.id == row["id"]).values(values))
    audit.add(tx, viewer, "mechanism.amend", row["id"], now, org=row["owner_org"])


def own_mechanism(tx: Transaction, viewer: Viewer, mechanism_id: UUID) -> Row:
    """Return a mechanism that our organisation added, locked. Raises NotFound, Forbidden."""
    permissions.require(viewer, "mechanism", "amend")
    ours = mechanism.c.owner_org == owner_of(viewer)
    return storage.get_row(tx, mechanism, mechanism_id, "no-such-mechanism", ours, lock=True)


def add_session(tx: Transaction, viewer: Viewer, *, mechanism_id: UUID, now: datetime, **said: Any) -> UUID:
    """Add a session to a mechanism of ours. Raises NotFound, Forbidden, Conflict, Invalid."""
    of = own_mechanism(tx, viewer, mechanism_id)
    known = {"begins_on": None, "ends_on": None, "place": "", "url": of["url"], **said}
    _check_days(known["begins_on"], known["ends_on"])
    _refuse_second_session(tx, mechanism_id, known["name"])
    session_id = new_outward_id()
    place = {"id": session_id, "mechanism_id": mechanism_id, "owner_org": of["owner_org"]}
    tx.execute(insert(mechanism_session).values({**place, "version": 1, **known, "created_at": now, "updated_at": now}))
    audit.add(tx, viewer, "mechanism_session.create", session_id, now, org=of["owner_org"])
    return session_id


def _refuse_second_session(tx: Transaction, mechanism_id: UUID, name: str) -> None:
    of_that_name = (mechanism_session.c.mechanism_id == mechanism_id, mechanism_session.c.name == name)
    if tx.scalar(select(mechanism_session.c.id).where(*of_that_name)) is not None:
        raise Conflict("mechanism-session-exists", name=name)


def _check_days(begins_on: date | None, ends_on: date | None) -> None:
    if begins_on is not None and ends_on is not None and ends_on < begins_on:
        raise Invalid.of_fields([{"pointer": "/ends_on", "code": "ends-before-it-begins"}])


def amend_session(
    tx: Transaction, viewer: Viewer, *, mechanism_id: UUID, mechanism_session_id: UUID, version: int, now: datetime, **changed: Any
) -> None:
    """Change a session of ours; what is due so many days before it moves along, whoever's it is. Raises NotFound, Forbidden, Conflict."""
    own_mechanism(tx, viewer, mechanism_id)
    of_it = mechanism_session.c.mechanism_id == mechanism_id
    row = storage.get_row(tx, mechanism_session, mechanism_session_id, "no-such-mechanism-session", of_it, lock=True)
    rules.check_version(version, current=row["version"])
    after = {**row, **changed}
    _check_days(after["begins_on"], after["ends_on"])
    if after["name"] != row["name"]:
        _refuse_second_session(tx, mechanism_id, after["name"])
    before = storage.opportunities_of_session(tx, mechanism_session_id)
    values = {**changed, "version": row["version"] + 1, "updated_at": now}
    tx.execute(update(mechanism_session).where(mechanism_session.c.id == mechanism_session_id).values(values))
    for found in before:
        opportunities.follow_session(tx, found, after["begins_on"], now=now)
    audit.add(tx, viewer, "mechanism_session.amend", mechanism_session_id, now, org=row["owner_org"])
