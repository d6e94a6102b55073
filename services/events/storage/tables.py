"""The tables that events own. What people wrote is guarded until it is public."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)

from chassis import audience
from chassis.fields import guarded
from chassis.storage import Json, Utc
from chassis.storage.tables import service_metadata
from services.events.domain.registration import LIVE

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

form = Table(
    "registration_form",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("event_id", Uuid(), ForeignKey("event.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    guarded("fields"),
    Column("contact_days", Integer, nullable=False),
    Column("name_days", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("event_id", "version"),
)

pool = Table(
    "seat_pool",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("event_id", Uuid(), ForeignKey("event.id"), nullable=False),
    Column("occurrence_id", Uuid(), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("mode", String(20)),
    Column("host_org", Uuid()),
    Column("session_id", Uuid()),
    Column("capacity", Integer),
    Column("taken", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="never_oversold"),
    Index("ix_seat_pool_occurrence_id", "occurrence_id"),
)
"""Whoever gives or takes a place holds the row of its pool. `occurrence_id`: of an event that takes place once, its own id."""

claim = Table(
    "seat_claim",
    metadata,
    Column("registration_id", Uuid(), primary_key=True),
    Column("pool_id", Uuid(), ForeignKey("seat_pool.id"), primary_key=True),
    Column("seats", Integer, nullable=False),
    Column("ends_at", Utc),  # of an offer
    CheckConstraint("seats > 0", name="some_seats"),
    Index("ix_seat_claim_pool_id", "pool_id"),
)
"""The only thing that takes a place: a confirmed registration, or an offer until it ends."""

IS_LIVE = text(f"state IN ({', '.join(repr(state.value) for state in sorted(LIVE))})")

registration = Table(
    "registration",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("event_id", Uuid(), ForeignKey("event.id"), nullable=False),
    Column("occurrence_id", Uuid(), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("pool_id", Uuid(), ForeignKey("seat_pool.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("person", LargeBinary(32)),
    guarded("participant_id"),
    guarded("display_name"),
    guarded("note"),
    Column("seats", Integer, nullable=False),
    Column("mode", String(20)),
    Column("host_org", Uuid()),
    Column("priority", Integer, nullable=False),
    Column("queued_at", Utc, nullable=False),
    Column("calendar", String(10), nullable=False),
    Column("form_version", Integer),
    Column("offer_ends_at", Utc),
    Column("code_hash", LargeBinary(32)),
    Column("vouched_by", Json, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("uq_registration_live", "occurrence_id", "person", unique=True, sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
    Index("ix_registration_pool_id_state", "pool_id", "state"),
    Index("ix_registration_event_id_created_at_id", "event_id", "created_at", "id"),
    Index("ix_registration_person", "person"),
    info={"scope": "id"},
)
"""`person`: a keyed digest of an account or an address; one live registration each. Each row has a key of its own."""

participant = Table(
    "participant",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    guarded("legal_name"),
    guarded("bar_number"),
    guarded("email"),
    guarded("lang"),
    guarded("mails"),
    info={"scope": "id"},
)
"""Who somebody is, apart from where they go: a registration names this row in a guarded column, and each row has a key of its own."""

answer = Table(
    "registration_answer",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("registration_id", Uuid(), ForeignKey("registration.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("key_id", Uuid(), nullable=False),
    Column("field", String(60), nullable=False),
    Column("days", Integer, nullable=False),
    Column("readers", String(20), nullable=False),
    guarded("value"),
    Index("ix_registration_answer_registration_id", "registration_id"),
    info={"scope": "key_id"},
)
"""What was answered; what is kept equally long has one key (`key_id`), which is erased with it."""

invitation = Table(
    "event_invitation",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("event_id", Uuid(), ForeignKey("event.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("host_org", Uuid(), nullable=False),
    Column("state", String(20), nullable=False),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    guarded("name"),
    Column("seats", Integer, nullable=False),
    Column("expires_at", Utc),
    Column("registration_id", Uuid()),
    Column("created_at", Utc, nullable=False),
    Index("ix_event_invitation_event_id_created_at_id", "event_id", "created_at", "id"),
)

promotion = Table(
    "promotion",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("pool_id", Uuid(), ForeignKey("seat_pool.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("cause", String(30), nullable=False),
    Column("at", Utc, nullable=False),
    Column("free", Integer),
    Column("decisions", Json, nullable=False),
    Index("ix_promotion_pool_id_id", "pool_id", "id"),
)
"""Every time places were given out, or could have been: to whom, and why not to the others."""
