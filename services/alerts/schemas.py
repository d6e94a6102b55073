"""Requests and views of alerts. Texts are guarded until they are public."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from chassis.schemas import AwareDateTime, ByKey, Country, Lang, Page, Schema, Text, Version, listing
from chassis.values import Tlp
from chassis.vocabularies import one_of
from services.alerts.domain.alert import Aspect, State, Withdrawal
from services.alerts.domain.content import Identifiability, Kind
from services.alerts.domain.recall import Channel, RecallState

GUARDED = {"class": "guarded"}
KINDS = validate.OneOf([kind.value for kind in Kind])
STATES = validate.OneOf([state.value for state in State])
MARKINGS = validate.OneOf([tlp.value for tlp in Tlp])
IDENTIFIABILITIES = validate.OneOf([level.value for level in Identifiability])
ASPECTS = validate.OneOf([aspect.value for aspect in Aspect])
CHANNELS = validate.OneOf([channel.value for channel in Channel])
MOST_LANGUAGES = 20
MOST_PRINCIPLES = 29


def _some(texts: Mapping[str, Any]) -> None:
    if not texts:
        raise ValidationError("required")


TEXTS = (_some, validate.Length(max=MOST_LANGUAGES))


class TextBody(Schema):
    """What the alert says in one language."""

    headline = Text(required=True, max_length=200, metadata=GUARDED)
    facts = Text(required=True, max_length=20_000, multiline=True, metadata=GUARDED)
    demands = Text(required=True, max_length=10_000, multiline=True, metadata=GUARDED)


class AudienceBody(Schema):
    """`public`, or `group` with the sharing group."""

    kind = fields.String(required=True, validate=validate.OneOf(["public", "group"]))
    group_id = fields.UUID(load_default=None, allow_none=True)


class AmendedContent(Schema):
    """Any part of what an author decides; texts are replaced as a whole."""

    kind = fields.String(validate=KINDS)
    case_id = fields.UUID(allow_none=True)
    country = Country()
    audience = fields.Nested(AudienceBody)
    marking = fields.String(validate=MARKINGS)
    identifiability = fields.String(validate=IDENTIFIABILITIES)
    principles = fields.List(fields.String(validate=one_of("basic-principles")), validate=validate.Length(max=MOST_PRINCIPLES))
    texts = ByKey(keys=Lang(), values=fields.Nested(TextBody), validate=TEXTS, metadata=GUARDED)
    valid_until = AwareDateTime(allow_none=True)


class DraftAlert(AmendedContent):
    """Begin an alert, in one language or more. Without a marking: clear for the public, amber for a group."""

    kind = fields.String(required=True, validate=KINDS)
    country = Country(required=True)
    audience = fields.Nested(AudienceBody, required=True)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(TextBody), validate=TEXTS, metadata=GUARDED)


class GetAlert(Schema):
    """`alert_id` is our own id, or the id of what was published to the viewer."""

    alert_id = fields.UUID(required=True)


class GetPartnerView(GetAlert):
    """Our own alert, and the organisation whose sight of it is asked for."""

    organisation_id = fields.UUID(required=True)


class ChangeAlert(GetAlert):
    """What every change names: the alert and the version the caller read."""

    version = Version(required=True)


class AmendAlert(ChangeAlert, AmendedContent):
    """Change the draft."""


class SubmitAlert(ChangeAlert):
    """Ask for review, in two languages at least: coordinators always may, `reviewers` (memberships) may too."""

    reviewers = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=20))


class SignOffAlert(ChangeAlert):
    """Sign one aspect off. The version may be older as long as the text has not changed since."""

    aspect = fields.String(required=True, validate=ASPECTS)


class SendBackAlert(ChangeAlert):
    """Give the text back to its authors."""

    reason = Text(required=True, max_length=2000, multiline=True, metadata=GUARDED)


class PublishAlert(ChangeAlert):
    """Publish the approved text as the next edition."""


class UpdateAlert(ChangeAlert):
    """Begin the next edition of what is published."""


class WithdrawAlert(ChangeAlert):
    """Withdraw for good. The reason stays inside the organisation."""

    reason = Text(required=True, max_length=2000, multiline=True, metadata=GUARDED)


class ListAlerts(Page):
    """Our own alerts, or those that others shared with us (narrowed by country alone); newest change first."""

    of = fields.String(load_default="own", validate=validate.OneOf(["own", "shared"]))
    state = fields.List(fields.String(validate=STATES), load_default=list)
    kind = fields.List(fields.String(validate=KINDS), load_default=list)
    country = fields.List(Country(), load_default=list)
    case_id = fields.UUID(load_default=None, allow_none=True)


class ListPublicAlerts(Page):
    """What everyone may read; newest first."""

    country = fields.List(Country(), load_default=list)


class ListFeed(Schema):
    """The last public alerts and the last deleted ones."""

    limit = fields.Integer(strict=True, load_default=50, validate=validate.Range(min=1, max=200))


class ListRecalls(Page):
    """The recall ledger of one alert."""

    alert_id = fields.UUID(required=True)


class MyDay(Schema):
    """What waits for the viewer."""


class AudienceWordView(Schema):
    """One part of an audience: a code for the sentence, and the ids it speaks of ("" where it speaks of none)."""

    code = fields.String(required=True)
    id = fields.String(required=True)
    org = fields.String(required=True)


class SignOffView(Schema):
    """Who signed one aspect off, and when."""

    aspect = fields.String(required=True, validate=ASPECTS)
    membership_id = fields.UUID(required=True)
    at = AwareDateTime(required=True)


class SendBackView(Schema):
    """Why the text came back."""

    reason = fields.String(required=True, metadata=GUARDED)
    membership_id = fields.UUID(required=True)
    at = AwareDateTime(required=True)


class EditionView(Schema):
    """The last published edition, what it stands on, and from which channels it could not be called back."""

    number = Version(required=True)
    representation_id = fields.UUID(required=True)
    audience = fields.Nested(AudienceBody, required=True)
    clearance_id = fields.UUID(required=True, allow_none=True)
    published_by = fields.UUID(required=True)
    published_at = AwareDateTime(required=True)
    visible_until = AwareDateTime(required=True, allow_none=True)
    cannot_be_recalled = fields.List(fields.String(validate=CHANNELS), required=True)


class WithdrawalView(Schema):
    """When and why it was withdrawn; for the owner only."""

    at = AwareDateTime(required=True)
    cause = fields.String(required=True, validate=validate.OneOf([cause.value for cause in Withdrawal]))
    reason = fields.String(required=True, metadata=GUARDED)


class PublishedAlertView(Schema):
    """An alert as those see it to whom it was published: id and version are the representation's.

    `organisation_name`: under which name it was published; "" before that, and for what was published without one.
    """

    id = fields.UUID(required=True)
    representation = fields.String(required=True, validate=validate.OneOf(["full", "share", "public"]))
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    organisation_name = fields.String(required=True)
    kind = fields.String(required=True, validate=KINDS)
    country = Country(required=True)
    marking = fields.String(required=True, validate=MARKINGS)
    principles = fields.List(fields.String(), required=True)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(TextBody), metadata=GUARDED)
    published_at = AwareDateTime(required=True, allow_none=True)
    updated_at = AwareDateTime(required=True)


class AlertView(PublishedAlertView):
    """An alert. What stands below `updated_at` in the first class is there only for the owner (`representation` is `full`)."""

    state = fields.String(validate=STATES)
    case_id = fields.UUID(allow_none=True)
    audience = fields.Nested(AudienceBody)
    identifiability = fields.String(validate=IDENTIFIABILITIES)
    purpose = fields.String()
    valid_until = AwareDateTime(allow_none=True)
    created_at = AwareDateTime()
    authors = fields.List(fields.UUID())
    reviewers = fields.List(fields.UUID())
    sign_offs = fields.List(fields.Nested(SignOffView))
    sent_back = fields.Nested(SendBackView, allow_none=True)
    edition = fields.Nested(EditionView, allow_none=True)
    withdrawal = fields.Nested(WithdrawalView, allow_none=True)
    steps = fields.List(fields.String())
    visible_to = fields.List(fields.Nested(AudienceWordView))
    published_to = fields.List(fields.Nested(AudienceWordView))


class AlertItem(Schema):
    """An alert in a list: headlines by language, no facts. `organisation_name` is there for what others shared."""

    id = fields.UUID(required=True)
    representation = fields.String(required=True, validate=validate.OneOf(["full", "share", "public"]))
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    organisation_name = fields.String()
    kind = fields.String(required=True, validate=KINDS)
    state = fields.String(validate=STATES)
    case_id = fields.UUID(allow_none=True)
    country = Country(required=True)
    marking = fields.String(required=True, validate=MARKINGS)
    headlines = ByKey(required=True, keys=Lang(), values=fields.String(), metadata=GUARDED)
    published_at = AwareDateTime(required=True, allow_none=True)
    updated_at = AwareDateTime(required=True)


class ChangeView(Schema):
    """One difference; texts before and after, None where there was or is nothing."""

    pointer = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True, metadata=GUARDED)
    after = fields.Raw(required=True, allow_none=True, metadata=GUARDED)


class DifferenceView(Schema):
    """What differs from the last published edition (None: nothing was published yet)."""

    edition = fields.Integer(required=True, allow_none=True)
    changes = fields.List(fields.Nested(ChangeView), required=True)


class AudiencePreview(Schema):
    """Who will see the text once published, who gains and who loses sight, and what could not be called back."""

    audience = fields.List(fields.Nested(AudienceWordView), required=True)
    gains = fields.List(fields.Nested(AudienceWordView), required=True)
    loses = fields.List(fields.Nested(AudienceWordView), required=True)
    cannot_be_recalled = fields.List(fields.String(validate=CHANNELS), required=True)


class DeletedAlertView(Schema):
    """A public alert that is gone: the Atom feed says so."""

    id = fields.UUID(required=True)
    withdrawn_at = AwareDateTime(required=True)


class FeedView(Schema):
    """What the Atom feed shows."""

    updated_at = AwareDateTime(required=True, allow_none=True)
    items = fields.List(fields.Nested(PublishedAlertView), required=True)
    deleted = fields.List(fields.Nested(DeletedAlertView), required=True)


class RecallView(Schema):
    """One line of the recall ledger; no organisation: the public."""

    representation_id = fields.UUID(required=True)
    organisation_id = fields.UUID(required=True, allow_none=True)
    channel = fields.String(required=True, validate=CHANNELS)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in RecallState]))
    at = AwareDateTime(required=True)
    confirmed_at = AwareDateTime(required=True, allow_none=True)


class DayItem(Schema):
    """One thing that waits: to_sign_off, to_publish, sent_back, to_confirm (a recall that somebody has not confirmed)."""

    code = fields.String(required=True, validate=validate.OneOf(["to_sign_off", "to_publish", "sent_back", "to_confirm"]))
    alert_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=KINDS)
    country = Country(required=True)
    headlines = ByKey(required=True, keys=Lang(), values=fields.String(), metadata=GUARDED)
    since = AwareDateTime(required=True)


class MyDayView(Schema):
    """What waits for the viewer, oldest first."""

    items = fields.List(fields.Nested(DayItem), required=True)


AlertList = listing(AlertItem)
PublicAlertList = listing(PublishedAlertView)
RecallList = listing(RecallView)
