"""The tables that streams own. Nothing in them is text: entries say which record, not what it says."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint, Uuid

from chassis import audience
from chassis.storage import Json, Utc
from chassis.storage.tables import service_metadata

metadata = service_metadata()

log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
"""One row, locked by whoever appends: positions are dense and committed in order."""

entry = Table(
    "entry",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("type", String(100), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("owner_org", Uuid()),
    Column("representation_id", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("marking", Integer, nullable=False),
    Column("country", String(2)),
    Column("lang", String(20)),
    Column("visible_until", Utc),
    Column("occurred_at", Utc, nullable=False),
    Column("recorded_at", Utc, nullable=False),
    Column("cause", Uuid(), nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Index("ix_entry_representation_id", "representation_id", "position"),
    Index("ix_entry_withdrawn_position", "withdrawn", "position"),
)

entry_audience = audience.side_table(metadata, "entry")
"""Who may read a written entry today: whoever loses sight of its record loses these rows. Sorted by position."""

subscription = Table(
    "subscription",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("client", String(80), nullable=False),
    Column("stream", String(40), nullable=False),
    Column("name", String(80), nullable=False),
    Column("default_of", String(160), unique=True),  # client and stream, on default subscriptions alone
    Column("narrowed", Json, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("confirmed", BigInteger, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("last_read_at", Utc),
    Column("ended_at", Utc),
    Index("ix_subscription_owner_org", "owner_org", "id"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("subscription_id", Uuid(), ForeignKey("subscription.id"), primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", Uuid(), ForeignKey("entry.id"), nullable=False),
    Column("representation_id", Uuid(), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("delivered_at", Utc, nullable=False),
    UniqueConstraint("subscription_id", "entry_id"),
    Index("ix_delivery_representation_id", "representation_id", "subscription_id", "n"),
)
