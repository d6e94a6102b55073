"""Requests and views of files: what the gateway asks before and after it writes one."""

from marshmallow import fields, validate

from chassis.schemas import Schema, Text

MEDIA_TYPES = (
    "application/pdf",
    "text/html",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)


class BeginFile(Schema):
    """Make room for a file of an expression."""

    expression_id = fields.UUID(required=True)
    name = Text(required=True, max_length=200, metadata={"class": "guarded"})
    media_type = fields.String(required=True, validate=validate.OneOf(MEDIA_TYPES))


class FileRoomView(Schema):
    """Where a file is to be written, with which key (hex), and how long it may be."""

    id = fields.UUID(required=True)
    key = fields.String(required=True, metadata={"class": "secret"})
    most_bytes = fields.Integer(required=True)


class FinishFile(Schema):
    """Say that a file was written, and what it is: size and SHA-256 of its plain bytes."""

    file_id = fields.UUID(required=True)
    size_bytes = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    sha256 = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))


class OpenFile(Schema):
    """Open a file of our own works."""

    file_id = fields.UUID(required=True)


class OpenedFileView(Schema):
    """How a file is read: its key (hex), name and form."""

    id = fields.UUID(required=True)
    key = fields.String(required=True, metadata={"class": "secret"})
    name = fields.String(required=True, metadata={"class": "guarded"})
    media_type = fields.String(required=True)
    size_bytes = fields.Integer(required=True)
    sha256 = fields.String(required=True)
