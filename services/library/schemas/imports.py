"""Requests and views of imports."""

from marshmallow import fields, validate

from chassis.schemas import Schema
from services.library.schemas.works import GUARDED

FORMATS = ("csv", "bibtex", "csl")
MOST_CHARACTERS = 900_000


class PreviewImport(Schema):
    """A list of works: CSV, BibTeX or CSL-JSON. Nothing is saved."""

    format = fields.String(required=True, validate=validate.OneOf(FORMATS))
    text = fields.String(required=True, validate=validate.Length(min=1, max=MOST_CHARACTERS), metadata=GUARDED)


class ImportWorks(PreviewImport):
    """The same, saved as drafts: rows that are right and new. What we have already stays as it is."""


class ImportedRowView(Schema):
    """One row: `new`, `known` (we have that identifier, or that kind, title and date) or `wrong`, with every reason."""

    row = fields.Integer(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(["new", "known", "wrong"]))
    title = fields.String(required=True, metadata=GUARDED)
    work_id = fields.UUID(required=True, allow_none=True)
    errors = fields.List(fields.Dict(), required=True)


class WorksImportView(Schema):
    """What an import does, or did, row by row."""

    new = fields.Integer(required=True)
    known = fields.Integer(required=True)
    wrong = fields.Integer(required=True)
    rows = fields.List(fields.Nested(ImportedRowView), required=True)
