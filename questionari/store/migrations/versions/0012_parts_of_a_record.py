"""Parts of a record: who fills in which, the code that ties them (as a keyed hash), the part that another follows."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What there is already has no parts."""
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=40), nullable=True))
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pass_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("pass_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("awaits", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("first_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.alter_column("awaits", server_default=None)
        batch_op.create_unique_constraint("uq_response_round_pass_hash", ["round_id", "pass_hash"])
        batch_op.create_unique_constraint("uq_response_first_id", ["first_id"])
        batch_op.create_foreign_key(op.f("fk_response_first_id_response"), "response", ["first_id"], ["id"])


def downgrade() -> None:
    """Take back: the parts lose their ties."""
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_response_first_id_response"), type_="foreignkey")
        batch_op.drop_constraint("uq_response_first_id", type_="unique")
        batch_op.drop_constraint("uq_response_round_pass_hash", type_="unique")
        batch_op.drop_column("first_id")
        batch_op.drop_column("awaits")
        batch_op.drop_column("pass_sealed")
        batch_op.drop_column("pass_hash")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("role")
