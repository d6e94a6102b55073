"""Requests and views of works. What an organisation writes is guarded until it is published."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, ByKey, Country, Lang, Page, PartialDateField, Schema, Text, Version, listing
from chassis.vocabularies import one_of

GUARDED = {"class": "guarded"}
MOST = validate.Length(max=50)
MOST_LANGUAGES = validate.Length(min=1, max=20)
URL = validate.And(validate.Length(max=2000), validate.URL(schemes={"http", "https"}))
LINK = validate.And(validate.Length(max=2000), validate.Regexp(r"(https?://\S+)?\Z"))


class WorkTextBody(Schema):
    """What a work is called in one language, and what it says in short."""

    title = Text(required=True, max_length=500, metadata=GUARDED)
    summary = Text(load_default="", max_length=10_000, multiline=True, metadata=GUARDED)


class IdentifierBody(Schema):
    """What a work is called elsewhere."""

    kind = fields.String(required=True, validate=one_of("identifier-kinds"))
    value = Text(required=True, max_length=200)


class PartyBody(Schema):
    """Somebody a work is about. `suppressed`: nobody outside the organisation reads the name."""

    name = Text(required=True, max_length=200, metadata=GUARDED)
    suppressed = fields.Boolean(load_default=True)


class StatusLineBody(Schema):
    """Where a bill or a law stood at a date."""

    status = fields.String(required=True, validate=one_of("law-statuses"))
    date = PartialDateField(required=True)
    note = Text(load_default="", max_length=500, metadata=GUARDED)


class AmendedWork(Schema):
    """Any part of what is known of a work; lists and texts are replaced as a whole."""

    kind = fields.String(validate=one_of("work-kinds"))
    texts = ByKey(keys=Lang(), values=fields.Nested(WorkTextBody), validate=MOST_LANGUAGES, metadata=GUARDED)
    issuer = Text(max_length=200)
    authors = fields.List(Text(max_length=200), validate=MOST, metadata=GUARDED)
    identifiers = fields.List(fields.Nested(IdentifierBody), validate=MOST)
    date = PartialDateField(allow_none=True)
    countries = fields.List(Country(), validate=MOST)
    parties = fields.List(fields.Nested(PartyBody), validate=MOST, metadata=GUARDED)
    outcome = fields.String(allow_none=True, validate=one_of("work-outcomes"))
    importance = fields.String(allow_none=True, validate=one_of("importance"))
    ours = fields.Boolean()
    source_url = fields.String(validate=LINK)
    status_lines = fields.List(fields.Nested(StatusLineBody), validate=MOST)


class CreateWork(AmendedWork):
    """Begin a work: its kind, and what it is called in one language at least."""

    kind = fields.String(required=True, validate=one_of("work-kinds"))
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(WorkTextBody), validate=MOST_LANGUAGES, metadata=GUARDED)


class GetWork(Schema):
    """`work_id` is our own id, or the id under which it was published."""

    work_id = fields.UUID(required=True)


class ChangeWork(GetWork):
    """What every change names: the work and the version the caller read."""

    version = Version(required=True)


class AmendWork(ChangeWork, AmendedWork):
    """Change what is known of a work."""


class SubmitWork(ChangeWork):
    """Ask for review."""


class SendBackWork(ChangeWork):
    """Give a work in review back."""


class PublishWork(ChangeWork):
    """Let everybody read it as it stands."""


class WithdrawWork(ChangeWork):
    """Take it from everybody for good. The note stays inside the organisation."""

    note = Text(load_default="", max_length=2000, multiline=True, metadata=GUARDED)


class AddExpression(GetWork):
    """Say in which language there is a text of the work: the official one, a translation, or what a machine made."""

    lang = Lang(required=True)
    kind = fields.String(required=True, validate=one_of("expression-kinds"))
    source_url = fields.String(load_default="", validate=LINK)


class PutText(Schema):
    """The text of an expression, with an empty line between paragraphs; it is cut into passages."""

    expression_id = fields.UUID(required=True)
    text = Text(required=True, max_length=900_000, multiline=True, metadata=GUARDED)


class AddPassage(Schema):
    """One passage by hand, and where it stands: `para. 12`, `art. 5`."""

    expression_id = fields.UUID(required=True)
    anchor = Text(required=True, max_length=60)
    text = Text(required=True, max_length=8_000, multiline=True, metadata=GUARDED)


class WorkFilters(Page):
    """What lists of works are narrowed by; several values of one name are alternatives."""

    kind = fields.List(fields.String(validate=one_of("work-kinds")), load_default=list)
    country = fields.List(Country(), load_default=list)
    year = fields.List(fields.Integer(strict=True, validate=validate.Range(min=1000, max=2999)), load_default=list)
    outcome = fields.List(fields.String(validate=one_of("work-outcomes")), load_default=list)
    importance = fields.List(fields.String(validate=one_of("importance")), load_default=list)
    lang = fields.List(Lang(), load_default=list)
    principle = fields.List(fields.String(validate=one_of("basic-principles")), load_default=list)
    issuer = fields.List(Text(max_length=200), load_default=list)


class ListWorks(WorkFilters):
    """Our own works, or with `of=published` what everybody on this site published; newest change first."""

    of = fields.String(load_default="own", validate=validate.OneOf(["own", "published"]))
    state = fields.List(fields.String(validate=one_of("work-states")), load_default=list)


class ListPublicWorks(WorkFilters):
    """What everybody may read; newest first."""


class ListPassages(Page):
    """The passages of one of our works, in their order."""

    work_id = fields.UUID(required=True)
    lang = fields.List(Lang(), load_default=list)


class ListFeed(Schema):
    """The last published works and trainings, and the last withdrawn ones."""

    limit = fields.Integer(strict=True, load_default=50, validate=validate.Range(min=1, max=200))


class FileView(Schema):
    """A file of an expression; nobody outside the organisation opens it."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, metadata=GUARDED)
    media_type = fields.String(required=True)
    size_bytes = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    stored_at = AwareDateTime(required=True)


