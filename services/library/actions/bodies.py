"""The use cases of bodies that are addressed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audience, audit, ledger, permissions, representations
from chassis.contexts import Viewer
from chassis.errors import Forbidden
from chassis.storage import Transaction
from chassis.values import Tlp, new_id
from services.library.domain import bodies as rules
from services.library.domain.bodies import Body, BodyState
from services.library.domain.mechanisms import check_version
from services.library.storage import bodies as storage
from services.library.storage.mechanisms import actor
from services.library.storage.published import body_to_body

KIND = "body"
STREAM_TYPE = "body.published.v1"
WITHDRAWN = "body.withdrawn"
UNSAID: dict[str, Any] = {"role": "", "country": None, "languages": (), "contact": {}}


def add_body(tx: Transaction, viewer: Viewer, *, now: datetime, **said: Any) -> UUID:
    """Add a body as verified now. Raises Forbidden."""
    permissions.require(viewer, KIND, "create")
    if viewer.org is None:
        raise Forbidden("organisation-required")
    said["review_by"] = said["review_by"] or rules.review_day(now)
    new = Body(
        id=new_id(),
        owner_org=viewer.org,
        version=1,
        state=BodyState.DRAFT,
        **_read({**UNSAID, **said}),
        verified_at=now,
        verified_by=actor(viewer),
        created_at=now,
        updated_at=now,
    )
    storage.add_body(tx, new)
    audit.add(tx, viewer, "body.create", new.id, now, org=new.owner_org)
    return new.id


def _read(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "languages": tuple(said["languages"])} if "languages" in said else said


def amend_body(tx: Transaction, viewer: Viewer, *, body_id: UUID, version: int, now: datetime, **said: Any) -> None:
    """Change a body. Raises NotFound, Forbidden, Conflict."""
    found = _own(tx, viewer, body_id, version=version, verb="amend", now=now)
    _keep(tx, viewer, rules.change(found, **_read(said), now=now), step="amend", now=now)


def verify_body(tx: Transaction, viewer: Viewer, *, body_id: UUID, version: int, now: datetime, **said: Any) -> None:
    """Say that a body is right today. Raises NotFound, Forbidden, Conflict."""
    found = _own(tx, viewer, body_id, version=version, verb="amend", now=now)
    _keep(tx, viewer, rules.verify(found, by=actor(viewer), review_by=said["review_by"], now=now), step="verify", now=now)


def publish_body(tx: Transaction, viewer: Viewer, *, body_id: UUID, version: int, now: datetime) -> None:
    """Let everybody read it. Raises NotFound, Forbidden, Conflict."""
    found = _own(tx, viewer, body_id, version=version, verb="publish", now=now)
    _keep(tx, viewer, rules.publish(found, now=now), step="publish", now=now)


def withdraw_body(tx: Transaction, viewer: Viewer, *, body_id: UUID, version: int, now: datetime) -> None:
    """Take it from everybody but us. Raises NotFound, Forbidden, Conflict."""
    found = _own(tx, viewer, body_id, version=version, verb="withdraw", now=now)
    _withdraw(tx, viewer, found, now=now)


def _withdraw(tx: Transaction, viewer: Viewer, found: Body, *, now: datetime) -> None:
    storage.save_body(tx, rules.withdraw(found, now=now))
    for published in representations.by_record(tx, KIND, found.id):
        representations.withdraw(tx, published.id, now=now)
    ledger.record(tx, {"what": WITHDRAWN, "id": str(found.id)}, now=now)
    audit.add(tx, viewer, "body.withdraw", found.id, now, org=found.owner_org)


def withdraw_again(tx: Transaction, viewer: Viewer, *, body_id: UUID, now: datetime) -> bool:
    """Withdraw what was withdrawn before the database was put back; False if it is unknown here or not published."""
    found = storage.find_any(tx, body_id)
    if found is None or found.state is not BodyState.PUBLISHED:
        return False
    _withdraw(tx, viewer, found, now=now)
    return True


def _own(tx: Transaction, viewer: Viewer, body_id: UUID, *, version: int, verb: str, now: datetime) -> Body:
    found = storage.get_body(tx, viewer, body_id, verb=verb, now=now, lock=True)
    check_version(version, current=found.version)
    return found


def _keep(tx: Transaction, viewer: Viewer, changed: Body, *, step: str, now: datetime) -> None:
    storage.save_body(tx, changed)
    if changed.state is BodyState.PUBLISHED:
        representations.write(
            tx,
            kind=KIND,
            record_id=changed.id,
            scope=representations.PUBLIC_SCOPE,
            owner_org=changed.owner_org,
            body=body_to_body(changed),
            audience={audience.PUBLIC},
            marking=Tlp.CLEAR,
            stream_type=STREAM_TYPE,
            country=changed.country,
            now=now,
        )
    audit.add(tx, viewer, f"body.{step}", changed.id, now, org=changed.owner_org)
