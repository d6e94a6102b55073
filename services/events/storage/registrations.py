"""Registrations, who stands behind them, and what they answered: in tables apart."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from chassis.errors import NotFound
from chassis.fields import opened, sealed
from chassis.storage import Transaction
from chassis.storage.upsert import insert_new
from chassis.values import new_id, new_outward_id
from services.events.domain.forms import Field
from services.events.domain.registration import LIVE, Registration
from services.events.domain.words import CalendarEntry, Mode, Readers, RegistrationState
from services.events.storage import tables

SITE = UUID(int=0)
"""Whose key the digests of people are made with."""
NOBODY = UUID(int=0)
"""Who stood behind what was erased."""
PLAIN = (
    "id", "event_id", "occurrence_id", "owner_org", "pool_id", "version", "person", "display_name", "seats", "host_org", "queued_at",
    "created_at", "updated_at", "priority", "form_version", "offer_ends_at", "code_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who somebody is. `mails`: what was sent to them, to be erased with the address."""

    id: UUID
    owner_org: UUID
    legal_name: str = ""
    bar_number: str = ""
    email: str = ""
    lang: str = "en"
    mails: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer and who reads it."""

    field: str
    value: Any
    days: int
    readers: Readers


def person_of(tx: Transaction, occurrence_id: UUID, who: str) -> bytes:
    """Return by what somebody (`account:<id>`, `address:<email>`) is found again in one event: a keyed digest, another in each event.

    So a dump tells of nobody where else they were.
    """
    return hmac.digest(tx.data_keys.index_key(SITE), f"{occurrence_id} {who}".encode(), hashlib.sha256)


def digest_of_code(code: str) -> bytes:
    """Return what is kept of a random code, which is shown once."""
    return hashlib.sha256(code.encode()).digest()


def sealed_registration(tx: Transaction, registration: Registration) -> dict[str, Any]:
    """Return a new registration as it is inserted, under a key of its own."""
    return sealed(tx, tables.registration, registration_to_row(registration), org=registration.owner_org)


def add_registration(tx: Transaction, row: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> bool:
    """Insert a sealed registration with its answers; False, and nothing, if the same person has one that is live."""
    if not insert_new(tx, tables.registration, [row]):
        return False
    if answers:
        tx.execute(insert(tables.answer), list(answers))
    return True


def save_purged(tx: Transaction, registration: Registration) -> None:
    """Write what is left of a registration: none of it is anybody's, nothing of it is sealed."""
    row = {**registration_to_row(registration), "participant_id": None, "display_name": None, "note": None}
    tx.execute(update(tables.registration).where(tables.registration.c.id == registration.id).values(row))


def save_registration(tx: Transaction, registration: Registration) -> None:
    """Write a registration whose pool is locked."""
    row = sealed(tx, tables.registration, registration_to_row(registration), org=registration.owner_org)
    tx.execute(update(tables.registration).where(tables.registration.c.id == registration.id).values(row))


def registration_to_row(registration: Registration) -> dict[str, Any]:
    """Return the columns of the `registration` table, guarded ones still in clear."""
    return {
        **{name: getattr(registration, name) for name in PLAIN},
        "state": registration.state.value,
        "calendar": registration.calendar.value,
        "mode": registration.mode.value if registration.mode else None,
        "participant_id": str(registration.participant_id),
        "note": registration.note or None,
        "vouched_by": sorted(map(str, registration.vouched_by)),
    }


def registration_from_row(row: Mapping[str, Any]) -> Registration:
    """Return the registration of an opened row."""
    return Registration(
        **{name: row[name] for name in PLAIN if name != "display_name"},
        state=RegistrationState(row["state"]),
        calendar=CalendarEntry(row["calendar"]),
        display_name=row["display_name"] or "",
        mode=Mode(row["mode"]) if row["mode"] else None,
        participant_id=UUID(row["participant_id"]) if row["participant_id"] else NOBODY,
        note=row["note"] or "",
        vouched_by=frozenset(map(UUID, row["vouched_by"])),
    )


def find(tx: Transaction, registration_id: UUID) -> Registration | None:
    """Return a registration whoever asks."""
    found = registrations(tx, select(tables.registration).where(tables.registration.c.id == registration_id))
    return found[0] if found else None


