"""Questionnaires are written in the product: drafts, their revisions, the proofs of their logic."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "questionnaire_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by", sa.String(length=40), nullable=False),
        sa.Column("approved_revision", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("published_sha256", sa.String(length=64), nullable=True),
        sa.Column("dropped_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["published_sha256"],
            ["questionnaire_version.sha256"],
            name=op.f("fk_questionnaire_draft_published_sha256_questionnaire_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_draft")),
    )
    op.create_table(
        "questionnaire_draft_revision",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        _draft("questionnaire_draft_revision"),
        sa.PrimaryKeyConstraint("draft_id", "revision", name=op.f("pk_questionnaire_draft_revision")),
    )
    op.create_table(
        "questionnaire_draft_proof",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_owner", sa.String(length=60), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        _draft("questionnaire_draft_proof"),
        sa.PrimaryKeyConstraint("draft_id", "revision", name=op.f("pk_questionnaire_draft_proof")),
    )
    with op.batch_alter_table("questionnaire_draft_proof", schema=None) as batch_op:
        batch_op.create_index("ix_questionnaire_draft_proof_due", ["state", "asked_at"], unique=False)


def _draft(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_draft_id_questionnaire_draft")
    return sa.ForeignKeyConstraint(["draft_id"], ["questionnaire_draft.id"], name=name)


def downgrade() -> None:
    """Take back."""
    op.drop_table("questionnaire_draft_proof")
    op.drop_table("questionnaire_draft_revision")
    op.drop_table("questionnaire_draft")
