"""What an ATR does about services that have not answered."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STANDS = {"sqlite_where": sa.text("ended_at IS NULL"), "postgresql_where": sa.text("ended_at IS NULL")}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "atr_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("atr_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("settled_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_atr_act_invitation_id_invitation")),
        sa.ForeignKeyConstraint(["atr_id"], ["atr.id"], name=op.f("fk_atr_act_atr_id_atr")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_atr_act")),
    )
    op.create_index("ix_atr_act_invitation_id", "atr_act", ["invitation_id"])
    op.create_index("uq_atr_act_standing", "atr_act", ["invitation_id", "atr_id"], unique=True, **STANDS)


def downgrade() -> None:
    """Take back."""
    op.drop_table("atr_act")
