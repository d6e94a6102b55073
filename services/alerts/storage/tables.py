"""The tables that alerts own. Texts, reasons and frozen contents are guarded."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, Uuid

from chassis import audience
from chassis.fields import guarded
from chassis.storage import Json, Utc
from chassis.storage.tables import service_metadata

metadata = service_metadata()

alert = Table(
    "alert",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("country", String(2), nullable=False),
    Column("case_id", Uuid()),
    Column("audience_kind", String(10), nullable=False),
    Column("group_id", Uuid()),
    Column("marking", Integer, nullable=False),
    Column("identifiability", String(20), nullable=False),
    Column("principles", Json, nullable=False),
    Column("valid_until", Utc),
    guarded("texts"),
    guarded("sent_back"),
    guarded("withdrawal_note"),
    Column("authors", Json, nullable=False),
    Column("reviewers", Json, nullable=False),
    Column("sign_offs", Json, nullable=False),
    Column("submitted_version", Integer),
    Column("edition_number", Integer),
    Column("clearance_id", Uuid()),  # of the last edition
    Column("published_at", Utc),
    Column("withdrawn_at", Utc),
    Column("withdrawal", String(20)),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_alert_clearance_id", "clearance_id"),
    info={"kind": "alert"},
)

alert_audience = audience.side_table(metadata, "alert")

edition = Table(
    "alert_edition",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("alert_id", Uuid(), ForeignKey("alert.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("case_id", Uuid()),
    Column("number", Integer, nullable=False),
    guarded("content"),
    Column("clearance_id", Uuid()),
    Column("published_by", Uuid(), nullable=False),
    Column("published_at", Utc, nullable=False),
    Column("first_published_at", Utc, nullable=False),
    Column("visible_until", Utc),
    UniqueConstraint("alert_id", "number"),
)

clearance = Table(
    "alert_clearance",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("consent_version", Integer),  # None: known by its revocation only
    Column("revoked_at", Utc),
)
"""Where publication and revocation meet: both take this row first, whichever writes it."""

recall = Table(
    "alert_recall",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("alert_id", Uuid(), ForeignKey("alert.id"), nullable=False),
    Column("representation_id", Uuid(), nullable=False),
    Column("recipient", String(36), nullable=False),  # an organisation's id, or "public"
    Column("channel", String(20), nullable=False),
    Column("state", String(30), nullable=False),
    Column("at", Utc, nullable=False),
    Column("confirmed_at", Utc),
    UniqueConstraint("representation_id", "recipient", "channel"),
    Index("ix_alert_recall_alert_id_id", "alert_id", "id"),
)
