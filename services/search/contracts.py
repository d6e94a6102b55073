"""What search reads of every owner. It publishes nothing."""

from marshmallow import fields

from chassis.messages import Reader


class RepresentationWrittenReader(Reader, type="representation.written.v1"):
    """A representation has a new version; what it says is fetched from its owner."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    version = fields.Integer(required=True)


class RepresentationWithdrawnReader(Reader, type="representation.withdrawn.v1"):
    """A representation is gone for everybody."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    version = fields.Integer(required=True)
