"""Mail keeps one pace whatever the number of workers; the frozen list of a round being opened leaves its row."""

import uuid
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FROZEN = "frozen"  # key of round.selection: a list of units before, how many there were from here on
ROUND = sa.table("round", sa.column("id", sa.Uuid()), sa.column("selection", sa.JSON()))
INVITATION = sa.table("invitation", sa.column("round_id", sa.Uuid()), sa.column("unit_id", sa.Uuid()))
PENDING = sa.table(
    "pending_unit", sa.column("round_id", sa.Uuid()), sa.column("unit_id", sa.Uuid()), sa.column("turn", sa.Integer())
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mail_pace",
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_mail_pace")),
    )
    op.create_table(
        "pending_unit",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_pending_unit_round_id_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pending_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("round_id", "unit_id", name=op.f("pk_pending_unit")),
    )
    with op.batch_alter_table("pending_unit", schema=None) as batch_op:
        batch_op.create_index("ix_pending_unit_turn", ["round_id", "turn"], unique=False)
    _move_lists(op.get_bind())


def _move_lists(bind: sa.Connection) -> None:
    """Rounds whose opening was going on: what is left of their lists."""
    for round_id, selection in bind.execute(sa.select(ROUND)).all():
        frozen = selection.get(FROZEN)
        if isinstance(frozen, list):
            rows = list(_left(bind, round_id, frozen))
            if rows:
                bind.execute(sa.insert(PENDING), rows)
            bind.execute(
                sa.update(ROUND).where(ROUND.c.id == round_id).values(selection={**selection, FROZEN: len(frozen)})
            )


def _left(bind: sa.Connection, round_id: uuid.UUID, frozen: list[str]) -> Iterator[dict[str, object]]:
    done = set(bind.scalars(sa.select(INVITATION.c.unit_id).where(INVITATION.c.round_id == round_id)))
    for turn, unit_id in enumerate(map(uuid.UUID, frozen)):
        if unit_id not in done:
            yield {"round_id": round_id, "unit_id": unit_id, "turn": turn}


def downgrade() -> None:
    """Take back; an opening that is going on must be finished first."""
    with op.batch_alter_table("pending_unit", schema=None) as batch_op:
        batch_op.drop_index("ix_pending_unit_turn")
    op.drop_table("pending_unit")
    op.drop_table("mail_pace")
