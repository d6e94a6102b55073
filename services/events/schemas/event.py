"""Requests and views of events and their hosts."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from chassis.schemas import AwareDateTime, ByKey, Country, Lang, Page, Schema, Text, Version, listing
from chassis.vocabularies import one_of
from services.events.schemas.common import GUARDED, KINDS, MARKINGS, MODES, STATES, WAYS, GetEvent, LinkBody, LocalTime, TextBody, WhenBody
from services.events.schemas.form import FormView

VISIBILITIES = one_of("event-visibilities")
SENSITIVITIES = one_of("event-sensitivities")
MOST_LANGUAGES = 20
MOST_LINKS = 50
MOST_HOURS = 24 * 90


def _some(texts: Mapping[str, Any]) -> None:
    if not texts:
        raise ValidationError("required")


TEXTS = (_some, validate.Length(max=MOST_LANGUAGES))
LANGUAGES = validate.Length(max=MOST_LANGUAGES)


class AmendedContent(Schema):
    """Any part of what an author decides; texts, languages and links are replaced as a whole."""

    kind = fields.String(validate=KINDS)
    texts = ByKey(keys=Lang(), values=fields.Nested(TextBody), validate=TEXTS, metadata=GUARDED)
    when = fields.Nested(WhenBody)
    mode = fields.String(validate=MODES)
    visibility = fields.String(validate=VISIBILITIES)
    sensitivity = fields.String(validate=SENSITIVITIES)
    country = Country(allow_none=True)
    place = Text(max_length=200, metadata=GUARDED)
    venue = Text(max_length=1000, multiline=True, metadata=GUARDED)
    link = Text(max_length=1000, validate=validate.URL(schemes={"https"}, require_tld=True), metadata=GUARDED)
    reveal_hours = fields.Integer(strict=True, validate=validate.Range(min=0, max=MOST_HOURS))
    languages = fields.List(Lang(), validate=LANGUAGES)
    interpretation = fields.List(Lang(), validate=LANGUAGES)
    links = fields.List(fields.Nested(LinkBody), validate=validate.Length(max=MOST_LINKS))


class DraftEvent(AmendedContent):
    """Begin an event. Without a visibility it is for the hosts alone."""

    kind = fields.String(required=True, validate=KINDS)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(TextBody), validate=TEXTS, metadata=GUARDED)
    when = fields.Nested(WhenBody, required=True)
    mode = fields.String(required=True, validate=MODES)
    visibility = fields.String(load_default="hosts", validate=VISIBILITIES)


class ChangeEvent(GetEvent):
    """What every change names: the event and the version the caller read."""

    version = Version(required=True)


class AmendEvent(ChangeEvent, AmendedContent):
    """Change the plan; of what is published where and when alone, the rest by `revise`."""


class SubmitEvent(ChangeEvent):
    """Ask every host to sign off."""


class SignOffEvent(ChangeEvent):
    """Sign off for the viewer's organisation."""


class SendBackEvent(ChangeEvent):
    """Give the plan back to its authors."""

    reason = Text(required=True, max_length=2000, multiline=True, metadata=GUARDED)


class PublishEvent(ChangeEvent):
    """Show it to those it is for; `firm`: confirmed, else tentative."""

    firm = fields.Boolean(load_default=True)


class ConfirmEvent(ChangeEvent):
    """Say that a tentative event takes place."""


class PostponeEvent(ChangeEvent):
    """Say that it does not take place then."""


class RescheduleEvent(ChangeEvent):
    """Give a postponed event its new time."""

    when = fields.Nested(WhenBody, required=True)
    firm = fields.Boolean(load_default=True)


class CancelEvent(ChangeEvent):
    """Cancel for good. The reason stays with the hosts."""

    reason = Text(load_default="", max_length=2000, multiline=True, metadata=GUARDED)


class ReviseEvent(ChangeEvent):
    """Begin the next text of what is published."""


class ArchiveEvent(ChangeEvent):
    """Put away what is over."""


class InviteHost(ChangeEvent):
    """Ask an organisation to host with us, with what it may do and see."""

    organisation_id = fields.UUID(required=True)
    role = fields.String(required=True, validate=one_of("host-roles"))
    rights = fields.List(fields.String(validate=one_of("host-rights")), load_default=list, validate=validate.Length(max=6))
    data_scope = fields.String(load_default="own_invitees", validate=one_of("data-scopes"))


class AnswerHostInvitation(ChangeEvent):
    """Agree to host, or not."""

    accepts = fields.Boolean(required=True)


class RevokeHost(ChangeEvent):
    """Go on without a host."""

    organisation_id = fields.UUID(required=True)


class NameCoordinators(ChangeEvent):
    """Say who of our organisation may see who takes part: memberships."""

    membership_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(max=50))


class EnrolmentBody(Schema):
    """How one comes to take part."""

    way = fields.String(required=True, validate=WAYS)
    opens_at = AwareDateTime(load_default=None, allow_none=True)
    closes_at = AwareDateTime(load_default=None, allow_none=True)
    offer_hours = fields.Integer(strict=True, load_default=48, allow_none=True, validate=validate.Range(min=1, max=24 * 30))
    pass_over = fields.Boolean(load_default=False)
    most_seats = fields.Integer(strict=True, load_default=1, validate=validate.Range(min=1, max=20))
    vouching = fields.Boolean(load_default=False)
    waiting = fields.Boolean(load_default=True)


