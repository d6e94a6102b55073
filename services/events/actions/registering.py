"""Coming in: by an account, as a guest, or by an invitation."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import audit, permissions
from chassis.contexts import PUBLIC, Viewer
from chassis.errors import Conflict, Forbidden, NotFound
from chassis.storage import Transaction
from chassis.values import new_outward_id
from services.events.actions.promotion import promote, require_place
from services.events.actions.retention import forget_participants
from services.events.actions.telling import tell
from services.events.domain import enrolment as enrolling
from services.events.domain import forms as form_rules
from services.events.domain.event import Event
from services.events.domain.invitation import Invitation
from services.events.domain.registration import Registration
from services.events.domain.seats import choose
from services.events.domain.words import CalendarEntry, Mode, RegistrationState, Sensitivity, State, Visibility, Way
from services.events.storage import events, forms, invitations, pools
from services.events.storage import registrations as storage
from services.events.storage.registrations import Participant

OPEN = frozenset({State.TENTATIVE, State.CONFIRMED})
FOR_GUESTS = frozenset({Visibility.PUBLIC, Visibility.UNLISTED})
CODE_BYTES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who registers: by what they are found again, for which organisation, with which code and invitation if any."""

    who: str
    host_org: UUID | None
    code_hash: bytes | None = None
    invitation: Invitation | None = None


def register(
    tx: Transaction, viewer: Viewer, *, event_id: UUID | None, invitation_code: str | None, now: datetime, **request: Any
) -> Registration:
    """Register whoever asks, by their account, for an event in their sight or one they were invited to.

    Raises Forbidden, NotFound, Invalid, Conflict: `already-registered`, `event-full`, why it is not open.
    """
    permissions.require(viewer, "participation", "write")
    if viewer.kind != "person" or viewer.id is None:
        raise Forbidden("person-required")
    event = (
        _open_event(tx, _in_sight(tx, viewer, event_id, now=now), now=now) if event_id else _invited_to(tx, invitation_code or "", now=now)
    )
    invitation = _used(tx, event, invitation_code, now=now) if invitation_code else None
    host_org = invitation.host_org if invitation else viewer.org
    applicant = Applicant(who=f"account:{viewer.id}", host_org=host_org, invitation=invitation)
    registration = _enter(tx, event, applicant, request, now=now)
    if registration is None:
        raise Conflict("already-registered")
    audit.add(tx, viewer, "registration.register", registration.id, now, org=event.owner_org)
    return registration


def register_guest(
    tx: Transaction, *, event_id: UUID | None, invitation_code: str | None, now: datetime, **request: Any
) -> tuple[UUID | None, str]:
    """Register somebody without an account; return (the registration, to who was invited) and the code that opens it, shown once.

    Who was not invited is told the same whatever came of it, so that nobody learns who is registered by trying their address: what
    came of it, and where, goes to that address. Raises NotFound, Invalid, Conflict.
    """
    shown = events.shown_to(tx, PUBLIC, event_id, now=now).record_id if event_id else None
    event = _open_event(tx, shown, now=now) if shown else _invited_to(tx, invitation_code or "", now=now)
    invitation = _used(tx, event, invitation_code, now=now) if invitation_code else None
    if invitation is None:
        _check_for_guests(event)
    code = secrets.token_urlsafe(CODE_BYTES)
    who = f"invitation:{invitation.id}" if invitation else f"address:{str(request['email']).casefold()}"
    host_org = invitation.host_org if invitation else None
    applicant = Applicant(who=who, host_org=host_org, code_hash=storage.digest_of_code(code), invitation=invitation)
    registration = _enter(tx, event, applicant, request, now=now)
    if invitation is not None and registration is None:
        raise Conflict("already-registered")
    if invitation is None:
        tell(tx, registration or _former(tx, event, applicant), now=now)
    return (registration.id if registration and invitation else None), code


def _former(tx: Transaction, event: Event, applicant: Applicant) -> Registration:
    person = storage.person_of(tx, event.id, applicant.who)
    former = storage.live_of_person(tx, event.id, person)
    assert former is not None, event.id
    return storage.get(tx, former)


def _in_sight(tx: Transaction, viewer: Viewer, event_id: UUID, *, now: datetime) -> UUID:
    """Return the inner id of an event that the viewer's organisation plans, hosts or was shown. NotFound."""
    standing = events.reach(tx, viewer, event_id, verb="read", now=now) if permissions.may(viewer, events.PLANNING, "read") else None
    return standing.event.id if standing else events.shown_to(tx, viewer, event_id, now=now).record_id


