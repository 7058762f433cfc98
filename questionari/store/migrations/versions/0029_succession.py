"""Services that were merged or split, with the day."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "unit_succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("old_id", sa.Uuid(), nullable=False),
        sa.Column("new_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("was_active_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint("kind IN ('merged', 'split')", name=op.f("ck_unit_succession_known_kind")),
        sa.CheckConstraint("old_id <> new_id", name=op.f("ck_unit_succession_not_itself")),
        sa.ForeignKeyConstraint(["new_id"], ["unit.id"], name=op.f("fk_unit_succession_new_id_unit")),
        sa.ForeignKeyConstraint(["old_id"], ["unit.id"], name=op.f("fk_unit_succession_old_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_succession")),
        sa.UniqueConstraint("old_id", "new_id", "day", name="uq_unit_succession_old_new_day"),
    )
    op.create_index(op.f("ix_unit_succession_new_id"), "unit_succession", ["new_id"], unique=False)
    op.create_index(op.f("ix_unit_succession_old_id"), "unit_succession", ["old_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("unit_succession")
