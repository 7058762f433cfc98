"""Queries pinned to questions of a response that was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "response_query",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_response_query_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_query")),
    )
    op.create_index(op.f("ix_response_query_response_id"), "response_query", ["response_id"], unique=False)
    op.create_index("ix_response_query_waiting", "response_query", ["ended_at", "state"], unique=False)
    standing = sa.text("ended_at IS NULL")
    kept = {"unique": True, "sqlite_where": standing, "postgresql_where": standing}
    op.create_index("uq_response_query_standing", "response_query", ["response_id"], **kept)
    _turns()


def _turns() -> None:
    op.create_table(
        "query_turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("query_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["query_id"], ["response_query.id"], name=op.f("fk_query_turn_query_id_response_query")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_turn")),
    )
    op.create_index(op.f("ix_query_turn_query_id"), "query_turn", ["query_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("query_turn")
    op.drop_table("response_query")
