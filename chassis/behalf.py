"""When a service asks another one for somebody: it calls as itself, and hands on the context with which they came.

Whoever is asked verifies that context as if they had come by themselves. So nobody sees or does more by way of a service than
without it, and no service can ask for people who did not call it.
"""

from datetime import datetime

from marshmallow import fields, validate

from chassis.contexts import PublicKeys, Viewer, verify
from chassis.errors import Forbidden
from chassis.schemas import Schema

MOST_IDS = 500


class ListSeen(Schema):
    """Which of these records somebody sees, asked by a service that links to them; `on_behalf_of` is their signed context."""

    ids = fields.List(fields.UUID(), required=True, validate=validate.Length(max=MOST_IDS))
    on_behalf_of = fields.String(required=True, metadata={"class": "secret"})


class SeenView(Schema):
    """Those that they see."""

    ids = fields.List(fields.UUID(), required=True)


def context_of(viewer: Viewer) -> str:
    """Return the signed context to hand on for `viewer`. Forbidden `context-required` for who came without one."""
    if not viewer.context:
        raise Forbidden("context-required")
    return viewer.context


def viewer_of(context: str, keys: PublicKeys, now: datetime) -> Viewer:
    """Return for whom a service asks. Forbidden `context-refused` as at the door, `not-for-you` for a service: it asks as itself."""
    viewer = verify(context, keys, now)
    if viewer.kind == "service":
        raise Forbidden("not-for-you", kind=viewer.kind)
    return viewer
