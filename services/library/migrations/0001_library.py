"""library"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from chassis.storage.types import Json, Utc
from chassis.vocabularies import vocabulary
from services.library.domain.instruments import BASIC_PRINCIPLES, instrument_id, provision_id

revision = "0001"
down_revision = None


def upgrade() -> None:
    instrument = op.create_table(
        "instrument",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("adopted_by", sa.String(length=300), nullable=False),
        sa.Column("adopted_in", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(length=2000), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("code", name=op.f("uq_instrument_code")),
        info={"kind": "instrument"},
    )
    provision = op.create_table(
        "provision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["instrument_id"], ["instrument.id"], name=op.f("fk_provision_instrument_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision")),
        sa.UniqueConstraint("instrument_id", "number", name=op.f("uq_provision_instrument_id_number")),
        sa.UniqueConstraint("instrument_id", "position", name=op.f("uq_provision_instrument_id_position")),
    )
    op.create_table(
        "provision_text",
        sa.Column("provision_id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=2000), nullable=False),
        sa.Column("loaded_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["provision_id"], ["provision.id"], name=op.f("fk_provision_text_provision_id")),
        sa.PrimaryKeyConstraint("provision_id", "lang", name=op.f("pk_provision_text")),
    )
    op.create_table(
        "facet",
        sa.Column("of_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("of_id", "name", "value", name=op.f("pk_facet")),
    )
    with op.batch_alter_table("facet", schema=None) as batch_op:
        batch_op.create_index("ix_facet_name_value_of_id", ["name", "value", "of_id"], unique=False)

    op.create_table(
        "work",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_org", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawal_note", sa.LargeBinary(), nullable=True),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        info={"kind": "work"},
    )
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.create_index("ix_work_owner_org_updated_at_id", ["owner_org", "updated_at", "id"], unique=False)

    op.create_table(
        "expression",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_id", sa.Uuid(), nullable=False),
        sa.Column("owner_org", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source_url", sa.String(length=2000), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_expression_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expression")),
    )
    with op.batch_alter_table("expression", schema=None) as batch_op:
        batch_op.create_index("ix_expression_work_id_id", ["work_id", "id"], unique=False)

    op.create_table(
        "file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("expression_id", sa.Uuid(), nullable=False),
        sa.Column("owner_org", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("stored_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["expression_id"], ["expression.id"], name=op.f("fk_file_expression_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    with op.batch_alter_table("file", schema=None) as batch_op:
        batch_op.create_index("ix_file_expression_id_id", ["expression_id", "id"], unique=False)

    op.create_table(
        "passage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_id", sa.Uuid(), nullable=False),
        sa.Column("expression_id", sa.Uuid(), nullable=False),
        sa.Column("owner_org", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=60), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["expression_id"], ["expression.id"], name=op.f("fk_passage_expression_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_passage_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("expression_id", "position", name=op.f("uq_passage_expression_id_position")),
    )
    with op.batch_alter_table("passage", schema=None) as batch_op:
        batch_op.create_index("ix_passage_work_id_id", ["work_id", "id"], unique=False)

    op.create_table(
        "citation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_org", sa.Uuid(), nullable=False),
        sa.Column("work_id", sa.Uuid(), nullable=False),
        sa.Column("passage_id", sa.Uuid(), nullable=False),
        sa.Column("provision_id", sa.Uuid(), nullable=True),
        sa.Column("cited_work_id", sa.Uuid(), nullable=True),
        sa.Column("sub", sa.String(length=10), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("manner", sa.String(length=20), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=True),
        sa.Column("conformity", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("annotator", sa.String(length=120), nullable=False),
        sa.Column("by_parser", sa.Boolean(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cited_work_id"], ["work.id"], name=op.f("fk_citation_cited_work_id")),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"], name=op.f("fk_citation_passage_id")),
        sa.ForeignKeyConstraint(["provision_id"], ["provision.id"], name=op.f("fk_citation_provision_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_citation_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
        info={"kind": "citation"},
    )
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.create_index("ix_citation_owner_org_state_id", ["owner_org", "state", "id"], unique=False)
        batch_op.create_index("ix_citation_passage_id", ["passage_id"], unique=False)
        batch_op.create_index("ix_citation_provision_id", ["provision_id"], unique=False)
        batch_op.create_index("ix_citation_work_id", ["work_id"], unique=False)
    op.create_table(
        "training",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_org", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawal_note", sa.LargeBinary(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("review_due", sa.Boolean(), nullable=False),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["superseded_by"], ["training.id"], name=op.f("fk_training_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        info={"kind": "training"},
    )
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.create_index("ix_training_owner_org_updated_at_id", ["owner_org", "updated_at", "id"], unique=False)
    _fill(instrument, provision)


def _fill(instrument: sa.Table, provision: sa.Table) -> None:
    """Put in what every library has: the Basic Principles, whose ids are the same everywhere."""
    now = datetime.now(UTC)
    about = {
        "id": instrument_id(BASIC_PRINCIPLES),
        "code": BASIC_PRINCIPLES,
        "name": "Basic Principles on the Role of Lawyers",
        "adopted_by": "Eighth United Nations Congress on the Prevention of Crime and the Treatment of Offenders, Havana",
        "adopted_in": 1990,
        "source_url": "https://www.ohchr.org/en/instruments-mechanisms/instruments/basic-principles-role-lawyers",
    }
    op.bulk_insert(instrument, [{**about, "created_at": now, "updated_at": now, "version": 1}])
    rows = [
        {
            "id": provision_id(BASIC_PRINCIPLES, term.code),
            "instrument_id": about["id"],
            "number": term.code,
            "position": int(term.code),
            "group": term.more["group"],
            "title": term.label,
        }
        for term in vocabulary(BASIC_PRINCIPLES).values()
    ]
    op.bulk_insert(provision, rows)
    timer = sa.table(
        "timer", *(sa.column(name) for name in ("key", "action", "state", "attempts")), sa.column("due_at", Utc()), sa.column("args", Json)
    )
    op.bulk_insert(
        timer, [{"key": "show_principles", "action": "show_principles", "state": "pending", "attempts": 0, "due_at": now, "args": {}}]
    )
