"""Records left out of their round; the reason of an import, always blank, goes."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("response") as table:
        table.add_column(sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("left_out_by", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("left_out_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("response") as table:
        table.alter_column("left_out_reason", server_default=None)
    with op.batch_alter_table("response_import") as table:
        table.drop_column("reason")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("response_import") as table:
        table.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("response_import") as table:
        table.alter_column("reason", server_default=None)
    with op.batch_alter_table("response") as table:
        for column in ("left_out_reason", "left_out_by", "left_out_at"):
            table.drop_column(column)
