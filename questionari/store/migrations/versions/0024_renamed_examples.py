"""Examples of answers know what is called otherwise since they were saved."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. In the examples there are nothing was renamed that is known."""
    with op.batch_alter_table("questionnaire_example", schema=None) as batch_op:
        batch_op.add_column(sa.Column("renamed", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("questionnaire_example", schema=None) as batch_op:
        batch_op.alter_column("renamed", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("questionnaire_example", schema=None) as batch_op:
        batch_op.drop_column("renamed")
