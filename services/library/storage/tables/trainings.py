"""Training resources and practices. What is not published is guarded and its organisation's alone (`storage.own.of_own`)."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Uuid

from chassis.fields import guarded
from chassis.storage import Utc
from services.library.storage.tables.metadata import metadata

training = Table(
    "training",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("kind", String(40), nullable=False),
    guarded("content"),
    guarded("withdrawal_note"),
    Column("review_by", Date),
    Column("review_due", Boolean, nullable=False),
    Column("superseded_by", Uuid(), ForeignKey("training.id")),
    Column("published_at", Utc),
    Column("withdrawn_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_training_owner_org_updated_at_id", "owner_org", "updated_at", "id"),
    info={"kind": "training"},
)
