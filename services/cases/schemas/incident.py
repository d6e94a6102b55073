"""Requests and views of what happened: incidents and their acts, with dates as people know them."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Country, PartialDateField, Schema, Text, Version, listing
from services.cases.schemas.common import GUARDED, GetCase, OfCase, code_of

MOST_ACTS = 50


class ActBody(Schema):
    """One thing that was done to somebody. `victim` is a party of the case."""

    type = code_of("act-types", required=True)
    dates = PartialDateField(load_default=None, allow_none=True)
    victim = fields.UUID(load_default=None, allow_none=True)
    stated_reason = Text(load_default="", max_length=2000, multiline=True, metadata=GUARDED)
    description = Text(load_default="", max_length=10_000, multiline=True, metadata=GUARDED)


class _IncidentFields(Schema):
    title = Text(max_length=200, metadata=GUARDED, validate=validate.Length(min=1))
    dates = PartialDateField()
    country = Country(allow_none=True)
    place = Text(max_length=300, metadata=GUARDED)
    description = Text(max_length=20_000, multiline=True, metadata=GUARDED)
    acts = fields.List(fields.Nested(ActBody), validate=validate.Length(max=MOST_ACTS))


class AddIncident(_IncidentFields, GetCase):
    """Add what happened. Without a country: the case's."""

    title = Text(required=True, max_length=200, metadata=GUARDED)
    dates = PartialDateField(required=True)


class AmendIncident(_IncidentFields, GetCase):
    """Change any part of an incident; `acts` are replaced as a whole."""

    incident_id = fields.UUID(required=True)
    version = Version(required=True)


class GetIncident(GetCase):
    """One incident of a case."""

    incident_id = fields.UUID(required=True)


class ListIncidents(OfCase):
    """The incidents of a case, earliest first (by the first day they may have happened on)."""


class ActView(Schema):
    """An act, with the Basic Principles its type touches."""

    id = fields.UUID(required=True)
    type = code_of("act-types", required=True)
    dates = PartialDateField(required=True, allow_none=True)
    victim = fields.UUID(required=True, allow_none=True)
    stated_reason = fields.String(required=True, metadata=GUARDED)
    description = fields.String(required=True, metadata=GUARDED)
    principles = fields.List(fields.String(), required=True)


class IncidentView(Schema):
    """What happened, with its acts; `principles` are those of all acts together, by number."""

    id = fields.UUID(required=True)
    case_id = fields.UUID(required=True)
    version = Version(required=True)
    title = fields.String(required=True, metadata=GUARDED)
    dates = PartialDateField(required=True)
    country = Country(required=True)
    place = fields.String(required=True, metadata=GUARDED)
    description = fields.String(required=True, metadata=GUARDED)
    acts = fields.List(fields.Nested(ActView), required=True)
    principles = fields.List(fields.String(), required=True)
    created_at = AwareDateTime(required=True)
    updated_at = AwareDateTime(required=True)


IncidentList = listing(IncidentView)
