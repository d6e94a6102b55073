"""references"""

import sqlalchemy as sa
from alembic import op

from chassis.storage.types import Utc

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "reference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_org", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("work_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
        sa.UniqueConstraint("owner_org", "kind", "record_id", "work_id", name=op.f("uq_reference_owner_org_kind_record_id_work_id")),
        info={"kind": "reference"},
    )
    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.create_index("ix_reference_owner_org_work_id", ["owner_org", "work_id"], unique=False)
