"""library"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from chassis.storage.types import Utc
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
