"""Pools of places, the form, and invitations: what hosts prepare before somebody registers."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit
from chassis.contexts import Viewer
from chassis.errors import Conflict, NotFound
from chassis.storage import Transaction
from chassis.values import new_id, new_outward_id
from services.events.actions.promotion import promote
from services.events.actions.showing import show
from services.events.domain import forms as form_rules
from services.events.domain.event import check_version
from services.events.domain.forms import Field, Form
from services.events.domain.invitation import Invitation
from services.events.domain.seats import Pool, resized
from services.events.domain.words import FieldKind, Mode, Readers, Right
from services.events.storage import events, forms, invitations, pools
from services.events.storage.events import Standing

CODE_BYTES = 24


def _planned(tx: Transaction, viewer: Viewer, event_id: UUID, *, now: datetime, right: Right = Right.EDIT) -> Standing:
    """Return the event for a host who prepares it, locked: two who prepare it come one after the other."""
    return events.get_standing(tx, viewer, event_id, verb="write", right=right, now=now, lock=True)


def add_pool(
    tx: Transaction, viewer: Viewer, *, event_id: UUID, mode: str | None, host_org: UUID | None, capacity: int | None, now: datetime
) -> None:
    """Offer places, for all or for some. Raises NotFound, Forbidden, Conflict."""
    event = _planned(tx, viewer, event_id, now=now).event
    pool = Pool(
        id=new_id(),
        event_id=event.id,
        occurrence_id=event.id,
        owner_org=event.owner_org,
        mode=Mode(mode) if mode else None,
        host_org=host_org,
        capacity=capacity,
    )
    if any((one.mode, one.host_org, one.session_id) == (pool.mode, pool.host_org, None) for one in pools.pools_of(tx, event.id)):
        raise Conflict("pool-exists")
    pools.add_pool(tx, pool)
    audit.add(tx, viewer, "event.add_pool", event_id, now, org=event.owner_org)


def resize_pool(
    tx: Transaction, viewer: Viewer, *, event_id: UUID, pool_id: UUID, version: int, capacity: int | None, now: datetime
) -> None:
    """Offer more places or fewer; more go to who waits. Raises NotFound, Forbidden, Conflict."""
    event = _planned(tx, viewer, event_id, now=now).event
    if pool_id not in {one.id for one in pools.pools_of(tx, event.id)}:
        raise NotFound("no-such-pool", id=str(pool_id))
    pool = pools.lock_pool(tx, pool_id)
    check_version(pools.versions_of(tx, event.id)[pool_id], version)
    pools.save_capacity(tx, pool_id, resized(pool, capacity))
    promote(tx, event, pools.lock_pool(tx, pool_id), cause="resized", now=now)
    audit.add(tx, viewer, "event.resize_pool", event_id, now, org=event.owner_org)


def set_form(
    tx: Transaction,
    viewer: Viewer,
    *,
    event_id: UUID,
    version: int,
    fields: Sequence[Mapping[str, Any]],
    contact_days: int,
    name_days: int,
    now: datetime,
) -> None:
    """Ask something else of who registers from now on; what was answered stays as it was asked. Raises NotFound, Invalid, Conflict."""
    event = _planned(tx, viewer, event_id, now=now).event
    last = forms.last_form(tx, event.id)
    check_version(last.version + 1, version)
    form = Form(version=last.version + 1, fields=tuple(map(_field, fields)), contact_days=contact_days, name_days=name_days)
    form_rules.check(form)
    forms.add_form(tx, event, form, now=now)
    show(tx, viewer, event, now=now)
    audit.add(tx, viewer, "event.set_form", event_id, now, org=event.owner_org)


def _field(body: Mapping[str, Any]) -> Field:
    codes = {"kind": FieldKind(body["kind"]), "readers": Readers(body["readers"]), "options": tuple(body["options"])}
    return Field(**{**body, **codes})


def invite_person(
    tx: Transaction, viewer: Viewer, *, event_id: UUID, name: str, seats: int, expires_at: datetime | None, now: datetime
) -> tuple[UUID, str]:
    """Invite somebody for a host; return the invitation's id and its code, which is shown once. Raises NotFound, Forbidden, Conflict."""
    standing = _planned(tx, viewer, event_id, now=now, right=Right.INVITE)
    code = secrets.token_urlsafe(CODE_BYTES)
    invitation = Invitation(
        id=new_outward_id(),
        event_id=standing.event.id,
        owner_org=standing.event.owner_org,
        host_org=standing.organisation_id,
        state="invited",
        name=name,
        seats=seats,
        expires_at=expires_at,
        created_at=now,
    )
    invitations.add_invitation(tx, invitation, code)
    audit.add(tx, viewer, "event.invite", invitation.id, now, org=standing.event.owner_org)
    return invitation.id, code


def revoke_event_invitation(tx: Transaction, viewer: Viewer, *, event_id: UUID, invitation_id: UUID, now: datetime) -> None:
    """Let an invitation of our own let nobody in any more. Raises NotFound, Forbidden, Conflict."""
    standing = _planned(tx, viewer, event_id, now=now, right=Right.INVITE)
    invitation = invitations.find(tx, standing.event.id, invitation_id, host_org=standing.organisation_id)
    if invitation is None:
        raise NotFound("no-such-invitation", id=str(invitation_id))
    if invitation.state != "invited":
        raise Conflict("invitation-used")
    invitations.revoke(tx, invitation_id)
    audit.add(tx, viewer, "event.revoke_event_invitation", invitation_id, now, org=standing.event.owner_org)
