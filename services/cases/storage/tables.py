"""The tables of cases. Guarded columns are encrypted with the key of their case; everything else may be searched and sorted.

Mandates, verifications, risks and consents are never overwritten: a newer row replaces the older one (`replaced_at`).
"""

from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Uuid, text

from chassis import audience
from chassis.fields import guarded
from chassis.storage import Json, Utc
from chassis.storage.tables import service_metadata

metadata = service_metadata()

case = Table(
    "case",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reference", String(20), nullable=False),
    Column("title", String(80), nullable=False),
    Column("country", String(2), nullable=False),
    Column("type", String(20), nullable=False),
    Column("priority", String(10), nullable=False),
    Column("monitoring", String(10), nullable=False),
    Column("marking", Integer, nullable=False),
    Column("stage", String(10), nullable=False),
    Column("stage_since", Utc, nullable=False),
    guarded("stage_reason"),
    Column("decline_reason", String(20)),
    Column("outcome", String(20)),
    Column("retain_until", Date),
    Column("closing_asked_by", Uuid()),
    Column("closing_asked_at", Utc),
    Column("closing_approved_by", Uuid()),
    Column("closing_approved_at", Utc),
    guarded("summary"),
    guarded("shareable_summary"),
    Column("lead", Uuid(), nullable=False),
    Column("next_review_at", Utc),
    Column("legal_hold", Boolean, nullable=False),
    Column("consent_version", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", Uuid()),
    Column("updated_at", Utc, nullable=False),
    Column("updated_by", Uuid()),
    Index("uq_case_reference", "owner_org", "reference", unique=True),
    Index("ix_case_review", "owner_org", "next_review_at"),
    info={"kind": "case", "scope": "id"},
)
case_audience = audience.side_table(metadata, "case")

team = Table(
    "team",
    metadata,
    Column("case_id", Uuid(), ForeignKey("case.id"), primary_key=True),
    Column("membership", Uuid(), primary_key=True),
)

reference_counter = Table(
    "reference_counter",
    metadata,
    Column("owner_org", Uuid(), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)


def _of_case(name: str, *columns: Any, newest: str = "id") -> Table:
    """Return a table of what belongs to a case, indexed in the order it is listed in."""
    return Table(
        name,
        metadata,
        Column("id", Uuid(), primary_key=True),
        Column("case_id", Uuid(), ForeignKey("case.id"), nullable=False),
        Column("owner_org", Uuid(), nullable=False),
        *columns,
        *([Index(f"ix_{name}_case", "case_id", "id")] if newest == "id" else [Index(f"ix_{name}_case", "case_id", newest, "id")]),
    )


def _changed() -> tuple[Column[Any], ...]:
    return (
        Column("version", Integer, nullable=False),
        Column("created_at", Utc, nullable=False),
        Column("created_by", Uuid()),
        Column("updated_at", Utc, nullable=False),
        Column("updated_by", Uuid()),
    )


def _recorded() -> tuple[Column[Any], ...]:
    return (
        Column("recorded_by", Uuid()),
        Column("recorded_at", Utc, nullable=False),
        Column("replaced_at", Utc),
    )


def _dates(*, nullable: bool) -> tuple[Column[Any], ...]:
    return (
        Column("date_from", Date, nullable=nullable),
        Column("date_to", Date, nullable=nullable),
        Column("date_precision", String(20), nullable=nullable),
        guarded("date_note"),
    )


party = _of_case(
    "party",
    *_changed(),
    Column("role", String(20), nullable=False),
    Column("pseudonym", String(80), nullable=False),
    Column("nationalities", Json, nullable=False),
    Column("bar_status", String(20)),
    Column("represents", Uuid()),
    Column("capacity", String(20)),
    Column("valid_to", Utc),
    guarded("name"),
    guarded("other_names"),
    guarded("bar_association"),
    guarded("contacts"),
    guarded("note"),
)

party_name = Table(
    "party_name",
    metadata,
    Column("owner_org", Uuid(), primary_key=True),
    Column("digest", LargeBinary(16), primary_key=True),
    Column("party_id", Uuid(), ForeignKey("party.id"), primary_key=True),
    Index("ix_party_name_party", "party_id"),
)

incident = _of_case(
    "incident",
    *_changed(),
    *_dates(nullable=False),
    Column("country", String(2), nullable=False),
    guarded("title"),
    guarded("place"),
    guarded("description"),
    newest="date_from",
)

act = _of_case(
    "act",
    Column("incident_id", Uuid(), ForeignKey("incident.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("type", String(40), nullable=False),
    *_dates(nullable=True),
    Column("victim", Uuid()),
    guarded("stated_reason"),
    guarded("description"),
)

mandate = _of_case("mandate", *_recorded(), Column("within", Boolean, nullable=False), Column("expires_at", Utc), guarded("reason"))

verification = _of_case(
    "verification",
    *_recorded(),
    Column("status", String(20), nullable=False),
    Column("independent", Boolean, nullable=False),
    Column("subject_contacted", Boolean, nullable=False),
    Column("expires_at", Utc),
    guarded("method"),
    guarded("sources"),
)

risk = _of_case(
    "risk",
    *_recorded(),
    Column("likelihood", Integer, nullable=False),
    Column("impact", Integer, nullable=False),
    Column("approver", Uuid()),
    Column("approved_at", Utc),
    Column("valid_until", Utc, nullable=False),
    guarded("trigger"),
    guarded("threats"),
    guarded("vulnerabilities"),
    guarded("capacities"),
    guarded("harm_of_action"),
    guarded("measures"),
)

consent = _of_case(
    "consent",
    *_recorded(),
    Column("party_id", Uuid(), ForeignKey("party.id"), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("audience", Json, nullable=False),
    Column("identifiability", String(20), nullable=False),
    Column("given_by", Uuid()),
    Column("expires_at", Utc),
    guarded("method"),
    guarded("evidence"),
    guarded("conditions"),
)
Index(
    "uq_consent_standing",
    consent.c.party_id,
    consent.c.purpose,
    unique=True,
    sqlite_where=text("replaced_at IS NULL"),
    postgresql_where=text("replaced_at IS NULL"),
)

instruction = _of_case(
    "instruction",
    Column("party_id", Uuid(), ForeignKey("party.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("purposes", Json, nullable=False),
    Column("groups", Json, nullable=False),
    Column("recorded_by", Uuid()),
    Column("recorded_at", Utc, nullable=False),
    Column("ended_at", Utc),
    guarded("text"),
)

clearance = _of_case(
    "clearance",
    Column("state", String(10), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("audience", Json, nullable=False),
    Column("identifiability", String(20), nullable=False),
    Column("subjects", Json, nullable=False),
    Column("max_audience", Json, nullable=False),
    Column("max_identifiability", String(20), nullable=False),
    Column("valid_until", Utc),
    Column("consent_version", Integer, nullable=False),
    Column("record_kind", String(20), nullable=False),
    Column("record_id", Uuid(), nullable=False),
    Column("issued_at", Utc, nullable=False),
    Column("issued_to", Uuid(), nullable=False),
    Column("revoked_at", Utc),
    guarded("conditions"),
)

note = _of_case("note", Column("author", Uuid(), nullable=False), Column("created_at", Utc, nullable=False), guarded("body"))

timeline = _of_case(
    "timeline",
    Column("at", Utc, nullable=False),
    Column("by", Uuid()),
    Column("code", String(40), nullable=False),
    Column("params", Json, nullable=False),
)
