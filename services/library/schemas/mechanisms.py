"""Requests and views of mechanisms, their sessions and their opportunities."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from chassis.schemas import AwareDateTime, ByKey, Country, Lang, Page, Schema, Text, Version, listing
from chassis.vocabularies import one_of
from services.library.domain.due import Certainty, Precision
from services.library.domain.mechanisms import OpportunityState, Standing

GUARDED = {"class": "guarded"}
PRECISIONS = validate.OneOf([one.value for one in Precision])
CERTAINTIES = validate.OneOf([one.value for one in Certainty])
STATES = validate.OneOf([one.value for one in OpportunityState])
STANDINGS = validate.OneOf([one.value for one in Standing])
MOST_LANGUAGES = 20
MOST_ROWS = 500
TIME = validate.Regexp(r"([01]\d|2[0-3]):[0-5]\d\Z")
MONTH = validate.Regexp(r"\d{4}-(0[1-9]|1[0-2])\Z")


def url(**more: Any) -> fields.Url:
    """Return the field of an address on the web."""
    return fields.Url(schemes={"http", "https"}, validate=validate.Length(max=2000), **more)


def _some(texts: Mapping[str, Any]) -> None:
    if not texts:
        raise ValidationError("required")


class GetMechanism(Schema):
    """One mechanism."""

    mechanism_id = fields.UUID(required=True)


class ListMechanisms(Page):
    """Every mechanism, in the order they were added."""

    kind = fields.List(fields.String(validate=one_of("mechanism-kinds")), load_default=list)


class MechanismBody(Schema):
    """What a mechanism is."""

    kind = fields.String(validate=one_of("mechanism-kinds"))
    name = Text(max_length=300)
    acronym = Text(max_length=30)
    url = url()


class AddMechanism(MechanismBody):
    """Add a mechanism: for everybody to read."""

    kind = fields.String(required=True, validate=one_of("mechanism-kinds"))
    name = Text(required=True, max_length=300)
    acronym = Text(required=True, max_length=30)
    url = url(required=True)


class AmendMechanism(GetMechanism, MechanismBody):
    """Change a mechanism of ours."""

    version = Version(required=True)


class MechanismView(Schema):
    """A mechanism; `is_ours`: our organisation added it and may change it."""

    id = fields.UUID(required=True)
    version = Version(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    acronym = fields.String(required=True)
    url = fields.String(required=True)
    is_ours = fields.Boolean(required=True)
    updated_at = AwareDateTime(required=True)


class MechanismSessionBody(Schema):
    """What a session of a mechanism is; its dates as far as they are known."""

    name = Text(max_length=300)
    begins_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    place = Text(max_length=200)
    url = url()


class ListMechanismSessions(Page):
    """The sessions of a mechanism, the latest added first."""

    mechanism_id = fields.UUID(required=True)


class GetMechanismSession(Schema):
    """One session of a mechanism."""

    mechanism_id = fields.UUID(required=True)
    mechanism_session_id = fields.UUID(required=True)


class AddMechanismSession(MechanismSessionBody):
    """Add a session to a mechanism of ours."""

    mechanism_id = fields.UUID(required=True)
    name = Text(required=True, max_length=300)


class AmendMechanismSession(GetMechanismSession, MechanismSessionBody):
    """Change a session. What is due so many days before it moves along, in every plan."""

    version = Version(required=True)


class MechanismSessionView(Schema):
    """A session of a mechanism."""

    id = fields.UUID(required=True)
    mechanism_id = fields.UUID(required=True)
    version = Version(required=True)
    name = fields.String(required=True)
    begins_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)
    place = fields.String(required=True)
    url = fields.String(required=True)
    is_ours = fields.Boolean(required=True)
    updated_at = AwareDateTime(required=True)


class DueBody(Schema):
    """When it is due, as exactly as the source says: `date` and `time`, `date`, `month`, or `days_before_session`; one of the four."""

    precision = fields.String(required=True, validate=PRECISIONS)
    certainty = fields.String(required=True, validate=CERTAINTIES)
    tzid = fields.String(required=True, validate=validate.Length(max=60))
    date = fields.Date(load_default=None, allow_none=True)
    time = fields.String(load_default=None, allow_none=True, validate=TIME)
    month = fields.String(load_default=None, allow_none=True, validate=MONTH)
    days_before_session = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=0, max=1000))


class DueView(Schema):
    """When it is due. `first` and `last`: the local days that may be meant; `ends_at`: the moment from which it is too late.

    A month has no `date`: nobody knows the day.
    """

    precision = fields.String(required=True, validate=PRECISIONS)
    certainty = fields.String(required=True, validate=CERTAINTIES)
    tzid = fields.String(required=True)
    date = fields.Date(required=True, allow_none=True)
    time = fields.String(required=True, allow_none=True)
    month = fields.String(required=True, allow_none=True)
    days_before_session = fields.Integer(required=True, allow_none=True)
    first = fields.Date(required=True, allow_none=True)
    last = fields.Date(required=True, allow_none=True)
    ends_at = AwareDateTime(required=True, allow_none=True)


class SummaryBody(Schema):
    """What the opportunity is, in one language."""

    title = Text(required=True, max_length=200, metadata=GUARDED)
    summary = Text(load_default="", max_length=5000, multiline=True, metadata=GUARDED)


class RequirementsBody(Schema):
    """What is asked of a submission."""

    most_words = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=1, max=1_000_000))
    languages = fields.List(Lang(), load_default=list, validate=validate.Length(max=MOST_LANGUAGES))
    joint = fields.String(load_default="unknown", validate=one_of("joint-rules"))
    submit_at = url(load_default=None, allow_none=True)
    note = Text(load_default="", max_length=5000, multiline=True, metadata=GUARDED)


class GetOpportunity(Schema):
    """`opportunity_id` is our own id, or the id it is published under."""

    opportunity_id = fields.UUID(required=True)


class ListOpportunities(Page):
    """Opportunities in sight, our own and those that others published, the first to be due first.

    `due_from` and `due_to` find what may be due on one of these local days.
    """

    state = fields.List(fields.String(validate=STATES), load_default=list)
    mechanism_id = fields.List(fields.UUID(), load_default=list)
    kind = fields.List(fields.String(validate=one_of("opportunity-kinds")), load_default=list)
    country = fields.List(Country(), load_default=list)
    certainty = fields.List(fields.String(validate=CERTAINTIES), load_default=list)
    disputed = fields.Boolean(load_default=None, allow_none=True)
    due_from = fields.Date(load_default=None, allow_none=True)
    due_to = fields.Date(load_default=None, allow_none=True)


class OpportunityBody(Schema):
    """What an opportunity is."""

    session_id = fields.UUID(allow_none=True)
    kind = fields.String(validate=one_of("opportunity-kinds"))
    country = Country(allow_none=True)
    texts = ByKey(keys=Lang(), values=fields.Nested(SummaryBody), validate=(_some, validate.Length(max=MOST_LANGUAGES)), metadata=GUARDED)
    requirements = fields.Nested(RequirementsBody, metadata=GUARDED)


class AddOpportunity(OpportunityBody):
    """Add an opportunity, with what a source says of its date. It stays within the organisation until it is published."""

    mechanism_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=one_of("opportunity-kinds"))
    texts = ByKey(
        required=True,
        keys=Lang(),
        values=fields.Nested(SummaryBody),
        validate=(_some, validate.Length(max=MOST_LANGUAGES)),
        metadata=GUARDED,
    )
    source_url = url(required=True)
    due = fields.Nested(DueBody, required=True)


class ChangeOpportunity(GetOpportunity):
    """What every change names: the opportunity and the version the caller read."""

    version = Version(required=True)


class AmendOpportunity(ChangeOpportunity, OpportunityBody):
    """Change what an opportunity is; its date is changed by `record_notice`."""


class RecordNotice(ChangeOpportunity):
    """Record what a source says of the date now. The same again says that it was verified."""

    source_url = url(required=True)
    due = fields.Nested(DueBody, required=True)


class DecideNotice(ChangeOpportunity):
    """Put one source in force where several disagree."""

    notice_id = fields.UUID(required=True)


class PublishOpportunity(ChangeOpportunity):
    """Let everybody read it, in the public calendar too."""


class WithdrawOpportunity(ChangeOpportunity):
    """Take it from everybody but us, for good."""


class NoticeView(Schema):
    """What a source says, and what became of it."""

    id = fields.UUID(required=True)
    source_url = fields.String(required=True)
    due = fields.Nested(DueView, required=True)
    standing = fields.String(required=True, validate=STANDINGS)
    in_force = fields.Boolean(required=True)
    agrees = fields.Boolean(required=True)
    recorded_at = AwareDateTime(required=True)
    verified_at = AwareDateTime(required=True)


class MechanismPart(Schema):
    """Which mechanism it is of."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    acronym = fields.String(required=True)


