"""What alerts read of others. What alerts publish is the chassis' own: representations written and withdrawn."""

from marshmallow import fields

from chassis.messages import Reader


class ClearanceRevokedReader(Reader, type="clearance.revoked.v1"):
    """A clearance is worth nothing any more."""

    clearance_id = fields.UUID(required=True)


class ClearanceNarrowedReader(Reader, type="clearance.narrowed.v1"):
    """A clearance still stands, within narrower limits; `consent_version` says from which version of the consent on."""

    clearance_id = fields.UUID(required=True)
    consent_version = fields.Integer(required=True)
    max_audience = fields.String(required=True)
    groups = fields.List(fields.UUID(), required=True)
    identifiability = fields.String(required=True)
    valid_until = fields.AwareDateTime(required=True, allow_none=True)


class RecallNotedReader(Reader, type="recall.noted.v1"):
    """A channel asked somebody to withdraw a representation, or has it confirmed."""

    representation_id = fields.UUID(required=True)
    organisation_id = fields.UUID(required=True)
    state = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
