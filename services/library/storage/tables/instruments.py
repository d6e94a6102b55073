"""Instruments, their provisions, and the texts of these by language. All of it is public: nothing here has an audience."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint, Uuid

from chassis.storage import Utc
from services.library.storage.tables.metadata import metadata

instrument = Table(
    "instrument",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("code", String(60), nullable=False, unique=True),
    Column("name", String(300), nullable=False),
    Column("adopted_by", String(300), nullable=False),
    Column("adopted_in", Integer),
    Column("source_url", String(2000), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("version", Integer, nullable=False),
    info={"kind": "instrument"},
)

provision = Table(
    "provision",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("instrument_id", Uuid(), ForeignKey("instrument.id"), nullable=False),
    Column("number", String(20), nullable=False),
    Column("position", Integer, nullable=False),
    Column("group", String(200), nullable=False),
    Column("title", String(300), nullable=False),
    UniqueConstraint("instrument_id", "number"),
    UniqueConstraint("instrument_id", "position"),
)

provision_text = Table(
    "provision_text",
    metadata,
    Column("provision_id", Uuid(), ForeignKey("provision.id"), primary_key=True),
    Column("lang", String(35), primary_key=True),
    Column("text", Text, nullable=False),
    Column("source", String(2000), nullable=False),
    Column("loaded_at", Utc, nullable=False),
)
