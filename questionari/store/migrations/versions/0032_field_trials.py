"""Field trials, and the comments of those who take part."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pilot", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.alter_column("pilot", server_default=None)
    op.create_table(
        "remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_remark_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint("response_id", "code", "mark", name="uq_remark_response_code_mark"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("remark")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("pilot")