class SetEnrolment(ChangeEvent, EnrolmentBody):
    """Say how one comes to take part."""


class ListEvents(Page):
    """Our own plans, or what others show us, by the time they take place; `starts_from` and `starts_to` narrow that."""

    of = fields.String(load_default="own", validate=validate.OneOf(["own", "shared"]))
    kind = fields.List(fields.String(validate=KINDS), load_default=list)
    state = fields.List(fields.String(validate=STATES), load_default=list)
    mode = fields.List(fields.String(validate=MODES), load_default=list)
    country = fields.List(Country(), load_default=list)
    starts_from = AwareDateTime(load_default=None, allow_none=True)
    starts_to = AwareDateTime(load_default=None, allow_none=True)


class ListPublicEvents(Page):
    """What everybody may know of, by the time it takes place."""

    kind = fields.List(fields.String(validate=KINDS), load_default=list)
    country = fields.List(Country(), load_default=list)
    starts_from = AwareDateTime(load_default=None, allow_none=True)
    starts_to = AwareDateTime(load_default=None, allow_none=True)


class AudienceWordView(Schema):
    """One part of an audience: a code for the sentence, and the ids it speaks of ("" where it speaks of none)."""

    code = fields.String(required=True)
    id = fields.String(required=True)
    org = fields.String(required=True)


class HostView(Schema):
    """One organisation's part. What stands below `role` is there for hosts alone."""

    organisation_id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    state = fields.String()
    rights = fields.List(fields.String())
    data_scope = fields.String()
    since = AwareDateTime()
    signed_off_at = AwareDateTime(allow_none=True)


class PublishedEventView(Schema):
    """An event as those see it to whom it was shown: id and version are the representation's.

    Local times are what counts, in `tzid`; `starts_at` and `ends_at` are the moments in UTC that follow from them.
    """

    id = fields.UUID(required=True)
    representation = fields.String(required=True, validate=validate.OneOf(["full", "host", "network", "unlisted", "public"]))
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=KINDS)
    state = fields.String(required=True, validate=STATES)
    marking = fields.String(required=True, validate=MARKINGS)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(TextBody), metadata=GUARDED)
    local_start = LocalTime(required=True)
    local_end = LocalTime(required=True)
    tzid = fields.String(required=True)
    starts_at = AwareDateTime(required=True)
    ends_at = AwareDateTime(required=True)
    mode = fields.String(required=True, validate=MODES)
    country = Country(required=True, allow_none=True)
    place = fields.String(required=True, metadata=GUARDED)
    languages = fields.List(fields.String(), required=True)
    interpretation = fields.List(fields.String(), required=True)
    hosts = fields.List(fields.Nested(HostView), required=True)
    links = fields.List(fields.Nested(LinkBody), required=True)
    ical_uid = fields.String(required=True)
    sequence = fields.Integer(required=True)
    way = fields.String(required=True, validate=WAYS)
    registration_opens_at = AwareDateTime(required=True, allow_none=True)
    registration_closes_at = AwareDateTime(required=True, allow_none=True)
    form = fields.Nested(FormView, required=True)
    published_at = AwareDateTime(required=True, allow_none=True)
    updated_at = AwareDateTime(required=True)


class EventView(PublishedEventView):
    """An event. What stands below `updated_at` in the first class is there only for hosts, the last four for its owner alone."""

    start_fold = fields.Integer(allow_none=True)
    end_fold = fields.Integer(allow_none=True)
    in_gap = fields.Boolean()
    visibility = fields.String(validate=VISIBILITIES)
    sensitivity = fields.String(validate=SENSITIVITIES)
    venue = fields.String(metadata=GUARDED)
    link = fields.String(metadata=GUARDED)
    reveal_hours = fields.Integer()
    enrolment = fields.Nested(EnrolmentBody)
    note = fields.String(metadata=GUARDED)
    steps = fields.List(fields.String())
    coordinators = fields.List(fields.UUID())
    created_at = AwareDateTime()
    visible_to = fields.List(fields.Nested(AudienceWordView))
    published_to = fields.List(fields.Nested(AudienceWordView))
    published_id = fields.UUID(allow_none=True)


class EventItem(Schema):
    """An event in a list."""

    id = fields.UUID(required=True)
    representation = fields.String(required=True, validate=validate.OneOf(["full", "host", "network", "unlisted", "public"]))
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=KINDS)
    state = fields.String(required=True, validate=STATES)
    mode = fields.String(required=True, validate=MODES)
    country = Country(required=True, allow_none=True)
    titles = ByKey(required=True, keys=Lang(), values=fields.String(), metadata=GUARDED)
    local_start = LocalTime(required=True)
    local_end = LocalTime(required=True)
    tzid = fields.String(required=True)
    starts_at = AwareDateTime(required=True)
    ends_at = AwareDateTime(required=True)
    updated_at = AwareDateTime(required=True)


EventList = listing(EventItem)
