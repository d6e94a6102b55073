"""alerts"""

import sqlalchemy as sa
from alembic import op

from chassis.storage.types import Json, Utc

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_org", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("audience_kind", sa.String(length=10), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("marking", sa.Integer(), nullable=False),
        sa.Column("identifiability", sa.String(length=20), nullable=False),
        sa.Column("principles", Json, nullable=False),
        sa.Column("valid_until", Utc(), nullable=True),
        sa.Column("texts", sa.LargeBinary(), nullable=True),
        sa.Column("sent_back", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawal_note", sa.LargeBinary(), nullable=True),
        sa.Column("authors", Json, nullable=False),
        sa.Column("reviewers", Json, nullable=False),
        sa.Column("sign_offs", Json, nullable=False),
        sa.Column("submitted_version", sa.Integer(), nullable=True),
        sa.Column("edition_number", sa.Integer(), nullable=True),
        sa.Column("clearance_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.Column("withdrawal", sa.String(length=20), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        info={"kind": "alert"},
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index("ix_alert_clearance_id", ["clearance_id"], unique=False)

    op.create_table(
        "alert_audience",
        sa.Column("token", sa.String(length=120), nullable=False),
        sa.Column("sort_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("token", "sort_key", "id", name=op.f("pk_alert_audience")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("alert_audience", schema=None) as batch_op:
        batch_op.create_index("ix_alert_audience_id", ["id"], unique=False)

    op.create_table(
        "alert_clearance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consent_version", sa.Integer(), nullable=True),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_clearance")),
    )
    op.create_table(
        "alert_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("owner_org", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("clearance_id", sa.Uuid(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", Utc(), nullable=False),
        sa.Column("first_published_at", Utc(), nullable=False),
        sa.Column("visible_until", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_edition_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_edition")),
        sa.UniqueConstraint("alert_id", "number", name=op.f("uq_alert_edition_alert_id_number")),
    )
    op.create_table(
        "alert_recall",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("representation_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("confirmed_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_recall_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_recall")),
        sa.UniqueConstraint("representation_id", "recipient", "channel", name=op.f("uq_alert_recall_representation_id_recipient_channel")),
    )
    with op.batch_alter_table("alert_recall", schema=None) as batch_op:
        batch_op.create_index("ix_alert_recall_alert_id_id", ["alert_id", "id"], unique=False)
