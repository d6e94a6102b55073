"""The recall ledger's rows."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import RowMapping, insert, select, update

from chassis.storage import Transaction
from chassis.values import new_id
from services.alerts.domain.recall import Channel, Recall, RecallState, noted
from services.alerts.storage.tables import recall

PUBLIC = "public"


def add_recalls(tx: Transaction, alert_id: UUID, recalls: Iterable[Recall]) -> None:
    """Insert new lines, or carry news into those that are there; the caller holds the alert's lock."""
    for news in recalls:
        recipient = str(news.organisation_id) if news.organisation_id else PUBLIC
        at_line = (
            recall.c.representation_id == news.representation_id,
            recall.c.recipient == recipient,
            recall.c.channel == news.channel.value,
        )
        row = tx.execute(select(recall).where(*at_line)).mappings().one_or_none()
        line = noted(recall_from_row(row) if row else None, news)
        values = {"state": line.state.value, "at": line.at, "confirmed_at": line.confirmed_at}
        if row:
            tx.execute(update(recall).where(recall.c.id == row["id"]).values(values))
        else:
            key = {"representation_id": line.representation_id, "recipient": recipient, "channel": line.channel.value}
            tx.execute(insert(recall).values(id=new_id(), alert_id=alert_id, **key, **values))


def names(tx: Transaction, representation_id: UUID, organisation_id: UUID) -> bool:
    """Say whether an organisation had sight of a representation that was taken from it."""
    line = (recall.c.representation_id == representation_id, recall.c.recipient == str(organisation_id))
    return tx.scalar(select(recall.c.id).where(*line).limit(1)) is not None


def recall_from_row(row: RowMapping) -> Recall:
    """Return the line of a `alert_recall` row."""
    return Recall(
        representation_id=row["representation_id"],
        channel=Channel(row["channel"]),
        state=RecallState(row["state"]),
        organisation_id=None if row["recipient"] == PUBLIC else UUID(row["recipient"]),
        at=row["at"],
        confirmed_at=row["confirmed_at"],
    )
