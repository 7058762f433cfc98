"""The keys that signed before a rotation, vouched for by those that came after."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "signing_key",
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("next_key", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("public_key", name=op.f("pk_signing_key")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("signing_key")
