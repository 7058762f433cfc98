"""A unit may answer once per contact or call: records with numbers, and the list of them as number 0."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What there is already is each unit's own response: number 0."""
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("once", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("records", sa.Integer(), nullable=True))
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.alter_column("number", server_default=None)
        batch_op.drop_constraint(op.f("uq_response_invitation_id"), type_="unique")
        batch_op.create_unique_constraint("uq_response_invitation_number", ["invitation_id", "number"])
        batch_op.create_unique_constraint("uq_response_invitation_once", ["invitation_id", "once"])


def downgrade() -> None:
    """Take back: only where nobody has added a record."""
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_constraint("uq_response_invitation_once", type_="unique")
        batch_op.drop_constraint("uq_response_invitation_number", type_="unique")
        batch_op.create_unique_constraint(op.f("uq_response_invitation_id"), ["invitation_id"])
        batch_op.drop_column("records")
        batch_op.drop_column("once")
        batch_op.drop_column("number")
