"""Which works a case or an alert refers to: ids alone. What the case or alert is, its owner says to whoever may see it."""

from sqlalchemy import Column, Index, String, Table, UniqueConstraint, Uuid

from chassis.storage import Utc
from services.library.storage.tables.metadata import metadata

reference = Table(
    "reference",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("record_id", Uuid(), nullable=False),
    Column("work_id", Uuid(), nullable=False),  # our own work, or what another organisation published
    Column("created_by", String(120), nullable=False),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("owner_org", "kind", "record_id", "work_id"),
    Index("ix_reference_owner_org_work_id", "owner_org", "work_id"),
    info={"kind": "reference"},
)
