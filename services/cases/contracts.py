"""What cases tells the other services. Thin: ids, versions and limits, no text and no name."""

from marshmallow import fields, validate

from chassis.messages import Message
from chassis.schemas import AwareDateTime
from chassis.vocabularies import one_of


class CaseOpened(Message, type="case.opened.v1"):
    """A case was opened."""

    case_id = fields.UUID(required=True)


class CaseStageChanged(Message, type="case.stage_changed.v1"):
    """A case moved to another stage."""

    case_id = fields.UUID(required=True)
    stage = fields.String(required=True, validate=one_of("stages"))


class ClearanceRevoked(Message, type="clearance.revoked.v1", readers=("alerts",)):
    """What was cleared no longer stands: withdraw what rests on it. Sent once per clearance, in the transaction that revokes it."""

    clearance_id = fields.UUID(required=True)
    consent_version = fields.Integer(required=True)


class ClearanceNarrowed(Message, type="clearance.narrowed.v1", readers=("alerts",)):
    """What was cleared still stands, within narrower limits. Only narrows; readers ignore a `consent_version` older than theirs."""

    clearance_id = fields.UUID(required=True)
    consent_version = fields.Integer(required=True)
    max_audience = fields.String(required=True, validate=validate.OneOf(["organisation", "authority", "group", "public"]))
    groups = fields.List(fields.UUID(), required=True)
    identifiability = fields.String(required=True, validate=one_of("identifiability"))
    valid_until = AwareDateTime(required=True, allow_none=True)


PUBLISHED = (CaseOpened, CaseStageChanged, ClearanceNarrowed, ClearanceRevoked)
