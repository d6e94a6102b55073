"""What several requests and views of cases share."""

from marshmallow import fields, validate

from chassis.schemas import Page, Schema, Version
from chassis.vocabularies import one_of

GUARDED = {"class": "guarded"}
NOTE_LENGTH = 10_000
MOST_GROUPS = 100


class GetCase(Schema):
    """`case_id` is the case's id, or the id under which it is known outside."""

    case_id = fields.UUID(required=True)


class ChangeCase(GetCase):
    """What every change of a case itself names: the case and the version the caller read."""

    version = Version(required=True)


class InOneOrder(Page):
    """A page of what is offered in one order only."""

    class Meta(Page.Meta):
        """There is nothing to choose."""

        exclude = ("sort",)


class OfCase(InOneOrder):
    """A page of what belongs to a case."""

    case_id = fields.UUID(required=True)


class AudienceBody(Schema):
    """How far something goes. `groups` narrows the kind `group` to these sharing groups; empty: any of ours."""

    kind = fields.String(required=True, validate=validate.OneOf(["organisation", "authority", "group", "public"]))
    groups = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=MOST_GROUPS))


class AudienceWordView(Schema):
    """One part of who can see a record: a code for the sentence, and whom it names."""

    code = fields.String(required=True)
    id = fields.UUID(required=True)


def code_of(vocabulary: str, *, required: bool = False) -> fields.String:
    """Return the field of a code of `vocabulary`."""
    return fields.String(required=required, validate=one_of(vocabulary))
