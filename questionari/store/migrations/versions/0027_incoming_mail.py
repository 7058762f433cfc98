"""What comes back by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    _mailboxes()
    _letters()


def _mailboxes() -> None:
    op.create_table(
        "mailbox_state",
        sa.Column("mailbox", sa.String(length=300), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("next_uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("fault", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_mailbox_state")),
    )
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailbox", sa.String(length=300), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("fate", sa.String(length=16), nullable=True),
        sa.Column("outbox_id", sa.Uuid(), nullable=True),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_incoming_mail_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("mailbox", "validity", "uid", name="uq_incoming_mail_uid"),
    )
    op.create_index(op.f("ix_incoming_mail_fingerprint"), "incoming_mail", ["fingerprint"], unique=False)
    op.create_index(op.f("ix_incoming_mail_outbox_id"), "incoming_mail", ["outbox_id"], unique=False)


def _letters() -> None:
    op.create_table(
        "letter_thread",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("sender_mark", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_letter_thread_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_letter_thread_invitation_id_invitation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_thread")),
    )
    op.create_index("ix_letter_thread_waiting", "letter_thread", ["settled_at", "written_at"], unique=False)
    op.create_index(op.f("ix_letter_thread_sender_mark"), "letter_thread", ["sender_mark"], unique=False)
    op.create_index(op.f("ix_letter_thread_unit_id"), "letter_thread", ["unit_id"], unique=False)
    op.create_index(op.f("ix_letter_thread_invitation_id"), "letter_thread", ["invitation_id"], unique=False)
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("suspect", sa.String(length=100), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=True),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.Column("erased_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["thread_id"], ["letter_thread.id"], name=op.f("fk_letter_thread_id_letter_thread")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_letter_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_thread_id"), "letter", ["thread_id"], unique=False)
    op.create_index(op.f("ix_letter_reference"), "letter", ["reference"], unique=False)


def downgrade() -> None:
    """Undo."""
    for table in ("letter", "letter_thread", "incoming_mail", "mailbox_state"):
        op.drop_table(table)
