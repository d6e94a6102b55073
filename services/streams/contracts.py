"""What streams read of every owner, and what they tell the owners of what was recalled."""

from marshmallow import fields, validate

from chassis.messages import Message, Reader
from chassis.schemas import AwareDateTime


class RepresentationWrittenReader(Reader, type="representation.written.v1"):
    """A representation has a new version, for this audience."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    owner_org = fields.UUID(required=True)
    stream_type = fields.String(required=True)
    version = fields.Integer(required=True)
    audience = fields.List(fields.String(), required=True)
    tlp = fields.String(required=True)
    visible_until = AwareDateTime(required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)
    lang = fields.String(required=True, allow_none=True)


class RepresentationWithdrawnReader(Reader, type="representation.withdrawn.v1"):
    """A representation is gone for everybody."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    owner_org = fields.UUID(required=True)
    version = fields.Integer(required=True)


class RecallNoted(Message, type="recall.noted.v1", readers=("alerts",)):
    """An organisation that had a representation through a stream has a withdrawal waiting (asked) or has read it (confirmed)."""

    representation_id = fields.UUID(required=True)
    organisation_id = fields.UUID(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["asked", "confirmed"]))
    at = AwareDateTime(required=True)
