"""Responses that staff enter on behalf of services, and how each response came in."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The responses there are were all filled in by their services."""
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mode", sa.String(length=10), nullable=False, server_default="web"))
        batch_op.add_column(sa.Column("entered_by", sa.String(length=40), nullable=True))
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.alter_column("mode", server_default=None)
    op.create_table(
        "staff_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_staff_entry_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_entry")),
    )
    op.create_index(op.f("ix_staff_entry_response_id"), "staff_entry", ["response_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("staff_entry")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_column("entered_by")
        batch_op.drop_column("mode")
