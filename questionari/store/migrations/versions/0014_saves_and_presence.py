"""Saves of a response are counted, so that two at once are noticed; who is at work in a section, by marks."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("saves", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("present", sa.JSON(), nullable=True))
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.alter_column("saves", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_column("present")
        batch_op.drop_column("saves")
