"""Letters to territories for the Department's register."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "formal_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("atr_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("protocol_number", sa.String(length=60), nullable=True),
        sa.Column("protocol_date", sa.Date(), nullable=True),
        sa.Column("entered_at", INSTANT, nullable=True),
        sa.Column("entered_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_formal_letter_round_id_round")),
        sa.ForeignKeyConstraint(["atr_id"], ["atr.id"], name=op.f("fk_formal_letter_atr_id_atr")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_letter")),
    )
    op.create_index("ix_formal_letter_round_id", "formal_letter", ["round_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("formal_letter")