class SessionPart(Schema):
    """Which session it is for."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    begins_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)


class OpportunityItem(Schema):
    """An opportunity in a list. Of another organisation's, id and version are those it is published under."""

    id = fields.UUID(required=True)
    representation = fields.String(required=True, validate=validate.OneOf(["full", "public"]))
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    state = fields.String(required=True, validate=STATES)
    mechanism = fields.Nested(MechanismPart, required=True)
    session = fields.Nested(SessionPart, required=True, allow_none=True)
    kind = fields.String(required=True)
    country = Country(required=True, allow_none=True)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(SummaryBody), metadata=GUARDED)
    due = fields.Nested(DueView, required=True)
    disputed = fields.Boolean(required=True)
    source_url = fields.String(required=True)
    verified_at = AwareDateTime(required=True)
    updated_at = AwareDateTime(required=True)


class OpportunityView(OpportunityItem):
    """An opportunity with what every source says, the newest first. `representation_id`: the id it is published under, ours alone."""

    requirements = fields.Nested(RequirementsBody, required=True, metadata=GUARDED)
    notices = fields.List(fields.Nested(NoticeView), required=True)
    representation_id = fields.UUID(allow_none=True)
    steps = fields.List(fields.String())
    created_at = AwareDateTime()


class ListCalendar(Schema):
    """What the public calendar shows."""


