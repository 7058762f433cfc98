"""Which way a message leaves, and up to when a mailbox has been read to its end."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("outbox", sa.Column("route", sa.String(length=4), server_default="mail", nullable=False))
    op.add_column("mailbox_state", sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_contact_pec"), "contact", ["pec"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_contact_pec"), "contact")
    op.drop_column("mailbox_state", "emptied_at")
    op.drop_column("outbox", "route")
