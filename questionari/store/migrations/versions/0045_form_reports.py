"""What of a form did not come over into the draft begun from it."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("questionnaire_draft", sa.Column("report", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("questionnaire_draft", "report")