class CalendarItem(Schema):
    """An entry of a calendar: an opportunity, or a task of a plan. `texts` is empty where the reader asked for neutral entries."""

    kind = fields.String(required=True, validate=validate.OneOf(["opportunity", "task"]))
    id = fields.UUID(required=True)
    uid = fields.String(required=True)
    sequence = fields.Integer(required=True)
    status = fields.String(required=True)
    changed_at = AwareDateTime(required=True)
    opportunity_kind = fields.String(required=True)
    mechanism = fields.String(required=True)
    country = fields.String(required=True, allow_none=True)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(SummaryBody), metadata=GUARDED)
    task = fields.String(required=True, metadata=GUARDED)
    due = fields.Nested(DueView, required=True)
    disputed = fields.Boolean(required=True)
    source_url = fields.String(required=True)


class CalendarView(Schema):
    """The entries of a calendar. `is_neutral`: they say that something is due, and not what."""

    uid = fields.String(required=True)
    is_neutral = fields.Boolean(required=True)
    items = fields.List(fields.Nested(CalendarItem), required=True)


class ImportRow(Schema):
    """One row of a table of opportunities, as it was read: every cell a text."""

    key = Text(required=True, max_length=100)
    mechanism = Text(required=True, max_length=30)
    session = Text(load_default="", max_length=300)
    kind = Text(required=True, max_length=40)
    lang = Text(required=True, max_length=35)
    title = Text(required=True, max_length=200, metadata=GUARDED)
    summary = Text(load_default="", max_length=5000, multiline=True, metadata=GUARDED)
    country = Text(load_default="", max_length=2)
    date = Text(load_default="", max_length=10)
    time = Text(load_default="", max_length=5)
    month = Text(load_default="", max_length=7)
    days_before_session = Text(load_default="", max_length=4)
    tzid = Text(required=True, max_length=60)
    certainty = Text(required=True, max_length=20)
    source_url = Text(required=True, max_length=2000)
    most_words = Text(load_default="", max_length=7)
    languages = Text(load_default="", max_length=200)
    joint = Text(load_default="", max_length=20)


class ImportOpportunities(Schema):
    """Import rows; with `dry_run` nothing is kept and every row says what would become of it."""

    rows = fields.List(
        fields.Dict(keys=fields.String(), values=fields.String()), required=True, validate=validate.Length(min=1, max=MOST_ROWS)
    )
    dry_run = fields.Boolean(load_default=False)


class ImportedRow(Schema):
    """What became of a row, counted from 1: added, changed, unchanged, disputed (another source said otherwise) or refused, and why."""

    row = fields.Integer(required=True)
    key = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(["added", "changed", "unchanged", "disputed", "refused"]))
    opportunity_id = fields.UUID(required=True, allow_none=True)
    errors = fields.List(fields.Dict(), required=True)


class ImportView(Schema):
    """What became of an import; one refused row and nothing was kept."""

    kept = fields.Boolean(required=True)
    rows = fields.List(fields.Nested(ImportedRow), required=True)


MechanismList = listing(MechanismView)
MechanismSessionList = listing(MechanismSessionView)
OpportunityList = listing(OpportunityItem)
