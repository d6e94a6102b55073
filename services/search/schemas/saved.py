"""Searches that somebody keeps, and what they have found since."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Schema, Text, Version
from services.search.schemas.searching import HitView, Narrowed

GUARDED = {"class": "guarded"}


class GetSavedSearch(Schema):
    """Which of one's own saved searches."""

    saved_search_id = fields.UUID(required=True)


class ListSavedSearches(Schema):
    """One's own saved searches."""


class SaveSearch(Schema):
    """Keep a search: what is new in it is found from now on. `by_mail`: a mail, without a name in it, when there is something."""

    name = Text(required=True, max_length=80, metadata=GUARDED)
    question = fields.Nested(Narrowed, required=True, metadata=GUARDED)
    by_mail = fields.Boolean(load_default=False)


class AmendSavedSearch(GetSavedSearch):
    """Change a saved search; another question finds from now on."""

    version = Version(required=True)
    name = Text(max_length=80, metadata=GUARDED)
    question = fields.Nested(Narrowed, metadata=GUARDED)
    by_mail = fields.Boolean()


class SavedSearchView(Schema):
    """A saved search; `new`: how much it has found since somebody looked; `has_feed`: whether there is a link to its feed."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True, metadata=GUARDED)
    question = fields.Nested(Narrowed, required=True, metadata=GUARDED)
    by_mail = fields.Boolean(required=True)
    has_feed = fields.Boolean(required=True)
    new = fields.Integer(required=True)
    created_at = AwareDateTime(required=True)
    updated_at = AwareDateTime(required=True)


class SavedSearchList(Schema):
    """One's own saved searches, the oldest first."""

    items = fields.List(fields.Nested(SavedSearchView), required=True)


class ListFindings(GetSavedSearch):
    """What a saved search has found since it was saved, the newest first."""

    limit = fields.Integer(strict=True, load_default=50, validate=validate.Range(min=1, max=200))
    cursor = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=2000))


class WhyView(Schema):
    """Why it was found: the words that are in it, and each filter with the values that it has."""

    words = fields.List(fields.String(), required=True)
    filters = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)


class FindingView(HitView):
    """What was found, as one may read it today; `is_new`: nobody has looked since."""

    found_at = AwareDateTime(required=True)
    is_new = fields.Boolean(required=True)
    why = fields.Nested(WhyView, required=True)


class FindingsView(Schema):
    """What a saved search has found and one may still read."""

    items = fields.List(fields.Nested(FindingView), required=True)
    next = fields.String(required=True, allow_none=True)


class MakeFeed(GetSavedSearch):
    """Make a link to a feed of a saved search. Whoever has the link reads it as you do; the former link opens nothing any more."""


class EndFeed(GetSavedSearch):
    """Let the link to the feed open nothing any more."""


class FeedLinkView(Schema):
    """The link's secret part, shown once."""

    id = fields.UUID(required=True)
    token = fields.String(required=True, metadata={"class": "secret"})


class ReadFeed(Schema):
    """The feed behind a link."""

    token = fields.String(required=True, validate=validate.Length(max=100), metadata={"class": "secret"})


class FeedView(FindingsView):
    """The feed: its name is that of the search."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, metadata=GUARDED)
    updated_at = AwareDateTime(required=True)
