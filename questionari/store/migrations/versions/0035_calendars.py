"""The calendar of a round's messages."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: rounds of before keep the two usual reminders."""
    op.add_column("round", sa.Column("calendar", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Take back."""
    op.drop_column("round", "calendar")
