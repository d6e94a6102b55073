"""What coordinators ask and see of who takes part, and what hosts prepare for them."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Page, Schema, Text, Version, listing
from services.events.schemas.common import GUARDED, MODES, GetEvent
from services.events.schemas.participation import REGISTRATION_STATES, SEATS, SECRET


class ListRegistrations(Page):
    """Who registered, in the order in which they did."""

    event_id = fields.UUID(required=True)
    state = fields.List(fields.String(validate=REGISTRATION_STATES), load_default=list)


class GetRegistration(GetEvent):
    """One registration of an event."""

    registration_id = fields.UUID(required=True)


class ChangeRegistration(GetRegistration):
    """The registration and the version the coordinator read."""

    version = Version(required=True)


class ApproveRegistration(ChangeRegistration):
    """Let somebody in."""


class RejectRegistration(ChangeRegistration):
    """Do not let somebody in. The reason stays with the coordinators."""

    reason = Text(required=True, max_length=2000, multiline=True, metadata=GUARDED)


class CancelRegistration(ChangeRegistration):
    """Take somebody's registration back. The reason stays with the coordinators."""

    reason = Text(required=True, max_length=2000, multiline=True, metadata=GUARDED)


class PrioritiseRegistration(ChangeRegistration):
    """Move somebody ahead in the queue (higher), or back."""

    priority = fields.Integer(strict=True, required=True, validate=validate.Range(min=-100, max=100))


class VouchForRegistration(Schema):
    """Answer for somebody who told us their registration's number."""

    registration_id = fields.UUID(required=True)


class RegistrationItem(Schema):
    """Somebody in the roster, under the name they chose."""

    id = fields.UUID(required=True)
    version = Version(required=True)
    state = fields.String(required=True, validate=REGISTRATION_STATES)
    seats = fields.Integer(required=True)
    mode = fields.String(required=True, allow_none=True, validate=MODES)
    display_name = fields.String(required=True, metadata=GUARDED)
    host_org = fields.UUID(required=True, allow_none=True)
    priority = fields.Integer(required=True)
    queued_at = AwareDateTime(required=True)
    offer_ends_at = AwareDateTime(required=True, allow_none=True)
    vouched_by = fields.List(fields.UUID(), required=True)
    created_at = AwareDateTime(required=True)
    updated_at = AwareDateTime(required=True)


class AnswerView(Schema):
    """What was answered."""

    field = fields.String(required=True)
    value = fields.Raw(required=True, metadata=GUARDED)


class RegistrationView(RegistrationItem):
    """Somebody with what the reader may know of them; None: it was erased."""

    legal_name = fields.String(required=True, allow_none=True, metadata=GUARDED)
    bar_number = fields.String(required=True, allow_none=True, metadata=GUARDED)
    email = fields.String(required=True, allow_none=True, metadata=GUARDED)
    answers = fields.List(fields.Nested(AnswerView), required=True)
    form_version = fields.Integer(required=True, allow_none=True)
    note = fields.String(required=True, metadata=GUARDED)


class AddPool(GetEvent):
    """Offer places: for all, in one mode, or to those whom one host invited. `capacity` None: as many as come."""

    mode = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(["offline", "online"]))
    host_org = fields.UUID(load_default=None, allow_none=True)
    capacity = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=0, max=1_000_000))


class ResizePool(GetEvent):
    """Offer more places or fewer."""

    pool_id = fields.UUID(required=True)
    version = Version(required=True)
    capacity = fields.Integer(strict=True, required=True, allow_none=True, validate=validate.Range(min=0, max=1_000_000))


class PoolView(Schema):
    """Places, and how many of them are taken."""

    id = fields.UUID(required=True)
    version = Version(required=True)
    mode = fields.String(required=True, allow_none=True)
    host_org = fields.UUID(required=True, allow_none=True)
    capacity = fields.Integer(required=True, allow_none=True)
    taken = fields.Integer(required=True)


class Pools(Schema):
    """The places of an event."""

    items = fields.List(fields.Nested(PoolView), required=True)


class InvitePerson(GetEvent):
    """Invite somebody; `name` is how we know them."""

    name = Text(load_default="", max_length=200, metadata=GUARDED)
    seats = fields.Integer(strict=True, load_default=1, validate=SEATS)
    expires_at = AwareDateTime(load_default=None, allow_none=True)


class InvitationTicket(Schema):
    """The invitation and its code, shown once: hand it over as safely as the person needs it."""

    invitation_id = fields.UUID(required=True)
    code = fields.String(required=True, metadata=SECRET)


class RevokeInvitation(GetEvent):
    """Let an invitation let nobody in any more."""

    invitation_id = fields.UUID(required=True)


class ListInvitations(Page):
    """Whom our organisation invited."""

    event_id = fields.UUID(required=True)


class EventInvitationView(Schema):
    """An invitation, without its code."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, metadata=GUARDED)
    state = fields.String(required=True)
    seats = fields.Integer(required=True)
    expires_at = AwareDateTime(required=True, allow_none=True)
    created_at = AwareDateTime(required=True)


class ListPromotions(Page):
    """How the places of a pool were given out."""

    event_id = fields.UUID(required=True)
    pool_id = fields.UUID(required=True)


class DecisionView(Schema):
    """What was decided about one that waited, and why."""

    id = fields.UUID(required=True)
    outcome = fields.String(required=True)
    why = fields.String(required=True)


class PromotionView(Schema):
    """One time that places were given out; `free` before it."""

    id = fields.UUID(required=True)
    cause = fields.String(required=True)
    at = AwareDateTime(required=True)
    free = fields.Integer(required=True, allow_none=True)
    decisions = fields.List(fields.Nested(DecisionView), required=True)


RegistrationList = listing(RegistrationItem)
EventInvitationList = listing(EventInvitationView)
PromotionList = listing(PromotionView)