def _open_event(tx: Transaction, event_id: UUID, *, now: datetime) -> Event:
    """Return the event, held so that nobody cancels or changes it meanwhile. NotFound; Conflict unless one may register now."""
    event = events.hold_event(tx, event_id)
    if event is None or not event.is_published:
        raise NotFound("no-such-event", id=str(event_id))
    if event.state not in OPEN:
        raise Conflict("registration-closed")
    enrolling.check_open(event.enrolment, starts_at=event.shown_times.starts_at, now=now)
    return event


def _invited_to(tx: Transaction, code: str, *, now: datetime) -> Event:
    invitation = invitations.by_code(tx, code)
    if invitation is None:
        raise NotFound("no-such-invitation")
    return _open_event(tx, invitation.event_id, now=now)


def _used(tx: Transaction, event: Event, code: str, *, now: datetime) -> Invitation:
    """Return the invitation, held: it is used once. NotFound if it is none to this event, or not any more."""
    invitation = invitations.by_code(tx, code, lock=True)
    if invitation is None or invitation.event_id != event.id or not invitation.is_open(now):
        raise NotFound("no-such-invitation")
    return invitation


def _check_for_guests(event: Event) -> None:
    """NotFound unless everybody may come without an account: of a sensitive event nobody without one is told anything."""
    shown = event.shown
    if shown.visibility not in FOR_GUESTS or shown.sensitivity is not Sensitivity.NORMAL:
        raise NotFound("no-such-event", id=str(event.id))


def _enter(tx: Transaction, event: Event, applicant: Applicant, request: Mapping[str, Any], *, now: datetime) -> Registration | None:
    """Let an applicant in: what needs a key first, then the rest under the lock of the pool. None if they are in already."""
    if event.enrolment.way is Way.INVITATION and applicant.invitation is None:
        raise Conflict("invitation-needed")
    form = forms.last_form(tx, event.id)
    answered = form_rules.answers(form, request["answers"])
    registration = _new(tx, event, applicant, request, form_version=form.version, now=now)
    storage.add_participant(tx, _participant(registration, request))
    row, answers = storage.sealed_registration(tx, registration), storage.sealed_answers(tx, registration, answered)
    pool = pools.lock_pool(tx, registration.pool_id)  # every key was made before others wait for us
    require_place(event, pool, registration.seats)
    if not storage.add_registration(tx, row, answers):
        forget_participants(tx, event.owner_org, [registration.participant_id])
        return None
    if applicant.invitation is not None:
        invitations.accept(tx, applicant.invitation, registration.id)
    if registration.state is RegistrationState.AWAITING_APPROVAL:
        return registration
    promote(tx, event, pool, cause="registered", now=now, at_once=registration.id)
    return storage.get(tx, registration.id)


def _new(
    tx: Transaction, event: Event, applicant: Applicant, request: Mapping[str, Any], *, form_version: int, now: datetime
) -> Registration:
    mode = Mode(request["mode"]) if request["mode"] else None
    seats = request["seats"]
    most = applicant.invitation.seats if applicant.invitation else event.enrolment.most_seats
    if seats > most:
        raise Conflict("party-too-large", most=most)
    needs_approval = event.enrolment.way is Way.APPROVAL and applicant.invitation is None
    return Registration(
        id=new_outward_id(),
        event_id=event.id,
        occurrence_id=event.id,
        owner_org=event.owner_org,
        pool_id=choose(pools.pools_of(tx, event.id), mode=mode, host_org=applicant.host_org).id,
        version=1,
        state=RegistrationState.AWAITING_APPROVAL if needs_approval else RegistrationState.WAITLISTED,
        person=storage.person_of(tx, event.id, applicant.who),
        participant_id=new_outward_id(),
        display_name=request["display_name"],
        seats=seats,
        mode=mode,
        host_org=applicant.host_org,
        queued_at=now,
        created_at=now,
        updated_at=now,
        calendar=CalendarEntry(request["calendar"]),
        form_version=form_version,
        code_hash=applicant.code_hash,
    )


def _participant(registration: Registration, request: Mapping[str, Any]) -> Participant:
    given = {name: request[name] for name in ("legal_name", "bar_number", "email", "lang")}
    return Participant(id=registration.participant_id, owner_org=registration.owner_org, **given)
