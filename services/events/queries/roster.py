"""Who takes part, for those who were named to see it; and what hosts prepare: places, the form, invitations, how places were given out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis import audit, keyset
from chassis.contexts import Viewer
from chassis.fields import opened
from chassis.storage import Transaction
from services.events.domain.registration import Registration
from services.events.domain.words import Readers, Right
from services.events.storage import events, forms, invitations, pools, tables
from services.events.storage import registrations as storage
from services.events.storage.events import Standing
from services.events.storage.rosters import coordinated, find_one, of_scope

Json = dict[str, Any]
SHOWN = ("id", "version", "seats", "display_name", "host_org", "priority", "queued_at", "offer_ends_at", "created_at", "updated_at")


def list_registrations(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return who registered, in the order in which they did. NotFound for everybody who was not named to see it."""
    event_id: UUID = request["event_id"]
    standing = coordinated(tx, viewer, event_id, verb="read", now=now)
    table = tables.registration
    query = select(table).where(table.c.event_id == standing.event.id, *of_scope(standing))
    if request["state"]:
        query = query.where(table.c.state.in_(request["state"]))
    bound_to = f"{viewer.key} registrations {event_id} {sorted(request['state'])}"
    page = keyset.page(tx, query, by=(table.c.created_at, table.c.id), limit=request["limit"], cursor=request["cursor"], bound_to=bound_to)
    rows = [opened(tx, table, row._asdict()) for row in page.rows]
    audit.add(tx, viewer, "registration.roster", [row["id"] for row in rows], now, org=standing.event.owner_org)
    return page.view([_item(storage.registration_from_row(row)) for row in rows])


def registration_view(tx: Transaction, viewer: Viewer, *, event_id: UUID, registration_id: UUID, now: datetime) -> Json:
    """Return one registration with what its reader may know of the person. Raises NotFound, Forbidden."""
    standing = coordinated(tx, viewer, event_id, verb="read", now=now)
    registration = find_one(tx, standing, registration_id)
    audit.add(tx, viewer, "registration.open", registration_id, now, org=standing.event.owner_org)
    participant = storage.participants(tx, [registration.participant_id]).get(registration.participant_id)
    answers = [one for one in storage.answers_of(tx, registration.id) if standing.shown is None or one.readers is not Readers.COORDINATORS]
    return {
        **_item(registration),
        **{name: getattr(participant, name) if participant else None for name in ("legal_name", "bar_number", "email")},
        "answers": [{"field": one.field, "value": one.value} for one in answers],
        "form_version": registration.form_version,
        "note": registration.note,
    }


def _item(registration: Registration) -> Json:
    return {
        **{name: getattr(registration, name) for name in SHOWN},
        "state": registration.state.value,
        "mode": registration.mode.value if registration.mode else None,
        "vouched_by": sorted(registration.vouched_by),
    }


def list_pools(tx: Transaction, viewer: Viewer, *, event_id: UUID, now: datetime) -> Json:
    """Return the places that an event has, with how many are taken, for who prepares it; of a sensitive one for who was named."""
    standing = _planned(tx, viewer, event_id, now=now)
    versions = pools.versions_of(tx, standing.event.id)
    audit.add(tx, viewer, "event.pools", event_id, now, org=standing.event.owner_org)
    found = pools.pools_of(tx, standing.event.id)
    return {
        "items": [
            {
                **{name: getattr(pool, name) for name in ("id", "host_org", "capacity", "taken")},
                "mode": pool.mode.value if pool.mode else None,
                "version": versions[pool.id],
            }
            for pool in found
        ]
    }


def _planned(tx: Transaction, viewer: Viewer, event_id: UUID, *, now: datetime) -> Standing:
    standing = events.get_standing(tx, viewer, event_id, verb="read", right=Right.EDIT, now=now)
    if standing.event.content.at_risk or standing.shown is not None:
        return coordinated(tx, viewer, event_id, verb="read", now=now)
    return standing


def form_view(tx: Transaction, viewer: Viewer, *, event_id: UUID, now: datetime) -> Json:
    """Return the form that is filled in now, for who prepares the event."""
    standing = events.get_standing(tx, viewer, event_id, verb="read", right=None, now=now)
    audit.add(tx, viewer, "event.form", event_id, now, org=standing.event.owner_org)
    return forms.form_json(tx, standing.event.id)


def list_event_invitations(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return whom our organisation invited. Raises NotFound, Forbidden, Conflict."""
    event_id: UUID = request["event_id"]
    standing = events.get_standing(tx, viewer, event_id, verb="write", right=Right.INVITE, now=now)
    table = tables.invitation
    query = select(table).where(table.c.event_id == standing.event.id, table.c.host_org == standing.organisation_id)
    bound_to = f"{viewer.key} invitations {event_id}"
    page = keyset.page(tx, query, by=(table.c.created_at, table.c.id), limit=request["limit"], cursor=request["cursor"], bound_to=bound_to)
    found = [invitations.invitation_from_row(opened(tx, table, row._asdict())) for row in page.rows]
    audit.add(tx, viewer, "event.invitations", [one.id for one in found], now, org=standing.event.owner_org)
    return page.view([{name: getattr(one, name) for name in ("id", "name", "state", "seats", "expires_at", "created_at")} for one in found])


def list_promotions(tx: Transaction, viewer: Viewer, *, request: Mapping[str, Any], now: datetime) -> Json:
    """Return how the places of a pool were given out, the first time first. NotFound for who may not see who takes part."""
    standing = coordinated(tx, viewer, request["event_id"], verb="read", now=now)
    pool_ids = [pool.id for pool in pools.pools_of(tx, standing.event.id) if pool.id == request["pool_id"] and standing.shown is None]
    table = tables.promotion
    query = select(table).where(table.c.pool_id.in_(pool_ids))
    bound_to = f"{viewer.key} promotions {request['event_id']} {request['pool_id']}"
    page = keyset.page(tx, query, by=(table.c.id,), limit=request["limit"], cursor=request["cursor"], bound_to=bound_to)
    audit.add(tx, viewer, "event.promotions", [row.id for row in page.rows], now, org=standing.event.owner_org)
    return page.view([{name: getattr(row, name) for name in ("id", "cause", "at", "free", "decisions")} for row in page.rows])
