"""Signed checkpoints of the audit trail: what stands before one may go, on SQLite by triggers that know it."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

LAST = "coalesce((SELECT max(seq) FROM audit_checkpoint), 0)"
OF_EVENT = "coalesce((SELECT seq FROM audit_seal WHERE event_id = OLD.id), 9223372036854775807)"
#: table -> what its row must be beyond to stay
PLACES = {"audit_event": OF_EVENT, "audit_seal": "OLD.seq"}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_checkpoint",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_checkpoint")),
    )
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, place in PLACES.items():
        op.execute(f"DROP TRIGGER {table}_no_delete")
        _refuse(table, "DELETE", f"WHEN {place} > {LAST} ")
    for act in ("UPDATE", "DELETE"):
        _refuse("audit_checkpoint", act)


def _refuse(table: str, act: str, when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        for table in PLACES:
            op.execute(f"DROP TRIGGER {table}_no_delete")
            _refuse(table, "DELETE")
    op.drop_table("audit_checkpoint")
