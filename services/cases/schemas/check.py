"""Requests and views of the checks: mandate, verification, risk, and what is missing for a purpose."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Schema, Text, listing
from services.cases.schemas.common import GUARDED, NOTE_LENGTH, AudienceBody, GetCase, OfCase, code_of
from services.cases.schemas.consent import ConsentView

SCALE = validate.Range(min=1, max=5)
CHECKS = validate.OneOf(["stage", "mandate", "verification", "consent", "risk"])


class RecordMandate(GetCase):
    """Say whether the case falls within the organisation's mandate."""

    within = fields.Boolean(required=True)
    reason = Text(load_default="", max_length=NOTE_LENGTH, multiline=True, metadata=GUARDED)
    expires_at = AwareDateTime(load_default=None, allow_none=True)


class RecordVerification(GetCase):
    """Say how sure the facts are, and from what. To act in public they must be at least `likely`."""

    status = code_of("verification-statuses", required=True)
    method = Text(load_default="", max_length=NOTE_LENGTH, multiline=True, metadata=GUARDED)
    sources = Text(load_default="", max_length=NOTE_LENGTH, multiline=True, metadata=GUARDED)
    independent = fields.Boolean(load_default=False)
    subject_contacted = fields.Boolean(load_default=False)
    expires_at = AwareDateTime(load_default=None, allow_none=True)


class RecordRisk(GetCase):
    """Assess the risk, that of our own action above all. It counts once somebody else approved it, until `valid_until`."""

    likelihood = fields.Integer(required=True, strict=True, validate=SCALE)
    impact = fields.Integer(required=True, strict=True, validate=SCALE)
    trigger = Text(load_default="", max_length=500, metadata=GUARDED)
    threats = Text(load_default="", max_length=NOTE_LENGTH, multiline=True, metadata=GUARDED)
    vulnerabilities = Text(load_default="", max_length=NOTE_LENGTH, multiline=True, metadata=GUARDED)
    capacities = Text(load_default="", max_length=NOTE_LENGTH, multiline=True, metadata=GUARDED)
    harm_of_action = Text(required=True, max_length=NOTE_LENGTH, multiline=True, metadata=GUARDED)
    measures = Text(load_default="", max_length=NOTE_LENGTH, multiline=True, metadata=GUARDED)
    valid_until = AwareDateTime(required=True)


class ApproveRisk(GetCase):
    """Approve the newest risk assessment; never one's own."""

    risk_id = fields.UUID(required=True)


class ListChecks(GetCase):
    """Where the checks stand; with a purpose also what is missing for it (without an audience: the public)."""

    purpose = code_of("purposes")
    audience = fields.Nested(AudienceBody)
    identifiability = code_of("identifiability")


class ListVerifications(OfCase):
    """Every verification recorded, newest first."""


class ListRisks(OfCase):
    """Every risk assessment, newest first; only the newest counts."""


class MandateView(Schema):
    """Whether the case is within the mandate, who said so and when."""

    within = fields.Boolean(required=True)
    reason = fields.String(required=True, metadata=GUARDED)
    recorded_by = fields.UUID(required=True)
    recorded_at = AwareDateTime(required=True)
    expires_at = AwareDateTime(required=True, allow_none=True)


class VerificationView(Schema):
    """How sure the facts are."""

    id = fields.UUID(required=True)
    status = code_of("verification-statuses", required=True)
    method = fields.String(required=True, metadata=GUARDED)
    sources = fields.String(required=True, metadata=GUARDED)
    independent = fields.Boolean(required=True)
    subject_contacted = fields.Boolean(required=True)
    recorded_by = fields.UUID(required=True)
    recorded_at = AwareDateTime(required=True)
    expires_at = AwareDateTime(required=True, allow_none=True)


class RiskView(Schema):
    """A risk assessment; approved or not yet."""

    id = fields.UUID(required=True)
    likelihood = fields.Integer(required=True)
    impact = fields.Integer(required=True)
    trigger = fields.String(required=True, metadata=GUARDED)
    threats = fields.String(required=True, metadata=GUARDED)
    vulnerabilities = fields.String(required=True, metadata=GUARDED)
    capacities = fields.String(required=True, metadata=GUARDED)
    harm_of_action = fields.String(required=True, metadata=GUARDED)
    measures = fields.String(required=True, metadata=GUARDED)
    assessor = fields.UUID(required=True)
    assessed_at = AwareDateTime(required=True)
    approver = fields.UUID(required=True, allow_none=True)
    approved_at = AwareDateTime(required=True, allow_none=True)
    valid_until = AwareDateTime(required=True)


class MissingView(Schema):
    """One thing that stands between the case and a purpose. `remedy` is the action that resolves it; `party_id` whom it concerns."""

    check = fields.String(required=True, validate=CHECKS)
    code = fields.String(required=True)
    remedy = fields.String(required=True)
    party_id = fields.UUID(required=True, allow_none=True)


class ChecksView(Schema):
    """The four checks as they stand, and what is missing (None: no purpose was asked for; []: nothing)."""

    case_id = fields.UUID(required=True)
    mandate = fields.Nested(MandateView, required=True, allow_none=True)
    verification = fields.Nested(VerificationView, required=True, allow_none=True)
    risk = fields.Nested(RiskView, required=True, allow_none=True)
    consents = fields.List(fields.Nested(ConsentView), required=True)
    missing = fields.List(fields.Nested(MissingView), required=True, allow_none=True)


VerificationList = listing(VerificationView)
RiskList = listing(RiskView)
