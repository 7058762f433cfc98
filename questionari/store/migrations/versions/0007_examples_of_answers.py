"""Invented answers kept with a questionnaire, run again on each new text."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "questionnaire_example",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by", sa.String(length=40), nullable=False),
        sa.Column("dropped_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_example")),
    )
    with op.batch_alter_table("questionnaire_example", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questionnaire_example_code"), ["code"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("questionnaire_example")
