"""Requests and views of registration forms."""

from marshmallow import fields, validate

from chassis.schemas import ByKey, Lang, Schema, Text, Version
from chassis.vocabularies import one_of
from services.events.schemas.common import GUARDED, GetEvent

DAYS = validate.Range(min=0, max=3650)
KEY = validate.Regexp(r"[a-z][a-z0-9_]{0,59}\Z")
LABEL = Text(required=True, max_length=200)


class FieldBody(Schema):
    """One question. `days`: how long the answer is kept after the event ends."""

    key = fields.String(required=True, validate=KEY)
    labels = ByKey(required=True, keys=Lang(), values=LABEL, validate=validate.Length(min=1, max=20), metadata=GUARDED)
    kind = fields.String(required=True, validate=one_of("form-field-kinds"))
    required = fields.Boolean(load_default=False)
    options = fields.List(Text(required=True, max_length=100), load_default=list, validate=validate.Length(max=50))
    days = fields.Integer(strict=True, load_default=30, validate=DAYS)
    readers = fields.String(load_default="coordinators", validate=one_of("form-field-readers"))


class SetForm(GetEvent):
    """Ask something else of who registers from now on."""

    version = Version(required=True)
    fields_ = fields.List(fields.Nested(FieldBody), required=True, data_key="fields", attribute="fields", validate=validate.Length(max=50))
    contact_days = fields.Integer(strict=True, load_default=30, validate=DAYS)
    name_days = fields.Integer(strict=True, load_default=365, validate=DAYS)


class FormView(Schema):
    """The form that is filled in now; `version` is what a change is made to."""

    version = Version(required=True)
    fields_ = fields.List(fields.Nested(FieldBody), required=True, data_key="fields", attribute="fields")
    contact_days = fields.Integer(required=True)
    name_days = fields.Integer(required=True)
