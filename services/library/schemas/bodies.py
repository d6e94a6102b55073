"""Requests and views of bodies that are addressed: public roles only, never the persons who hold them."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Country, Lang, Page, Schema, Text, Version, listing
from chassis.vocabularies import one_of
from services.library.domain.bodies import BodyState
from services.library.schemas.mechanisms import GUARDED, url

STATES = validate.OneOf([one.value for one in BodyState])
MOST_LANGUAGES = 20


class ContactBody(Schema):
    """How the office is written to, as it says itself in public."""

    email = fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=254), metadata=GUARDED)
    phone = Text(load_default="", max_length=60, metadata=GUARDED)
    address = Text(load_default="", max_length=1000, multiline=True, metadata=GUARDED)
    web = url(load_default=None, allow_none=True, metadata=GUARDED)


class GetBody(Schema):
    """`body_id` is our own id, or the id it is published under."""

    body_id = fields.UUID(required=True)


class ListBodies(Page):
    """Bodies in sight, our own and those that others published, the last changed first. `stale`: not verified for too long."""

    kind = fields.List(fields.String(validate=one_of("body-kinds")), load_default=list)
    country = fields.List(Country(), load_default=list)
    state = fields.List(fields.String(validate=STATES), load_default=list)
    stale = fields.Boolean(load_default=None, allow_none=True)


class BodyBody(Schema):
    """What a body is: the office and its role, not a person."""

    kind = fields.String(validate=one_of("body-kinds"))
    name = Text(max_length=300)
    role = Text(max_length=300)
    country = Country(allow_none=True)
    languages = fields.List(Lang(), validate=validate.Length(max=MOST_LANGUAGES))
    contact = fields.Nested(ContactBody, metadata=GUARDED)
    source_url = url()


class AddBody(BodyBody):
    """Add a body, as verified now at its source."""

    kind = fields.String(required=True, validate=one_of("body-kinds"))
    name = Text(required=True, max_length=300)
    source_url = url(required=True)
    review_by = fields.Date(load_default=None, allow_none=True)


class ChangeBody(GetBody):
    """What every change names: the body and the version the caller read."""

    version = Version(required=True)


class AmendBody(ChangeBody, BodyBody):
    """Change what a body is. That alone does not say that the rest is still right."""


class VerifyBody(ChangeBody):
    """Say that all of it is right today, as its source says. Looked at again by `review_by`: after half a year without it."""

    review_by = fields.Date(load_default=None, allow_none=True)


class PublishBody(ChangeBody):
    """Let everybody read it."""


class WithdrawBody(ChangeBody):
    """Take it from everybody but us, for good."""


class BodyView(Schema):
    """A body. `is_stale`: nobody has verified it by the day it was to be looked at again. What stands last is there for its owner."""

    id = fields.UUID(required=True)
    representation = fields.String(required=True, validate=validate.OneOf(["full", "public"]))
    version = Version(required=True)
    organisation_id = fields.UUID(required=True)
    state = fields.String(required=True, validate=STATES)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    country = Country(required=True, allow_none=True)
    languages = fields.List(fields.String(), required=True)
    contact = fields.Nested(ContactBody, required=True, metadata=GUARDED)
    source_url = fields.String(required=True)
    verified_at = AwareDateTime(required=True)
    review_by = fields.Date(required=True)
    is_stale = fields.Boolean(required=True)
    updated_at = AwareDateTime(required=True)
    representation_id = fields.UUID(allow_none=True)
    steps = fields.List(fields.String())


BodyList = listing(BodyView)
