"""News for the recall ledger from the channels that carried an alert away."""

from datetime import datetime
from uuid import UUID

from chassis import representations
from chassis.storage import Transaction
from services.alerts.domain.recall import Channel, Recall, RecallState
from services.alerts.storage import alerts as storage
from services.alerts.storage import recalls


def note_recall(tx: Transaction, *, representation_id: UUID, organisation_id: UUID, state: str, at: datetime) -> None:
    """Write down that an organisation was asked to withdraw a representation, or has confirmed it. Nothing of ours: nothing."""
    record_id = representations.record_of(tx, representation_id)
    if record_id is None or storage.lock_alert(tx, record_id) is None:
        return
    news = Recall(
        representation_id=representation_id,
        channel=Channel.STREAM,
        state=RecallState(state),
        organisation_id=organisation_id,
        at=at,
        confirmed_at=at if state == RecallState.CONFIRMED else None,
    )
    recalls.add_recalls(tx, record_id, [news])
