"""What an invitation shows to whoever holds its code: the event, as one must know it to decide, and what is asked."""

from datetime import datetime
from typing import Any

from chassis.errors import NotFound
from chassis.storage import Transaction
from services.events.storage import events, forms, invitations
from services.events.storage.rows import texts_to_json, when_to_json


def invited_view(tx: Transaction, code: str, *, now: datetime) -> dict[str, Any]:
    """Return the event that a code lets one into. NotFound if the code is none, was used, or is no longer good."""
    invitation = invitations.by_code(tx, code)
    event = events.find(tx, invitation.event_id) if invitation and invitation.is_open(now) else None
    if invitation is None or event is None or not event.is_published:
        raise NotFound("no-such-invitation")
    shown, times = event.shown, event.shown_times
    return {
        "seats": invitation.seats,
        "kind": shown.kind.value,
        "mode": shown.mode.value,
        "texts": texts_to_json(shown.texts),
        **when_to_json(shown.when),
        "starts_at": times.starts_at,
        "ends_at": times.ends_at,
        "form": forms.form_json(tx, event.id),
    }
