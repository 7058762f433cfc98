"""Questionnaires in draft are shown to territories and services, who comment on each question."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    _consultation()
    _guest()
    _link()
    _comment()


def _consultation() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", sa.String(length=40), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        sa.Column("published_sha256", sa.String(length=64), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=True),
        _to("consultation", "draft_id", "questionnaire_draft"),
        _to("consultation", "published_sha256", "questionnaire_version", "sha256"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_published_sha256"), ["published_sha256"], unique=False)
        open_only = sa.text("closed_at IS NULL")
        where = {"sqlite_where": open_only, "postgresql_where": open_only}
        batch_op.create_index("uq_consultation_going_on", ["draft_id"], unique=True, **where)


def _guest() -> None:
    op.create_table(
        "consultation_guest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("atr_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint("(unit_id IS NULL) <> (atr_id IS NULL)", name=op.f("ck_consultation_guest_one_body")),
        _to("consultation_guest", "consultation_id", "consultation"),
        _to("consultation_guest", "unit_id", "unit"),
        _to("consultation_guest", "atr_id", "atr"),
        _to("consultation_guest", "message_id", "outbox"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_guest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consultation_guest_public_id")),
        sa.UniqueConstraint("consultation_id", "unit_id", name="uq_consultation_guest_unit"),
        sa.UniqueConstraint("consultation_id", "atr_id", name="uq_consultation_guest_atr"),
    )
    with op.batch_alter_table("consultation_guest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_guest_atr_id"), ["atr_id"], unique=False)


def _link() -> None:
    op.create_table(
        "consultation_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("guest_id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        _to("consultation_link", "guest_id", "consultation_guest"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_consultation_link_token_sha256")),
    )
    with op.batch_alter_table("consultation_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_link_guest_id"), ["guest_id"], unique=False)


def _comment() -> None:
    op.create_table(
        "consultation_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("guest_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("answer_version", sa.Integer(), nullable=False),
        sa.Column("answered_of", sa.Integer(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("answered_by", sa.String(length=40), nullable=True),
        _to("consultation_comment", "guest_id", "consultation_guest"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_comment")),
        sa.UniqueConstraint("guest_id", "question", name="uq_consultation_comment_question"),
    )


def _to(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}"))


def downgrade() -> None:
    """Take back."""
    for table in ("consultation_comment", "consultation_link", "consultation_guest", "consultation"):
        op.drop_table(table)
