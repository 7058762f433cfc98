"""A day by which a service has promised its answer."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("promised_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("promised_by", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_column("promised_by")
        batch_op.drop_column("promised_at")
        batch_op.drop_column("promised_on")
