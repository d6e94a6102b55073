"""Requests and views of notes, the timeline and what waits for the viewer."""

from marshmallow import fields, validate

from chassis.schemas import AwareDateTime, Schema, Text, listing
from services.cases.schemas.common import GUARDED, GetCase, OfCase

DAY_CODES = validate.OneOf(["intake", "consent_expiring", "risk_expiring", "risk_to_approve", "review_due", "closing_to_approve"])


class AddNote(GetCase):
    """Write something down for the team."""

    body = Text(required=True, max_length=20_000, multiline=True, metadata=GUARDED)


class GetNote(GetCase):
    """One note."""

    note_id = fields.UUID(required=True)


class ListNotes(OfCase):
    """The notes of a case, newest first."""


class NoteView(Schema):
    """A note, who wrote it and when."""

    id = fields.UUID(required=True)
    case_id = fields.UUID(required=True)
    body = fields.String(required=True, metadata=GUARDED)
    author = fields.UUID(required=True)
    created_at = AwareDateTime(required=True)


class ListTimeline(OfCase):
    """What was done to a case, newest first."""


class TimelineEntryView(Schema):
    """One thing that was done: a code with parameters (no text, no names); `by` is a membership, None: the platform."""

    id = fields.UUID(required=True)
    at = AwareDateTime(required=True)
    by = fields.UUID(required=True, allow_none=True)
    code = fields.String(required=True)
    params = fields.Dict(required=True)


class MyDay(Schema):
    """What waits in the viewer's cases, within the next `days` days."""

    days = fields.Integer(strict=True, load_default=14, validate=validate.Range(min=0, max=90))


class DayItem(Schema):
    """One thing that waits, and until when; of what waits for a step (`intake`, `…_to_approve`), since when."""

    code = fields.String(required=True, validate=DAY_CODES)
    case_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    title = fields.String(required=True)
    due_at = AwareDateTime(required=True)


class MyDayView(Schema):
    """What waits for the viewer, most urgent first."""

    items = fields.List(fields.Nested(DayItem), required=True)


NoteList = listing(NoteView)
TimelineList = listing(TimelineEntryView)
