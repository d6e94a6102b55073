"""Mechanisms and their sessions, public as they are; opportunities and what sources say of them, in sight of whom their audience names."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint, Uuid

from chassis import audience
from chassis.fields import guarded
from chassis.storage import Utc
from services.library.storage.tables.metadata import metadata

URL_LENGTH = 2000

mechanism = Table(
    "mechanism",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("name", String(300), nullable=False),
    Column("acronym", String(30), nullable=False),
    Column("url", String(URL_LENGTH), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    UniqueConstraint("owner_org", "acronym"),
    info={"kind": "mechanism"},
)

mechanism_session = Table(
    "mechanism_session",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("mechanism_id", Uuid(), ForeignKey("mechanism.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(300), nullable=False),
    Column("begins_on", Date),
    Column("ends_on", Date),
    Column("place", String(200), nullable=False),
    Column("url", String(URL_LENGTH), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    UniqueConstraint("mechanism_id", "name"),
)

opportunity = Table(
    "opportunity",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("mechanism_id", Uuid(), ForeignKey("mechanism.id"), nullable=False),
    Column("session_id", Uuid(), ForeignKey("mechanism_session.id")),
    Column("kind", String(40), nullable=False),
    Column("country", String(2)),
    guarded("texts"),
    guarded("requirements"),
    Column("in_force", Uuid(), nullable=False),
    Column("disputed", Boolean, nullable=False),
    Column("certainty", String(20), nullable=False),
    Column("due_first", Date),
    Column("due_last", Date),
    Column("due_at", Utc),
    Column("due_changed_at", Utc, nullable=False),
    Column("ical_uid", String(60), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False),
    Column("import_key", String(100)),
    Column("withdrawn_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    UniqueConstraint("owner_org", "import_key"),
    info={"kind": "opportunity"},
)
Index(None, opportunity.c.session_id)
opportunity_audience = audience.side_table(metadata, "opportunity")

notice = Table(
    "notice",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("opportunity_id", Uuid(), ForeignKey("opportunity.id"), nullable=False),
    Column("source_url", String(URL_LENGTH), nullable=False),
    Column("precision", String(20), nullable=False),
    Column("certainty", String(20), nullable=False),
    Column("tzid", String(60), nullable=False),
    Column("day", Date),
    Column("at", String(5)),
    Column("days_before_session", Integer),
    Column("recorded_at", Utc, nullable=False),
    Column("recorded_by", Uuid()),
    Column("verified_at", Utc, nullable=False),
    Column("verified_by", Uuid()),
    Column("standing", String(20), nullable=False),
)
Index(None, notice.c.opportunity_id, notice.c.id)
