"""Reminders by mail: whoever knows what waits says for whom and how much of it; directory, who alone knows addresses, sends the mail."""

from uuid import UUID

from marshmallow import fields

from chassis.messages import Message, outbox
from chassis.storage import Transaction


class ReminderIssued(Message, type="reminder.issued.v1", readers=("directory",)):
    """So many things of one kind wait for a member. The mail carries the number and a link to My day, nothing else."""

    membership_id = fields.UUID(required=True)
    template = fields.String(required=True)
    count = fields.Integer(required=True)


def issue(tx: Transaction, membership_id: UUID, *, template: str, count: int) -> None:
    """Have directory remind a member, if they still are one, with its letter `template`."""
    outbox.add(tx, ReminderIssued.new(subject=membership_id, membership_id=membership_id, template=template, count=count))
