"""Requests and views of what cases and alerts refer to in the library."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Schema
from services.library.schemas.works import GetWork, WorkItem

LINKED = validate.OneOf(["case", "alert"])


class AddReference(GetWork):
    """Let a case or an alert that one sees refer to a work that one reads, our own or a published one."""

    kind = fields.String(required=True, validate=LINKED)
    record_id = fields.UUID(required=True)


class RemoveReference(AddReference):
    """Take a reference away."""


class ListReferences(GetWork):
    """The cases and alerts that refer to a work, as far as the reader sees them."""


class ListWorksOfCase(Schema):
    """The works that a case which the reader sees refers to."""

    case_id = fields.UUID(required=True)


class ListWorksOfAlert(Schema):
    """The works that an alert of ours which the reader sees refers to."""

    alert_id = fields.UUID(required=True)


class ReferenceView(Schema):
    """A case or an alert; nothing else of it: who may see it asks its owner."""

    kind = fields.String(required=True, validate=LINKED)
    record_id = fields.UUID(required=True)
    created_at = AwareDateTime(required=True)


class ReferencesView(Schema):
    """What refers to a work, as far as the reader sees it."""

    items = fields.List(fields.Nested(ReferenceView), required=True)


class ReferredWorksView(Schema):
    """The works that a record refers to, as far as the reader may read them."""

    items = fields.List(fields.Nested(WorkItem), required=True)