class PublicExpressionView(Schema):
    """In which language there is a text, whose it is, and where it is found."""

    lang = Lang(required=True)
    kind = fields.String(required=True)
    source_url = fields.String(required=True)


class ExpressionView(PublicExpressionView):
    """An expression with its files and how many passages there are."""

    id = fields.UUID(required=True)
    files = fields.List(fields.Nested(FileView), required=True)
    passages = fields.Integer(required=True)


class PublicWorkView(Schema):
    """A work as everybody reads it: id and version are the representation's; suppressed names are dashes."""

    id = fields.UUID(required=True)
    representation = fields.String(required=True, validate=validate.OneOf(["full", "public"]))
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(WorkTextBody), metadata=GUARDED)
    issuer = fields.String(required=True)
    authors = fields.List(fields.String(), required=True)
    identifiers = fields.List(fields.Nested(IdentifierBody), required=True)
    date = PartialDateField(required=True, allow_none=True)
    countries = fields.List(fields.String(), required=True)
    parties = fields.List(fields.String(), required=True, metadata=GUARDED)
    outcome = fields.String(required=True, allow_none=True)
    importance = fields.String(required=True, allow_none=True)
    ours = fields.Boolean(required=True)
    source_url = fields.String(required=True)
    status_lines = fields.List(fields.Nested(StatusLineBody), required=True)
    principles = fields.List(fields.String(), required=True)
    expressions = fields.List(fields.Nested(PublicExpressionView), required=True)
    published_at = AwareDateTime(required=True, allow_none=True)
    updated_at = AwareDateTime(required=True)


class WorkView(PublicWorkView):
    """A work. What stands here beyond the public view is there only for its organisation (`representation` is `full`)."""

    state = fields.String()
    held_parties = fields.List(fields.Nested(PartyBody), metadata=GUARDED)
    held_expressions = fields.List(fields.Nested(ExpressionView))
    published_as = fields.UUID(allow_none=True)
    suggested = fields.Integer()
    withdrawn_at = AwareDateTime(allow_none=True)
    withdrawal_note = fields.String(metadata=GUARDED)
    steps = fields.List(fields.String())
    created_at = AwareDateTime()


class WorkItem(Schema):
    """A work in a list. `state` is there for our own."""

    id = fields.UUID(required=True)
    representation = fields.String(required=True, validate=validate.OneOf(["full", "public"]))
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    state = fields.String()
    kind = fields.String(required=True)
    titles = ByKey(required=True, keys=Lang(), values=fields.String(), metadata=GUARDED)
    issuer = fields.String(required=True)
    authors = fields.List(fields.String(), required=True)
    identifiers = fields.List(fields.Nested(IdentifierBody), required=True)
    date = PartialDateField(required=True, allow_none=True)
    countries = fields.List(fields.String(), required=True)
    source_url = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    importance = fields.String(required=True, allow_none=True)
    published_at = AwareDateTime(required=True, allow_none=True)
    updated_at = AwareDateTime(required=True)


class PassageView(Schema):
    """A passage of one of our works."""

    id = fields.UUID(required=True)
    work_id = fields.UUID(required=True)
    expression_id = fields.UUID(required=True)
    position = fields.Integer(required=True)
    anchor = fields.String(required=True)
    lang = fields.String(required=True)
    text = fields.String(required=True, metadata=GUARDED)


class WithdrawnView(Schema):
    """Something public that is gone: feeds say so."""

    id = fields.UUID(required=True)
    withdrawn_at = AwareDateTime(required=True)


class WorksFeedView(Schema):
    """What the feeds show of works."""

    updated_at = AwareDateTime(required=True, allow_none=True)
    items = fields.List(fields.Nested(PublicWorkView), required=True)
    deleted = fields.List(fields.Nested(WithdrawnView), required=True)


WorkList = listing(WorkItem)
PublicWorkList = listing(WorkItem)
PassageList = listing(PassageView)
