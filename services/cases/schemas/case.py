"""Requests and views of the case itself: intake, stages, team."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, CodeName, Country, Page, Schema, Text, Version, listing
from chassis.vocabularies import one_of
from services.cases.schemas.common import GUARDED, AudienceWordView, ChangeCase, code_of
from services.cases.schemas.party import PartyView

MOST_MEMBERS = 50


class OpenCase(Schema):
    """Intake, as somebody does it on the phone: five fields, saved at once. The opener leads the team."""

    title = CodeName(required=True)
    country = Country(required=True)
    summary = Text(required=True, max_length=20_000, multiline=True, metadata=GUARDED)
    priority = fields.String(load_default="normal", validate=one_of("priorities"))
    subject_name = Text(load_default=None, allow_none=True, max_length=200, metadata=GUARDED)


class AmendCase(ChangeCase):
    """Change any part of the case. `shareable_summary` is what may be told to others once a share is agreed."""

    title = CodeName(validate=validate.Length(min=1))
    country = Country()
    type = code_of("case-types")
    priority = code_of("priorities")
    monitoring = code_of("monitoring")
    marking = code_of("markings")
    summary = Text(max_length=20_000, multiline=True, metadata=GUARDED)
    shareable_summary = Text(max_length=20_000, multiline=True, metadata=GUARDED)
    next_review_at = AwareDateTime(allow_none=True)
    legal_hold = fields.Boolean()


class SetTeam(ChangeCase):
    """Who works on the case (memberships); the team and the coordinators see it, nobody else."""

    lead = fields.UUID(required=True)
    members = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=MOST_MEMBERS))


class AcceptCase(ChangeCase):
    """intake → open."""


class DeclineCase(ChangeCase):
    """intake → declined."""

    reason = code_of("decline-reasons", required=True)


class HoldCase(ChangeCase):
    """open → on_hold."""

    reason = Text(required=True, max_length=2000, multiline=True, metadata=GUARDED)


class ResumeCase(ChangeCase):
    """on_hold → open."""


class CloseCase(ChangeCase):
    """open or on_hold → closing: what came of it, and how long it is kept (a date, RFC 3339)."""

    outcome = code_of("outcomes", required=True)
    retain_until = fields.Date(required=True)


class ApproveClosing(ChangeCase):
    """closing → closed, by somebody else than who asked for it."""


class ReopenCase(ChangeCase):
    """closing or closed → open."""


class ArchiveCase(ChangeCase):
    """closed → archived."""


class ListCases(Page):
    """Cases the viewer may see, by their last change. `q`: a reference, or the beginning of a title."""

    stage = fields.List(code_of("stages"), load_default=list)
    country = fields.List(Country(), load_default=list)
    priority = fields.List(code_of("priorities"), load_default=list)
    q = Text(load_default="", max_length=80)
    sort = fields.String(load_default="-updated_at", validate=validate.OneOf(["-updated_at", "updated_at"]))


class ClosingView(Schema):
    """Who asked for the closing, and who approved it."""

    asked_by = fields.UUID(required=True)
    asked_at = AwareDateTime(required=True)
    approved_by = fields.UUID(required=True, allow_none=True)
    approved_at = AwareDateTime(required=True, allow_none=True)


class CaseItem(Schema):
    """A case in a list: nothing guarded."""

    id = fields.UUID(required=True)
    version = Version(required=True)
    reference = fields.String(required=True)
    title = fields.String(required=True)
    country = Country(required=True)
    type = code_of("case-types", required=True)
    priority = code_of("priorities", required=True)
    stage = code_of("stages", required=True)
    marking = code_of("markings", required=True)
    lead = fields.UUID(required=True)
    next_review_at = AwareDateTime(required=True, allow_none=True)
    created_at = AwareDateTime(required=True)
    updated_at = AwareDateTime(required=True)


class CaseView(CaseItem):
    """A case as its organisation sees it. `steps` are the stage actions its stage allows."""

    organisation_id = fields.UUID(required=True)
    summary = fields.String(required=True, metadata=GUARDED)
    shareable_summary = fields.String(required=True, metadata=GUARDED)
    monitoring = code_of("monitoring", required=True)
    team = fields.List(fields.UUID(), required=True)
    subjects = fields.List(fields.Nested(PartyView), required=True)
    stage_since = AwareDateTime(required=True)
    stage_reason = fields.String(required=True, allow_none=True, metadata=GUARDED)
    decline_reason = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    retain_until = fields.Date(required=True, allow_none=True)
    closing = fields.Nested(ClosingView, required=True, allow_none=True)
    legal_hold = fields.Boolean(required=True)
    consent_version = fields.Integer(required=True)
    created_by = fields.UUID(required=True, allow_none=True)
    updated_by = fields.UUID(required=True, allow_none=True)
    steps = fields.List(fields.String(), required=True)
    visible_to = fields.List(fields.Nested(AudienceWordView), required=True)


CaseList = listing(CaseItem)
