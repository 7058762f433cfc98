"""Who compiled a response, apart from its answers; rounds that demand that name, or an approval."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

DEMANDS = ("approval_must", "compiler_must")


def upgrade() -> None:
    """Apply. Rounds there are already demand neither."""
    op.create_table(
        "compiler",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_compiler_response_id_response")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_compiler")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        for name in DEMANDS:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("round", schema=None) as batch_op:
        for name in DEMANDS:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        for name in DEMANDS:
            batch_op.drop_column(name)
    op.drop_table("compiler")
