"""Requests and views of streams. Entries are CloudEvents 1.0, thin: ids, versions, where to fetch the rest."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Country, Lang, Page, Schema, Text, listing
from chassis.values import Tlp
from services.streams.domain import STREAMS

STREAM = validate.OneOf(list(STREAMS))
MARKINGS = validate.OneOf([tlp.value for tlp in Tlp])
TYPE_PATTERN = validate.Regexp(r"[a-z_*]+(\.[a-z0-9_*]+)*\Z")
MOST_ENTRIES = 500
MOST_CHOICES = 50


class ReadEntries(Schema):
    """Read on after a cursor; without one, from the start. Without a subscription: the default one of the client and stream."""

    stream = fields.String(required=True, validate=STREAM)
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=2000))
    limit = fields.Integer(strict=True, load_default=100, validate=validate.Range(min=1, max=MOST_ENTRIES))
    subscription_id = fields.UUID(load_default=None, allow_none=True)


class ListStreams(Schema):
    """Which streams there are."""


class ListSubscriptions(Page):
    """The organisation's subscriptions with their lag."""


class CreateSubscription(Schema):
    """Narrow a stream. What is left out narrows nothing."""

    stream = fields.String(required=True, validate=STREAM)
    name = Text(required=True, max_length=80)
    types = fields.List(fields.String(validate=TYPE_PATTERN), load_default=list, validate=validate.Length(max=MOST_CHOICES))
    subjects = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=MOST_CHOICES))
    countries = fields.List(Country(), load_default=list, validate=validate.Length(max=MOST_CHOICES))
    langs = fields.List(Lang(), load_default=list, validate=validate.Length(max=MOST_CHOICES))
    ceiling = fields.String(load_default=Tlp.RED.value, validate=MARKINGS)


class GetSubscription(Schema):
    """Name a subscription."""

    subscription_id = fields.UUID(required=True)


class EndSubscription(GetSubscription):
    """End a subscription; its cursors are worth nothing from then on."""


class StreamView(Schema):
    """A stream and the kinds of records in it."""

    stream = fields.String(required=True, validate=STREAM)
    kinds = fields.List(fields.String(), required=True)


class StreamsView(Schema):
    """The streams of the site."""

    items = fields.List(fields.Nested(StreamView), required=True)


class EntryData(Schema):
    """What an entry says of its record. Nothing in the entry of what is no longer visible."""

    kind = fields.String()
    version = fields.Integer()
    country = fields.String(allow_none=True)
    lang = fields.String(allow_none=True)


class EntryView(Schema):
    """A CloudEvent. A stub (`type` ends in `stub.v1`) holds the place of what its reader may no longer see: no subject, no data."""

    specversion = fields.String(required=True)
    id = fields.UUID(required=True)
    source = fields.String(required=True)
    type = fields.String(required=True)
    time = AwareDateTime(required=True)
    recordedtime = AwareDateTime(required=True)
    sequence = fields.String(required=True)
    subject = fields.UUID()
    partitionkey = fields.String()
    causationid = fields.String()
    datacontenttype = fields.String()
    dataref = fields.String()
    marking = fields.String(validate=MARKINGS)
    data = fields.Nested(EntryData)


class DeliveredEntry(Schema):
    """An entry with the cursor after it (SSE's `id:`)."""

    cursor = fields.String(required=True)
    event = fields.Nested(EntryView, required=True)


class EntriesView(Schema):
    """Entries after the cursor, in order.

    `next` is the cursor to go on with (never None); `head` says whether nothing more waits; `reset` names why reading began
    anew (`cursor-unknown`, `epoch-changed`, `history-differs`), None if it did not.
    """

    items = fields.List(fields.Nested(DeliveredEntry), required=True)
    next = fields.String(required=True)
    head = fields.Boolean(required=True)
    reset = fields.String(required=True, allow_none=True)


class SubscriptionView(Schema):
    """A subscription: what it wants, and how far it has come. `lag` counts what it was given and has not confirmed.

    `last_read_at` is when it was last given or confirmed something.
    """

    id = fields.UUID(required=True)
    stream = fields.String(required=True, validate=STREAM)
    name = fields.String(required=True)
    client = fields.String(required=True)
    is_default = fields.Boolean(required=True)
    types = fields.List(fields.String(), required=True)
    subjects = fields.List(fields.UUID(), required=True)
    countries = fields.List(fields.String(), required=True)
    langs = fields.List(fields.String(), required=True)
    ceiling = fields.String(required=True, validate=MARKINGS)
    delivered = fields.Integer(required=True)
    confirmed = fields.Integer(required=True)
    lag = fields.Integer(required=True)
    at_head = fields.Boolean(required=True)
    unconfirmed_recalls = fields.Integer(required=True)
    created_at = AwareDateTime(required=True)
    last_read_at = AwareDateTime(required=True, allow_none=True)


class ReadLogStatus(Page):
    """How the log stands, and how far every subscription of the site has come."""


class SubscriptionStatusView(Schema):
    """How far a subscription has come, without what it wants. `unread` counts positions of the log that it has not come to yet."""

    id = fields.UUID(required=True)
    organisation_id = fields.UUID(required=True)
    stream = fields.String(required=True, validate=STREAM)
    client = fields.String(required=True)
    delivered = fields.Integer(required=True)
    confirmed = fields.Integer(required=True)
    lag = fields.Integer(required=True)
    unread = fields.Integer(required=True)
    unconfirmed_recalls = fields.Integer(required=True)
    created_at = AwareDateTime(required=True)
    last_read_at = AwareDateTime(required=True, allow_none=True)


class LogStatusView(listing(SubscriptionStatusView)):  # type: ignore[misc]  # a class made when it is needed
    """The last position of the log, when it was appended, and the subscriptions."""

    head = fields.Integer(required=True)
    appended_at = AwareDateTime(required=True, allow_none=True)


SubscriptionList = listing(SubscriptionView)
