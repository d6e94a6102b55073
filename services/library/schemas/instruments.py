"""Requests and views of instruments and their provisions."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, ByKey, Lang, Schema, Text, Version

CODE = validate.Regexp(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
MOST_PROVISIONS, MOST_TEXTS = 500, 5000


class ListPrinciples(Schema):
    """The Basic Principles, in their order."""


class FindProvision(Schema):
    """A provision by the id under which it is found."""

    representation_id = fields.UUID(required=True)


class PlaceView(Schema):
    """Which provision of which instrument it is, by code and number."""

    instrument = fields.String(required=True)
    number = fields.String(required=True)


class GetPrinciple(Schema):
    """One of the Basic Principles, by its number."""

    number = fields.Integer(required=True, validate=validate.Range(min=1, max=29))


class ListInstruments(Schema):
    """Every instrument that the library holds."""


class GetInstrument(Schema):
    """One instrument with its provisions, by its code: `basic-principles`."""

    instrument_code = fields.String(required=True, validate=[validate.Length(max=60), CODE])


class LoadedText(Schema):
    """What one provision says in one language, and where that was taken from."""

    number = Text(required=True, max_length=20)
    lang = Lang(required=True)
    text = Text(required=True, max_length=20_000, multiline=True)
    source = Text(required=True, max_length=2000)


class LoadTexts(GetInstrument):
    """Texts of an instrument's provisions, as the operator took them from an official source."""

    items = fields.List(fields.Nested(LoadedText), required=True, validate=validate.Length(min=1, max=MOST_TEXTS))


class LoadedProvision(Schema):
    """A provision of an instrument, in its place."""

    number = Text(required=True, max_length=20)
    group = Text(load_default="", max_length=200)
    title = Text(required=True, max_length=300)


class LoadInstrument(Schema):
    """An instrument with its provisions in their order; loaded again, it is changed."""

    code = fields.String(required=True, validate=[validate.Length(max=60), CODE])
    name = Text(required=True, max_length=300)
    adopted_by = Text(required=True, max_length=300)
    adopted_in = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=1000, max=2999))
    source_url = fields.URL(load_default="", schemes={"http", "https"})
    provisions = fields.List(fields.Nested(LoadedProvision), required=True, validate=validate.Length(min=1, max=MOST_PROVISIONS))


class LoadedView(Schema):
    """How much was loaded."""

    loaded = fields.Integer(required=True)


class TextView(Schema):
    """What a provision says in one language, and where that was taken from."""

    text = fields.String(required=True)
    source = fields.String(required=True)


class ProvisionView(Schema):
    """A provision: `title` is ours and says what it is about; `texts` by language, as far as the site has loaded them."""

    id = fields.UUID(required=True)
    instrument = fields.String(required=True)
    number = fields.String(required=True)
    group = fields.String(required=True)
    title = fields.String(required=True)
    texts = ByKey(required=True, keys=Lang(), values=fields.Nested(TextView))


class InstrumentItem(Schema):
    """An instrument in a list."""

    id = fields.UUID(required=True)
    version = Version(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    adopted_by = fields.String(required=True)
    adopted_in = fields.Integer(required=True, allow_none=True)
    source_url = fields.String(required=True)
    updated_at = AwareDateTime(required=True)


class InstrumentView(InstrumentItem):
    """An instrument with its provisions in their order."""

    provisions = fields.List(fields.Nested(ProvisionView), required=True)


class PrinciplesView(Schema):
    """Provisions in their order: 29 for the Basic Principles."""

    items = fields.List(fields.Nested(ProvisionView), required=True)


class InstrumentsView(Schema):
    """Every instrument, by name."""

    items = fields.List(fields.Nested(InstrumentItem), required=True)
