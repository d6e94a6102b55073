"""Works with their expressions, files, passages and citations. Everything an organisation wrote is guarded.

What is not published belongs to its organisation alone: the condition is `storage.own.of_own`, and no table here has an audience.
What is published is a representation, which has one.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, Uuid

from chassis.fields import guarded, secret
from chassis.storage import Utc
from services.library.storage.tables.metadata import metadata

work = Table(
    "work",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("kind", String(40), nullable=False),
    guarded("content"),
    guarded("withdrawal_note"),
    Column("published_at", Utc),
    Column("withdrawn_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_work_owner_org_updated_at_id", "owner_org", "updated_at", "id"),
    info={"kind": "work"},
)

facet = Table(
    "facet",
    metadata,
    Column("of_id", Uuid(), primary_key=True),
    Column("name", String(20), primary_key=True),
    Column("value", String(300), primary_key=True),
    Index("ix_facet_name_value_of_id", "name", "value", "of_id"),
)
"""What lists are narrowed by: of a work or training as its organisation has it (its own id), or as it was published (the
representation's id). The two never mix: what somebody changes in a draft narrows nothing that others see.
"""

expression = Table(
    "expression",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("work_id", Uuid(), ForeignKey("work.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("lang", String(35), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("source_url", String(2000), nullable=False),
    Column("created_at", Utc, nullable=False),
    Index("ix_expression_work_id_id", "work_id", "id"),
)

file = Table(
    "file",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("expression_id", Uuid(), ForeignKey("expression.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    guarded("name"),
    secret("key"),
    Column("media_type", String(120), nullable=False),
    Column("size_bytes", Integer),
    Column("sha256", String(64)),
    Column("stored_at", Utc),
    Column("created_at", Utc, nullable=False),
    Index("ix_file_expression_id_id", "expression_id", "id"),
)

passage = Table(
    "passage",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("work_id", Uuid(), ForeignKey("work.id"), nullable=False),
    Column("expression_id", Uuid(), ForeignKey("expression.id"), nullable=False),
    Column("owner_org", Uuid(), nullable=False),
    Column("position", Integer, nullable=False),
    Column("anchor", String(60), nullable=False),
    guarded("text"),
    UniqueConstraint("expression_id", "position"),
    Index("ix_passage_work_id_id", "work_id", "id"),
)

citation = Table(
    "citation",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("owner_org", Uuid(), nullable=False),
    Column("work_id", Uuid(), ForeignKey("work.id"), nullable=False),
    Column("passage_id", Uuid(), ForeignKey("passage.id"), nullable=False),
    Column("provision_id", Uuid(), ForeignKey("provision.id")),
    Column("cited_work_id", Uuid(), ForeignKey("work.id")),
    Column("sub", String(10), nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    Column("manner", String(20), nullable=False),
    Column("use", String(20)),
    Column("conformity", String(20)),
    Column("state", String(20), nullable=False),
    Column("annotator", String(120), nullable=False),
    Column("by_parser", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_citation_owner_org_state_id", "owner_org", "state", "id"),
    Index("ix_citation_passage_id", "passage_id"),
    Index("ix_citation_work_id", "work_id"),
    Index("ix_citation_provision_id", "provision_id"),
    info={"kind": "citation"},
)
