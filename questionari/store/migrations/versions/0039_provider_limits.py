"""What left in the last hour and day is counted by an index."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_outbox_sent_at", "outbox", ["sent_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_outbox_sent_at", table_name="outbox")
