"""Help asked at a question, with its answers; messages that bear our name and are not ours."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _thread() -> None:
    op.create_table(
        "help_thread",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_help_thread_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_thread")),
        sa.UniqueConstraint("response_id", "code", name="uq_help_thread_response_code"),
    )
    op.create_index("ix_help_thread_waiting", "help_thread", ["settled_at", "asked_at"])


def _message() -> None:
    op.create_table(
        "help_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["help_thread.id"], name=op.f("fk_help_message_thread_id_help_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_message")),
    )
    op.create_index(op.f("ix_help_message_thread_id"), "help_message", ["thread_id"])


def upgrade() -> None:
    """Apply."""
    _thread()
    _message()
    op.create_table(
        "false_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("atr_id", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("handled_at", INSTANT, nullable=True),
        sa.Column("handled_by", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["atr_id"], ["atr.id"], name=op.f("fk_false_message_atr_id_atr")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_false_message")),
    )
    op.create_index(op.f("ix_false_message_atr_id"), "false_message", ["atr_id"])


def downgrade() -> None:
    """Take back."""
    for name in ("false_message", "help_message", "help_thread"):
        op.drop_table(name)
