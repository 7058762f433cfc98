"""Responses to look at: examinations, what they found, who took a response as good."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("validated_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("validated_by", sa.String(length=40), nullable=True))
    op.create_table(
        "examination",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_examination_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_examination")),
    )
    op.create_table(
        "response_doubt",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_number", sa.String(length=30), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("variations", sa.Integer(), nullable=False),
        sa.Column("outliers", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_response_doubt_response_id_response")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_response_doubt_round_id_round")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_response_doubt")),
    )
    op.create_index(op.f("ix_response_doubt_round_id"), "response_doubt", ["round_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("response_doubt")
    op.drop_table("examination")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_column("validated_by")
        batch_op.drop_column("validated_at")
