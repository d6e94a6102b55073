"""Requests and views of consent, instructions and the clearances that rest on them."""

from marshmallow import ValidationError, fields, validate, validates_schema

from chassis.schemas import AwareDateTime, Schema, Text, listing
from chassis.vocabularies import one_of
from services.cases.schemas.common import GUARDED, AudienceBody, GetCase, OfCase, code_of

MOST_PURPOSES = 8
SOME_PURPOSES = validate.Length(min=1, max=MOST_PURPOSES)


class RecordConsent(GetCase):
    """Record what a subject (or who speaks for them) was asked and answered, for one or several purposes."""

    party_id = fields.UUID(required=True)
    purposes = fields.List(code_of("purposes"), required=True, validate=SOME_PURPOSES)
    state = fields.String(required=True, validate=validate.OneOf(["requested", "given", "refused"]))
    audience = fields.Nested(AudienceBody, load_default=lambda: {"kind": "organisation", "groups": []})
    identifiability = fields.String(load_default="anonymous", validate=one_of("identifiability"))
    given_by = fields.UUID(load_default=None, allow_none=True)
    method = Text(load_default="", max_length=500, metadata=GUARDED)
    evidence = Text(load_default="", max_length=5000, multiline=True, metadata=GUARDED)
    conditions = Text(load_default="", max_length=5000, multiline=True, metadata=GUARDED)
    expires_at = AwareDateTime(load_default=None, allow_none=True)


class WithdrawConsent(GetCase):
    """Withdraw consent for these purposes, of one subject or of all. Everything that rests on it is recalled."""

    purposes = fields.List(code_of("purposes"), required=True, validate=SOME_PURPOSES)
    party_id = fields.UUID(load_default=None, allow_none=True)


class ListConsents(OfCase):
    """Consent as it stands, per subject and purpose; with `history` also what came before."""

    party_id = fields.UUID(load_default=None, allow_none=True)
    history = fields.Boolean(load_default=False)


class ConsentView(Schema):
    """One answer for one purpose. `replaced_at`: when a later one took its place."""

    id = fields.UUID(required=True)
    party_id = fields.UUID(required=True)
    purpose = code_of("purposes", required=True)
    state = code_of("consent-states", required=True)
    audience = fields.Nested(AudienceBody, required=True)
    identifiability = code_of("identifiability", required=True)
    given_by = fields.UUID(required=True, allow_none=True)
    method = fields.String(required=True, metadata=GUARDED)
    evidence = fields.String(required=True, metadata=GUARDED)
    conditions = fields.String(required=True, metadata=GUARDED)
    recorded_by = fields.UUID(required=True, allow_none=True)
    recorded_at = AwareDateTime(required=True)
    expires_at = AwareDateTime(required=True, allow_none=True)
    replaced_at = AwareDateTime(required=True, allow_none=True)


class AddInstruction(GetCase):
    """What a subject told us to do or not to do. `do` is noted; the others stand in the way of acting until they end."""

    party_id = fields.UUID(required=True)
    kind = code_of("instructions", required=True)
    purposes = fields.List(code_of("purposes"), load_default=list, validate=validate.Length(max=MOST_PURPOSES))
    groups = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=100))
    text = Text(required=True, max_length=5000, multiline=True, metadata=GUARDED)

    @validates_schema
    def withholding_names_groups(self, data: dict[str, object], **_kwargs: object) -> None:
        """`withhold_from` is from somebody."""
        if data.get("kind") == "withhold_from" and not data.get("groups"):
            raise ValidationError("required", "groups")


class EndInstruction(GetCase):
    """The subject no longer asks for this."""

    instruction_id = fields.UUID(required=True)


class ListInstructions(OfCase):
    """The instructions of a case, ended ones too."""


class InstructionView(Schema):
    """An instruction: for these purposes (none: all), and for `withhold_from` these sharing groups."""

    id = fields.UUID(required=True)
    party_id = fields.UUID(required=True)
    kind = code_of("instructions", required=True)
    purposes = fields.List(fields.String(), required=True)
    groups = fields.List(fields.UUID(), required=True)
    text = fields.String(required=True, metadata=GUARDED)
    recorded_by = fields.UUID(required=True)
    recorded_at = AwareDateTime(required=True)
    ended_at = AwareDateTime(required=True, allow_none=True)


class RecordBody(Schema):
    """The record that will rest on a clearance, in another service."""

    kind = fields.String(required=True, validate=validate.OneOf(["alert"]))
    id = fields.UUID(required=True)


class Clear(GetCase):
    """Ask for a clearance; only services may. Conflict `checks-missing` (`missing`: [MissingView]) if something stands in the way.

    `on_behalf_of`: the signed context of whom the service asks for; cases looks through their eyes, and the audit names them.
    """

    purpose = fields.String(
        required=True,
        validate=validate.OneOf(["contact_authority", "share_partner", "urgent_appeal", "media", "un_submission", "statistics"]),
    )
    audience = fields.Nested(AudienceBody, required=True)
    identifiability = code_of("identifiability", required=True)
    for_record = fields.Nested(RecordBody, required=True)
    on_behalf_of = fields.String(required=True, metadata={"class": "secret"})


class ListClearances(OfCase):
    """The clearances of a case, newest first."""


class ClearanceView(Schema):
    """What may be done with a case, for one record: what was asked for, and the narrowest limits over all subjects."""

    id = fields.UUID(required=True)
    case_id = fields.UUID(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["open", "revoked"]))
    purpose = code_of("purposes", required=True)
    audience = fields.Nested(AudienceBody, required=True)
    identifiability = code_of("identifiability", required=True)
    max_audience = fields.Nested(AudienceBody, required=True)
    max_identifiability = code_of("identifiability", required=True)
    conditions = fields.List(fields.String(), required=True, metadata=GUARDED)
    consent_version = fields.Integer(required=True)
    valid_until = AwareDateTime(required=True, allow_none=True)
    for_record = fields.Nested(RecordBody, required=True)
    issued_at = AwareDateTime(required=True)
    issued_to = fields.UUID(required=True)
    revoked_at = AwareDateTime(required=True, allow_none=True)


ConsentList = listing(ConsentView)
InstructionList = listing(InstructionView)
ClearanceList = listing(ClearanceView)
