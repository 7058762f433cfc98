"""Earlier responses brought in from files, and rounds made for them."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply. No round there is was made for earlier responses."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("historic", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.alter_column("historic", server_default=None)
    op.create_table(
        "response_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("begun_by", sa.String(length=40), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_response_import_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_import")),
    )
    op.create_index(op.f("ix_response_import_round_id"), "response_import", ["round_id"], unique=False)
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("import_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_response_import_id_response_import"), "response_import", ["import_id"], ["id"]
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_response_import_id_response_import"), type_="foreignkey")
        batch_op.drop_column("import_id")
    op.drop_table("response_import")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("historic")
