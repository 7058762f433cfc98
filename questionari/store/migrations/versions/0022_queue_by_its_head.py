"""Due messages are read from the head of an index of those that have not ended."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INDEXES = {"ix_outbox_waiting": ["not_before", "id"], "ix_outbox_waiting_kind": ["kind", "not_before"]}


def upgrade() -> None:
    """Apply. On PostgreSQL the pages of the outbox keep room: what a mail becomes on its way stays where it was."""
    lasting = sa.text("ended_at IS NULL")
    for name, columns in INDEXES.items():
        op.create_index(name, "outbox", columns, sqlite_where=lasting, postgresql_where=lasting)
    op.drop_index("ix_outbox_due", table_name="outbox")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE outbox SET (fillfactor = 50)")


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE outbox RESET (fillfactor)")
    op.create_index("ix_outbox_due", "outbox", ["state", "not_before"], unique=False)
    for name in INDEXES:
        op.drop_index(name, table_name="outbox")
