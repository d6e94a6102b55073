"""The tables that search owns. What stands in them of records is ids and versions; what people look for is theirs, and encrypted."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Uuid

from chassis.fields import guarded
from chassis.storage import Utc
from chassis.storage.tables import service_metadata

metadata = service_metadata()

indexed = Table(
    "indexed",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("owner", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("in_engine", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", String(100)),
    Column("next_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("watched_version", Integer, nullable=False),
    Index("ix_indexed_state_next_at", "state", "next_at"),
    Index("ix_indexed_state_changed_at", "state", "changed_at"),
    Index("ix_indexed_state_watched", "state", "watched_version", "version"),
)
"""What the index should hold and what it does: the last version that was announced, and how far the engine has followed.

`in_engine`: the engine may hold a version of it. `watched_version`: the last one that saved searches have looked at.
"""

rebuild = Table(
    "rebuild",
    metadata,
    Column("generation", String(40), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("owner", String(40)),
    Column("after", Uuid()),
    Column("listed", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Index("ix_rebuild_state", "state"),
)
"""Each time the index was built from its owners: which of them is being read, and how far."""

saved_search = Table(
    "saved_search",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("membership", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    guarded("name", nullable=False),
    guarded("question", nullable=False),
    Column("by_mail", Boolean, nullable=False),
    Column("token_digest", LargeBinary(32), unique=True),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("mailed_at", Utc),
    Column("seen_at", Utc),
    Index("ix_saved_search_membership", "membership", "id"),
)
"""`mailed_at`: since `seen_at` nothing more is mailed, until the findings were looked at."""

finding = Table(
    "finding",
    metadata,
    Column("saved_search_id", Uuid(), ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True),
    Column("representation_id", Uuid(), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("found_at", Utc, nullable=False),
    Index("ix_finding_found", "saved_search_id", "found_at", "representation_id"),
)
"""What a saved search has found since it was saved. Ids alone: what it says is asked for when somebody looks, under the rights of then."""
