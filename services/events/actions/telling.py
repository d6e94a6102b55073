"""Letters to those who take part: that there is news, and where; never what, and no name."""

from datetime import datetime
from uuid import UUID

from chassis import mail, timers
from chassis.storage import Transaction
from services.events.domain.registration import Registration
from services.events.storage import registrations as storage

TEMPLATE = "registration"
BATCH = 100


def tell(tx: Transaction, registration: Registration, *, now: datetime) -> None:
    """Write to a participant that something about their registration changed, if they gave an address. What was sent is noted: it is
    erased with the address.
    """
    participant = storage.participants(tx, [registration.participant_id]).get(registration.participant_id)
    if participant is None or not participant.email:
        return
    path = f"/registrations/{registration.id}"
    sent = mail.add(tx, to=participant.email, org=registration.owner_org, template=TEMPLATE, path=path, lang=participant.lang, now=now)
    storage.save_mails(tx, participant, [*participant.mails, sent])


def tell_everybody(tx: Transaction, *, event_id: UUID, after: UUID | None, now: datetime) -> None:
    """Write to everybody who is in or may still come that something about the event changed; 100 at a time."""
    found = storage.live_after(tx, event_id, after=after, limit=BATCH)
    for registration in found:
        tell(tx, registration, now=now)
    if len(found) == BATCH:
        expect_telling(tx, event_id, after=found[-1].id, now=now)


def expect_telling(tx: Transaction, event_id: UUID, *, now: datetime, after: UUID | None = None) -> None:
    """Let everybody who takes part be written to soon."""
    timers.set(tx, f"tell:{event_id}", now, "tell_participants", event_id=str(event_id), after=str(after) if after else None)
