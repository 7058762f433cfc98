"""Sections of a response entrusted to colleagues."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "delegation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.String(length=23), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("settled_by", sa.String(length=40), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("saved_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_delegation_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delegation_public_id")),
    )
    op.create_index(op.f("ix_delegation_response_id"), "delegation", ["response_id"], unique=False)
    op.create_index("ix_delegation_waiting", "delegation", ["waits", "asked_at"], unique=False)
    op.create_table(
        "delegation_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delegation_id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_delegation_link_delegation_id_delegation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_delegation_link_token_sha256")),
    )
    op.create_index(op.f("ix_delegation_link_delegation_id"), "delegation_link", ["delegation_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("delegation_link", "delegation"):
        op.drop_table(table)
