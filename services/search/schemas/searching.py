"""Searching, and what is suggested while somebody types."""

from typing import Any

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Country, Lang, Schema

LONGEST_QUERY = 12_000
MOST_CHOICES = 50
SORTS = ("relevance", "date")


def choices(inner: fields.Field[Any]) -> fields.List[Any]:
    """Return a field of several values, one of which a record must have."""
    return fields.List(inner, load_default=list, validate=validate.Length(max=MOST_CHOICES))


def code() -> fields.String:
    """Return the field of a code, or of a name that stands for itself."""
    return fields.String(validate=validate.Length(min=1, max=200))


class Narrowed(Schema):
    """What is looked for. Each choice narrows: a record must have one of its values. `after` and `before` are days, both included."""

    q = fields.String(load_default="", validate=validate.Length(max=LONGEST_QUERY))
    kind = choices(code())
    type = choices(code())
    country = choices(Country())
    principle = choices(code())
    organisation = choices(code())
    lang = choices(Lang())
    year = choices(fields.String(validate=validate.Regexp(r"\d{4}\Z")))
    after = fields.Date(load_default=None, allow_none=True)
    before = fields.Date(load_default=None, allow_none=True)


class Search(Narrowed):
    """Search everything you may read. In `q` words, "phrases", prefix*, -excluded words, and `country:` `kind:` `after:` … as filters."""

    sort = fields.String(load_default="relevance", validate=validate.OneOf(SORTS))
    limit = fields.Integer(strict=True, load_default=20, validate=validate.Range(min=1, max=50))
    cursor = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=12_000))


class SearchPublic(Search):
    """Search what everybody may read."""


class HitView(Schema):
    """A record that was found; `path` leads to it.

    `title` and `excerpts` are HTML: escaped text with `<mark>` around what was looked for.
    """

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    path = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    excerpts = fields.List(fields.String(), required=True)
    country = fields.String(required=True, allow_none=True)
    lang = fields.String(required=True, allow_none=True)
    date = AwareDateTime(required=True, allow_none=True)


class FacetValueView(Schema):
    """A value, how many of the records in sight have it, and whether it was chosen."""

    value = fields.String(required=True)
    count = fields.Integer(required=True)
    chosen = fields.Boolean(required=True)


class FoundView(Schema):
    """A page of what was found. Facets come with the first page; each counts what another choice in it would find.

    `total` is exact up to 10,000. `meant`: what somebody may have meant, if nothing was found, made of public text and vocabularies alone.
    """

    items = fields.List(fields.Nested(HitView), required=True)
    next = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True)
    total_is_exact = fields.Boolean(required=True)
    facets = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(FacetValueView)), required=True)
    meant = fields.String(required=True, allow_none=True)


class Suggest(Schema):
    """What may be meant by what was typed so far."""

    q = fields.String(load_default="", validate=validate.Length(max=LONGEST_QUERY))


class SuggestionView(Schema):
    """A record whose title has the words typed; plain text."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    path = fields.String(required=True, allow_none=True)


class SuggestionsView(Schema):
    """Records in sight, the best first."""

    items = fields.List(fields.Nested(SuggestionView), required=True)
