"""What participants and the invited say and see."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, ByKey, Lang, Schema, Text, Version
from chassis.vocabularies import one_of
from services.events.schemas.common import GUARDED, MODES, STATES, LocalTime, TextBody
from services.events.schemas.form import KEY, FormView

REGISTRATION_STATES = one_of("registration-states")
CALENDARS = one_of("calendar-entries")
SEATS = validate.Range(min=1, max=20)
CODE = validate.Length(min=1, max=100)
SECRET = {"class": "secret"}


class Enter(Schema):
    """What everybody says who registers. `display_name`: under which one appears; the rest is kept apart from it."""

    mode = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(["offline", "online"]))
    seats = fields.Integer(strict=True, load_default=1, validate=SEATS)
    display_name = Text(required=True, max_length=100, metadata=GUARDED)
    legal_name = Text(load_default="", max_length=200, metadata=GUARDED)
    bar_number = Text(load_default="", max_length=60, metadata=GUARDED)
    email = fields.Email(load_default="", validate=validate.Length(max=254), metadata=GUARDED)
    lang = Lang(load_default="en")
    calendar = fields.String(load_default="none", validate=CALENDARS)
    answers = fields.Dict(keys=fields.String(validate=KEY), values=fields.Raw(), load_default=dict, metadata=GUARDED)
    invitation_code = fields.String(load_default=None, allow_none=True, validate=CODE, metadata=SECRET)


class Register(Enter):
    """Register by one's account, for an event in sight, or by an invitation."""

    event_id = fields.UUID(load_default=None, allow_none=True)


class RegisterGuest(Enter):
    """Register without an account: for a public event, with an address to write to, or by an invitation."""

    event_id = fields.UUID(load_default=None, allow_none=True)


class GuestTicket(Schema):
    """What a guest keeps: the code, shown once. Of who was not invited the rest goes to the address alone."""

    registration_id = fields.UUID(required=True, allow_none=True)
    code = fields.String(required=True, metadata=SECRET)


class GetParticipation(Schema):
    """One's own registration."""

    registration_id = fields.UUID(required=True)


class ListParticipations(Schema):
    """One's own registrations."""


class ChangeParticipation(GetParticipation):
    """The registration and the version its owner read."""

    version = Version(required=True)


class WithdrawRegistration(ChangeParticipation):
    """Give it up."""


class AcceptOffer(ChangeParticipation):
    """Take the place that was offered."""


class AmendParticipation(ChangeParticipation):
    """Appear under another name, or have another calendar entry."""

    display_name = Text(max_length=100, metadata=GUARDED)
    calendar = fields.String(validate=CALENDARS)


class WithCode(GetParticipation):
    """A registration and the code that opens it."""

    code = fields.String(required=True, validate=CODE, metadata=SECRET)


class OpenGuestRegistration(WithCode):
    """Read it."""


class WithdrawGuestRegistration(WithCode):
    """Give it up."""


class AcceptGuestOffer(WithCode):
    """Take the place that was offered."""


class ParticipationView(Schema):
    """One's own registration: `venue` and `link` once one has a place, from `reveals_at` on."""

    id = fields.UUID(required=True)
    version = Version(required=True)
    state = fields.String(required=True, validate=REGISTRATION_STATES)
    seats = fields.Integer(required=True)
    mode = fields.String(required=True, allow_none=True, validate=MODES)
    display_name = fields.String(required=True, metadata=GUARDED)
    calendar = fields.String(required=True, validate=CALENDARS)
    offer_ends_at = AwareDateTime(required=True, allow_none=True)
    event_state = fields.String(required=True, validate=STATES)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(TextBody), metadata=GUARDED)
    local_start = LocalTime(required=True)
    local_end = LocalTime(required=True)
    tzid = fields.String(required=True)
    starts_at = AwareDateTime(required=True)
    ends_at = AwareDateTime(required=True)
    reveals_at = AwareDateTime(required=True, allow_none=True)
    venue = fields.String(required=True, allow_none=True, metadata=GUARDED)
    link = fields.String(required=True, allow_none=True, metadata=GUARDED)
    created_at = AwareDateTime(required=True)
    updated_at = AwareDateTime(required=True)


class Participations(Schema):
    """One's own registrations, the next event first."""

    items = fields.List(fields.Nested(ParticipationView), required=True)


class OpenInvitation(Schema):
    """The code of an invitation."""

    code = fields.String(required=True, validate=CODE, metadata=SECRET)


class InvitedView(Schema):
    """What whoever is invited must know to decide, and what is asked of them."""

    seats = fields.Integer(required=True)
    kind = fields.String(required=True)
    mode = fields.String(required=True, validate=MODES)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(TextBody), metadata=GUARDED)
    local_start = LocalTime(required=True)
    local_end = LocalTime(required=True)
    tzid = fields.String(required=True)
    starts_at = AwareDateTime(required=True)
    ends_at = AwareDateTime(required=True)
    form = fields.Nested(FormView, required=True)
