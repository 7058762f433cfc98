"""A round that is open may take a version that only mends: its responses say under which one they stand."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("questionnaire_sha256", sa.String(length=64), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_response_questionnaire_sha256_questionnaire_version"),
            "questionnaire_version",
            ["questionnaire_sha256"],
            ["sha256"],
        )
    _patch()


def _patch() -> None:
    op.create_table(
        "round_patch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("from_sha256", sa.String(length=64), nullable=False),
        sa.Column("to_sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("trial", sa.JSON(), nullable=True),
        sa.Column("trial_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=True),
        sa.Column("kept", sa.Integer(), nullable=True),
        sa.Column("recounted_at", INSTANT, nullable=True),
        _to("round_id", "round", "id"),
        _to("from_sha256", "questionnaire_version", "sha256"),
        _to("to_sha256", "questionnaire_version", "sha256"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_patch")),
    )
    with op.batch_alter_table("round_patch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_patch_round_id"), ["round_id"], unique=False)
        pending = sa.text("ended_at IS NULL")
        where = {"sqlite_where": pending, "postgresql_where": pending}
        batch_op.create_index("uq_round_patch_pending", ["round_id"], unique=True, **where)


def _to(column: str, table: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.{key}"], name=op.f(f"fk_round_patch_{column}_{table}"))


def downgrade() -> None:
    """Take back."""
    op.drop_table("round_patch")
    with op.batch_alter_table("response", schema=None) as batch_op:
        name = batch_op.f("fk_response_questionnaire_sha256_questionnaire_version")
        batch_op.drop_constraint(name, type_="foreignkey")
        batch_op.drop_column("questionnaire_sha256")
