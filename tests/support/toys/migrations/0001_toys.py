"""What the toys count and note"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    for name in ("counted", "effect"):
        op.create_table(
            name, sa.Column("id", sa.Integer(), primary_key=True), sa.Column("number", sa.Integer()), sa.Column("by", sa.Integer())
        )
