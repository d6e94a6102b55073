"""Fields that several requests of events share."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate
from typing_extensions import override

from chassis.schemas import Schema, Text
from chassis.vocabularies import one_of

GUARDED = {"class": "guarded"}
KINDS = one_of("event-kinds")
STATES = one_of("event-states")
MODES = one_of("attendance-modes")
WAYS = one_of("registration-ways")
MARKINGS = one_of("markings")


class LocalTime(fields.Field[datetime]):
    """What a clock on the wall shows: `2026-03-05T12:00`, without an offset."""

    @override
    def _serialize(self, value: datetime | str | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        try:
            if isinstance(value, str) and re.fullmatch(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d", value):
                return datetime.fromisoformat(value)
        except ValueError:
            pass
        raise ValidationError([{"code": "not-a-local-time"}])  # a list keeps the parameters together


class WhenBody(Schema):
    """From when to when, by the clocks of a zone. `start_fold`, `end_fold`: which of the two, where a clock shows a time twice."""

    local_start = LocalTime(required=True)
    local_end = LocalTime(required=True)
    tzid = fields.String(required=True, validate=validate.Length(max=60))
    start_fold = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.OneOf([0, 1]))
    end_fold = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.OneOf([0, 1]))


class TextBody(Schema):
    """What is said of the event in one language."""

    title = Text(required=True, max_length=200, metadata=GUARDED)
    summary = Text(load_default="", max_length=10_000, multiline=True, metadata=GUARDED)


class LinkBody(Schema):
    """A record that the event speaks of; cases and alerts stay with their owner."""

    kind = fields.String(required=True, validate=validate.OneOf(["case", "alert", "principle", "work", "opportunity", "event"]))
    id = fields.UUID(required=True)


class GetEvent(Schema):
    """`event_id` is our own id, or the id of what was shown to the viewer."""

    event_id = fields.UUID(required=True)
