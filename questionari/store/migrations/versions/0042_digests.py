"""Messages that leave as part of another: several services of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    waiting, carried = sa.text("ended_at IS NULL"), sa.text("carried_by IS NOT NULL")
    op.add_column("outbox", sa.Column("carried_by", sa.Uuid(), nullable=True))
    kept = {"sqlite_where": waiting, "postgresql_where": waiting}
    op.create_index("ix_outbox_waiting_recipient", "outbox", ["recipient"], unique=False, **kept)
    kept = {"sqlite_where": carried, "postgresql_where": carried}
    op.create_index("ix_outbox_carried_by", "outbox", ["carried_by"], unique=False, **kept)


def downgrade() -> None:
    """Take back."""
    for name in ("ix_outbox_carried_by", "ix_outbox_waiting_recipient"):
        op.drop_index(name, table_name="outbox")
    op.drop_column("outbox", "carried_by")
