"""Bodies that are addressed, in sight of whom their audience names."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Uuid

from chassis import audience
from chassis.fields import guarded
from chassis.storage import Json, Utc
from services.library.storage.tables.metadata import metadata

body = Table(
    "body",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("name", String(300), nullable=False),
    Column("role", String(300), nullable=False),
    Column("country", String(2)),
    Column("languages", Json, nullable=False),
    guarded("contact"),
    Column("source_url", String(2000), nullable=False),
    Column("verified_at", Utc, nullable=False),
    Column("verified_by", Uuid()),
    Column("review_by", Date, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    info={"kind": "body"},
)
Index(None, body.c.owner_org, body.c.review_by)
body_audience = audience.side_table(metadata, "body")
