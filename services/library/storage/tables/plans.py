"""Plans with their tasks, what they are linked to, and the calendars that people subscribe to."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint, Uuid

from chassis import audience
from chassis.fields import guarded
from chassis.storage import Utc
from services.library.storage.tables.metadata import metadata

plan = Table(
    "plan",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("opportunity_id", Uuid(), ForeignKey("opportunity.id"), nullable=False),
    Column("owner", Uuid(), nullable=False),
    guarded("note"),
    guarded("co_signers"),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    UniqueConstraint("owner_org", "opportunity_id"),
    info={"kind": "plan"},
)
Index(None, plan.c.opportunity_id)
plan_audience = audience.side_table(metadata, "plan")

plan_task = Table(
    "plan_task",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("plan_id", Uuid(), ForeignKey("plan.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("code", String(40)),
    guarded("title"),
    Column("days_before", Integer, nullable=False),
    Column("due_on", Date),
    Column("assignee", Uuid()),
    Column("done_at", Utc),
    Column("done_by", Uuid()),
)
Index(None, plan_task.c.plan_id)

plan_link = Table(
    "plan_link",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("plan_id", Uuid(), ForeignKey("plan.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("record_id", Uuid(), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", Uuid()),
    UniqueConstraint("plan_id", "kind", "record_id"),
)
Index(None, plan_link.c.kind, plan_link.c.record_id)

calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("membership", Uuid(), nullable=False),
    Column("scope", String(20), nullable=False),
    Column("is_neutral", Boolean, nullable=False),
    Column("token_digest", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", Utc, nullable=False),
    Column("revoked_at", Utc),
)
Index(None, calendar_feed.c.membership, calendar_feed.c.created_at)
