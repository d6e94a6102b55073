"""Requests and views of the people of a case. Names and contacts are guarded; a pseudonym is made to be said."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Country, Schema, Text, Version, listing
from services.cases.schemas.common import GUARDED, GetCase, InOneOrder, OfCase, code_of

MOST_NAMES = 10
MOST_CONTACTS = 20


class ContactBody(Schema):
    """A way to reach somebody, whether it is safe, and when."""

    kind = fields.String(required=True, validate=validate.OneOf(["phone", "email", "messenger", "address", "other"]))
    value = Text(required=True, max_length=300, metadata=GUARDED)
    safe = fields.Boolean(load_default=None, allow_none=True, metadata=GUARDED)
    hours = Text(load_default="", max_length=100, metadata=GUARDED)
    code_word = Text(load_default="", max_length=100, metadata=GUARDED)


class _PartyFields(Schema):
    other_names = fields.List(Text(max_length=200), validate=validate.Length(max=MOST_NAMES), metadata=GUARDED)
    pseudonym = Text(max_length=80)
    nationalities = fields.List(Country(), validate=validate.Length(max=10))
    bar_association = Text(max_length=200, metadata=GUARDED)
    bar_status = fields.String(allow_none=True, validate=code_of("bar-statuses").validate)
    contacts = fields.List(fields.Nested(ContactBody), validate=validate.Length(max=MOST_CONTACTS), metadata=GUARDED)
    note = Text(max_length=5000, multiline=True, metadata=GUARDED)
    represents = fields.UUID(allow_none=True)
    capacity = fields.String(allow_none=True, validate=code_of("representative-capacities").validate)
    valid_to = AwareDateTime(allow_none=True)


class AddParty(_PartyFields, GetCase):
    """Add a person. A representative says whom they represent (`represents`, a party of the case) and in which capacity."""

    role = code_of("party-roles", required=True)
    name = Text(required=True, max_length=200, metadata=GUARDED)


class AmendParty(_PartyFields, GetCase):
    """Change any part of what is held on a person; lists are replaced as a whole."""

    party_id = fields.UUID(required=True)
    version = Version(required=True)
    role = code_of("party-roles")
    name = Text(max_length=200, metadata=GUARDED, validate=validate.Length(min=1))


class GetParty(GetCase):
    """One person of a case."""

    party_id = fields.UUID(required=True)


class ListParties(OfCase):
    """The people of a case, in the order they were added."""


class PartyView(Schema):
    """A person of a case."""

    id = fields.UUID(required=True)
    case_id = fields.UUID(required=True)
    version = Version(required=True)
    role = code_of("party-roles", required=True)
    name = fields.String(required=True, metadata=GUARDED)
    other_names = fields.List(fields.String(), required=True, metadata=GUARDED)
    pseudonym = fields.String(required=True)
    nationalities = fields.List(fields.String(), required=True)
    bar_association = fields.String(required=True, metadata=GUARDED)
    bar_status = fields.String(required=True, allow_none=True)
    contacts = fields.List(fields.Nested(ContactBody), required=True, metadata=GUARDED)
    note = fields.String(required=True, metadata=GUARDED)
    represents = fields.UUID(required=True, allow_none=True)
    capacity = fields.String(required=True, allow_none=True)
    valid_to = AwareDateTime(required=True, allow_none=True)
    created_at = AwareDateTime(required=True)
    updated_at = AwareDateTime(required=True)


class FindPeople(InOneOrder):
    """People by name, over all cases the viewer may see: whole words, any order, without regard to case and accents."""

    name = Text(required=True, max_length=200, metadata=GUARDED)


class PersonView(Schema):
    """A person found, and in which case."""

    party_id = fields.UUID(required=True)
    case_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    title = fields.String(required=True)
    role = code_of("party-roles", required=True)
    name = fields.String(required=True, metadata=GUARDED)
    pseudonym = fields.String(required=True)


PartyList = listing(PartyView)
PersonList = listing(PersonView)
