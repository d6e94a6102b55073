"""What directory reads of others."""

from marshmallow import fields

from chassis.messages import Reader


class ReminderIssuedReader(Reader, type="reminder.issued.v1"):
    """Something waits for a member."""

    membership_id = fields.UUID(required=True)
    template = fields.String(required=True)
    count = fields.Integer(required=True)