def get(tx: Transaction, registration_id: UUID) -> Registration:
    """Return a registration whoever asks; NotFound."""
    registration = find(tx, registration_id)
    if registration is None:
        raise NotFound("no-such-registration", id=str(registration_id))
    return registration


def among(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, Registration]:
    """Return these registrations by id: one statement however many."""
    return {one.id: one for one in registrations(tx, select(tables.registration).where(tables.registration.c.id.in_(list(ids))))}


def live_after(tx: Transaction, event_id: UUID, *, after: UUID | None, limit: int) -> list[Registration]:
    """Return registrations of an event that lead to a place or may, the next ones by id."""
    table = tables.registration
    of_event = (table.c.event_id == event_id, table.c.state.in_([state.value for state in LIVE]))
    query = select(table).where(*of_event).order_by(table.c.id).limit(limit)
    return registrations(tx, query if after is None else query.where(table.c.id > after))


def live_of_person(tx: Transaction, occurrence_id: UUID, person: bytes) -> UUID | None:
    """Return the live registration of somebody."""
    table = tables.registration
    states = [state.value for state in LIVE]
    mine = (table.c.occurrence_id == occurrence_id, table.c.person == person, table.c.state.in_(states))
    found: UUID | None = tx.scalar(select(table.c.id).where(*mine))
    return found


def registrations(tx: Transaction, query: Any) -> list[Registration]:
    """Return the registrations that a query of whole rows finds."""
    return [registration_from_row(opened(tx, tables.registration, dict(row))) for row in tx.execute(query).mappings()]


def add_participant(tx: Transaction, participant: Participant) -> None:
    """Insert who somebody is, under a key of their own."""
    row = {
        **{name: getattr(participant, name) or None for name in ("id", "owner_org", "legal_name", "bar_number", "email", "lang")},
        "mails": [str(mail_id) for mail_id in participant.mails],
    }
    tx.execute(insert(tables.participant).values(sealed(tx, tables.participant, row, org=participant.owner_org)))


def participants(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, Participant]:
    """Return who these are; nobody for whom that was erased."""
    rows = tx.execute(select(tables.participant).where(tables.participant.c.id.in_(list(ids)))).mappings()
    return {row["id"]: _participant(opened(tx, tables.participant, dict(row))) for row in rows}


def _participant(row: Mapping[str, Any]) -> Participant:
    texts = {name: row[name] or "" for name in ("legal_name", "bar_number", "email")}
    mails = tuple(map(UUID, row["mails"] or ()))
    return Participant(id=row["id"], owner_org=row["owner_org"], **texts, lang=row["lang"] or "en", mails=mails)


def save_mails(tx: Transaction, participant: Participant, mails: Sequence[UUID]) -> None:
    """Note what was sent to somebody."""
    row = {"id": participant.id, "owner_org": participant.owner_org, "mails": [str(mail_id) for mail_id in mails]}
    values = sealed(tx, tables.participant, row, org=participant.owner_org)
    tx.execute(update(tables.participant).where(tables.participant.c.id == participant.id).values(mails=values["mails"]))


def sealed_answers(tx: Transaction, registration: Registration, answered: Sequence[tuple[Field, Any]]) -> list[dict[str, Any]]:
    """Return answers as they are inserted; what is kept equally long gets one key."""
    keys = {days: new_outward_id() for days in {field.days for field, _ in answered}}
    rows = [
        {
            "id": new_id(),
            "registration_id": registration.id,
            "owner_org": registration.owner_org,
            "key_id": keys[field.days],
            "field": field.key,
            "days": field.days,
            "readers": field.readers.value,
            "value": value,
        }
        for field, value in answered
    ]
    return [sealed(tx, tables.answer, row, org=registration.owner_org) for row in rows]


def answers_of(tx: Transaction, registration_id: UUID) -> list[Answer]:
    """Return what somebody answered, as far as it is still kept."""
    query = select(tables.answer).where(tables.answer.c.registration_id == registration_id).order_by(tables.answer.c.id)
    rows = [opened(tx, tables.answer, dict(row)) for row in tx.execute(query).mappings()]
    return [Answer(field=row["field"], value=row["value"], days=row["days"], readers=Readers(row["readers"])) for row in rows]


def delete_participants(tx: Transaction, ids: Sequence[UUID]) -> None:
    """Forget who these are."""
    tx.execute(delete(tables.participant).where(tables.participant.c.id.in_(ids)))
