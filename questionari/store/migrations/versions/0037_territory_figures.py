"""Figures of territories that others have counted."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "territory_figure",
        sa.Column("atr_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["atr_id"], ["atr.id"], name=op.f("fk_territory_figure_atr_id_atr")),
        sa.PrimaryKeyConstraint("atr_id", "name", "year", name=op.f("pk_territory_figure")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("territory_figure")
