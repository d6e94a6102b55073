"""Erasing: every field as long after the end of its event as was said when it was asked, in every copy.

What is kept equally long has a key of its own. With the key goes what it encrypted, in every backup older than the keys' own; the row
goes, letters that were sent go, and the safety ledger has a database that was put back erase it again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from chassis import audit, ledger, mail, timers
from chassis.contexts import Viewer
from chassis.storage import Transaction
from services.events.domain import registration as rules
from services.events.domain.event import Event
from services.events.domain.words import RegistrationState
from services.events.storage import events, forms, invitations, tables
from services.events.storage import registrations as storage

PURGED = "event.purged"


def expect_purge(tx: Transaction, event: Event) -> None:
    """Let the first erasure that is due after the event happen."""
    due = min(forms.retention_days(tx, event.id))
    timers.set(tx, _key(event.id), event.shown_times.ends_at + timedelta(days=due), "purge_event", event_id=str(event.id))


def purge_event(tx: Transaction, viewer: Viewer, *, event_id: UUID, now: datetime) -> None:
    """Erase what is kept no longer, and come back for the rest."""
    event = events.lock_event(tx, event_id)
    if event is None:
        return
    ends_at = event.shown_times.ends_at
    days = sorted(forms.retention_days(tx, event_id))
    due = [one for one in days if ends_at + timedelta(days=one) <= now]
    if due:
        ledger.record(tx, {"what": PURGED, "id": str(event_id), "days": max(due)}, now=now)
        erased = _purge(tx, event, days=max(due), now=now)
        audit.add(tx, viewer, "event.purge", event_id, now, org=event.owner_org, days=max(due), erased=erased)
    later = [one for one in days if one not in due]
    if later:
        timers.set(tx, _key(event_id), ends_at + timedelta(days=later[0]), "purge_event", event_id=str(event_id))


def purge_again(tx: Transaction, *, event_id: UUID, days: int, now: datetime) -> bool:
    """Erase again what was erased before the database was put back; False if nothing of it is here."""
    event = events.lock_event(tx, event_id)
    return event is not None and _purge(tx, event, days=days, now=now) > 0


def _purge(tx: Transaction, event: Event, *, days: int, now: datetime) -> int:
    """Erase what is kept `days` days after the event at most; return how many rows that was."""
    registrations = storage.registrations(tx, select(tables.registration).where(tables.registration.c.event_id == event.id))
    erased = _erase_answers(tx, event, [one.id for one in registrations], days=days)
    form_days = forms.contact_and_name_days(tx, event.id)
    by_version = {one.id: form_days.get(one.form_version or 0, form_days[0]) for one in registrations}
    contacts = [one.participant_id for one in registrations if by_version[one.id][0] <= days]
    erased += forget_participants(tx, event.owner_org, contacts)
    if contacts:
        invitations.forget_names(tx, event.id)
    nameless = [one for one in registrations if by_version[one.id][1] <= days and one.state is not RegistrationState.PURGED]
    for registration in nameless:
        _purge_registration(tx, registration, now=now)
    return erased + len(nameless)


def _erase_answers(tx: Transaction, event: Event, ids: Sequence[UUID], *, days: int) -> int:
    table = tables.answer
    due = (table.c.registration_id.in_(ids), table.c.days <= days)
    for key_id in set(tx.execute(select(table.c.key_id).where(*due)).scalars()):
        tx.data_keys.erase(event.owner_org, key_id)
    return tx.execute(delete(table).where(*due)).rowcount


def forget_participants(tx: Transaction, owner_org: UUID, ids: Sequence[UUID]) -> int:
    """Erase who these are, with their keys and the letters to them; return how many there were."""
    found = storage.participants(tx, ids)
    for participant in found.values():
        mail.erase(tx, participant.mails)
        tx.data_keys.erase(owner_org, participant.id)
    storage.delete_participants(tx, list(found))
    return len(found)


def _purge_registration(tx: Transaction, registration: rules.Registration, *, now: datetime) -> None:
    """Leave what the figures need under no name. The row's key goes last: nothing is read with it any more."""
    storage.save_purged(tx, rules.purge(registration, now=now))
    tx.data_keys.erase(registration.owner_org, registration.id)


def _key(event_id: UUID) -> str:
    return f"purge:{event_id}"
