"""The index, for whoever runs the site: how it stands, building it anew, comparing it."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Schema


class Nothing(Schema):
    """A request that says nothing but who asks."""


class BuildView(Schema):
    """Building the index from its owners: how far it is. `state`: building, done, given-up."""

    generation = fields.String(required=True)
    state = fields.String(required=True)
    owner = fields.String(required=True, allow_none=True)
    listed = fields.Integer(required=True)
    written = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    started_at = AwareDateTime(required=True)
    ended_at = AwareDateTime(required=True, allow_none=True)


class IndexStatusView(Schema):
    """How many representations stand in each state, since when the engine has not followed, and the last time the index was built."""

    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    waiting_since = AwareDateTime(required=True, allow_none=True)
    build = fields.Nested(BuildView, required=True, allow_none=True)
    owners = fields.List(fields.String(), required=True)


class CompareOwner(Schema):
    """Compare the next representations of an owner, after one of them (None: from the first)."""

    owner = fields.String(required=True, validate=validate.Length(max=40))
    after = fields.UUID(load_default=None, allow_none=True)


class ComparedView(Schema):
    """How many were compared, how many differed and are put right; `next`: after which the next ones come."""

    compared = fields.Integer(required=True)
    differed = fields.Integer(required=True)
    next = fields.UUID(required=True, allow_none=True)


class RefusedOneView(Schema):
    """A representation that could not be indexed; `error`: the code of what refused it."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    owner = fields.String(required=True)
    version = fields.Integer(required=True)
    error = fields.String(required=True, allow_none=True)
    attempts = fields.Integer(required=True)
    changed_at = AwareDateTime(required=True)


class RefusedView(Schema):
    """What could not be indexed, the longest ago first."""

    items = fields.List(fields.Nested(RefusedOneView), required=True)


class OneRefused(Schema):
    """A representation that could not be indexed."""

    id = fields.UUID(required=True)
