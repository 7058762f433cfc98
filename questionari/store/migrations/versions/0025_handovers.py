"""Questionnaires that pass to another person."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("settled_by", sa.String(length=40), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_handover_contact_id_contact")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_handover_invitation_id_invitation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_invitation_id"), "handover", ["invitation_id"], unique=False)
    op.create_index("ix_handover_waiting", "handover", ["state", "asked_at"], unique=False)
    standing = sa.text("ended_at IS NULL")
    kept = {"unique": True, "sqlite_where": standing, "postgresql_where": standing}
    op.create_index("uq_handover_standing", "handover", ["invitation_id"], **kept)
    op.create_table(
        "handover_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_link_handover_id_handover")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_handover_link_token_sha256")),
    )
    op.create_index(op.f("ix_handover_link_handover_id"), "handover_link", ["handover_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("handover_link", "handover"):
        op.drop_table(table)
