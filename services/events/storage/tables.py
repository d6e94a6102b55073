"""The tables that events own. What people wrote is guarded until it is public."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Uuid

from chassis import audience
from chassis.fields import guarded
from chassis.storage import Json, Utc
from chassis.storage.tables import service_metadata

metadata = service_metadata()

event = Table(
    "event",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("visibility", String(20), nullable=False),
    Column("sensitivity", String(20), nullable=False),
    Column("country", String(2)),
    Column("local_start", String(16), nullable=False),
    Column("local_end", String(16), nullable=False),
    Column("tzid", String(60), nullable=False),
    Column("start_fold", Integer),
    Column("end_fold", Integer),
    Column("starts_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("tz_version", String(20), nullable=False),
    Column("in_gap", Boolean, nullable=False),
    guarded("content"),
    guarded("published"),
    guarded("note"),
    Column("published_state", String(20)),
    Column("published_at", Utc),
    Column("cancelled_at", Utc),
    Column("authors", Json, nullable=False),
    Column("coordinators", Json, nullable=False),
    Column("enrolment", Json, nullable=False),
    Column("ical_uid", String(80), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_event_tz_version", "tz_version"),
    info={"kind": "planning"},
)
"""The times are those of the content; `tz_version` says by which rules the moments were derived."""

event_audience = audience.side_table(metadata, "event")

host = Table(
    "event_host",
    metadata,
    Column("event_id", Uuid(), ForeignKey("event.id"), primary_key=True),
    Column("organisation_id", Uuid(), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("rights", Json, nullable=False),
    Column("data_scope", String(20), nullable=False),
    Column("since", Utc, nullable=False),
    Column("signed_off_by", Uuid()),
    Column("signed_off_at", Utc),
)

listing = Table(
    "event_listing",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("event_id", Uuid(), ForeignKey("event.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("scope", String(60), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("country", String(2)),
    Column("starts_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("marking", Integer, nullable=False),
    Column("visible_until", Utc),
    Index("ix_event_listing_event_id", "event_id"),
    info={"kind": "event"},
)
"""What others see, by the time it takes place: one row per representation, which has the same id and audience."""

listing_audience = audience.side_table(metadata, "event_listing")
