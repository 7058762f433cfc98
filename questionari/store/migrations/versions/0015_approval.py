"""Approval of a response by whoever answers for the service."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply. Rounds there are already ask for none."""
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approval", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.alter_column("approval", server_default=None)
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("awaiting_at", INSTANT, nullable=True))
    _approvers()
    _approvals()


def _approvers() -> None:
    op.create_table(
        "unit_approver",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("set_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_approver_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_approver")),
    )


def _approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_approval_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("public_id", name=op.f("uq_approval_public_id")),
    )
    op.create_index(op.f("ix_approval_response_id"), "approval", ["response_id"], unique=False)
    standing = sa.text("ended_at IS NULL")
    kept = {"unique": True, "sqlite_where": standing, "postgresql_where": standing}
    op.create_index("uq_approval_standing", "approval", ["response_id"], **kept)
    op.create_table(
        "approval_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_link_approval_id_approval")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_approval_link_token_sha256")),
    )
    op.create_index(op.f("ix_approval_link_approval_id"), "approval_link", ["approval_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("approval_link", "approval", "unit_approver"):
        op.drop_table(table)
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_column("awaiting_at")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("approval")
