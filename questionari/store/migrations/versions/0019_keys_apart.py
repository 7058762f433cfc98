"""Keys of responses in a table of their own; what was erased on request, with its certificate."""

import hashlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BATCH = 1_000
_ID = sa.column("id", sa.Uuid())
_RESPONSE = sa.table(
    "response",
    _ID,
    sa.column("key_id", sa.String()),
    sa.column("data_key", sa.LargeBinary()),
    sa.column("key_version", sa.Integer()),
)


def upgrade() -> None:
    """Apply. A key that is there already is known by what it was wrapped to: nobody can open it here."""
    _keys()
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key_id", sa.String(length=32), nullable=False, server_default=""))
    _move()
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.alter_column("key_id", server_default=None)
        batch_op.drop_column("data_key")
        batch_op.drop_column("key_version")
    with op.batch_alter_table("export_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("redacted_at", INSTANT, nullable=True))
    _redactions()


def _keys() -> None:
    op.create_table(
        "response_key",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_response_key_response_id_response")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_response_key")),
    )


def _move() -> None:
    connection, last = op.get_bind(), None
    while True:
        after = [last < _ID] if last is not None else []
        query = sa.select(_ID, _RESPONSE.c.data_key, _RESPONSE.c.key_version).where(*after).order_by(_ID).limit(BATCH)
        rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].id
        _write([_moved(*row) for row in rows])


def _moved(response_id: Any, wrapped: bytes, version: int) -> dict[str, Any]:
    key_id = hashlib.sha256(wrapped).hexdigest()[:32]
    return {"response_id": response_id, "key_id": key_id, "wrapped": wrapped, "version": version}


def _write(rows: list[dict[str, Any]]) -> None:
    columns = (sa.column("key_id", sa.String()), sa.column("wrapped", sa.LargeBinary()))
    table = sa.table("response_key", sa.column("response_id", sa.Uuid()), *columns, sa.column("version", sa.Integer()))
    op.get_bind().execute(sa.insert(table), rows)
    own = sa.update(_RESPONSE).where(sa.bindparam("b_id") == _ID).values(key_id=sa.bindparam("b_key"))
    op.get_bind().execute(own, [{"b_id": row["response_id"], "b_key": row["key_id"]} for row in rows])


def _redactions() -> None:
    op.create_table(
        "redaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=100), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_kind", sa.String(length=12), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("swept_at", INSTANT, nullable=True),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
        sa.UniqueConstraint("code", name=op.f("uq_redaction_code")),
    )
    op.create_index("ix_redaction_response_id", "redaction", ["response_id"], unique=False)
    op.create_index("ix_redaction_swept_at", "redaction", ["swept_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("redaction")
    with op.batch_alter_table("export_request", schema=None) as batch_op:
        batch_op.drop_column("redacted_at")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("data_key", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("key_version", sa.Integer(), nullable=True))
    for column in ("wrapped", "version"):
        target = {"wrapped": "data_key", "version": "key_version"}[column]
        given = f"(SELECT k.{column} FROM response_key k WHERE k.response_id = response.id)"
        op.execute(f"UPDATE response SET {target} = {given}")  # noqa: S608 - two names of columns, both above
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.alter_column("data_key", nullable=False)
        batch_op.alter_column("key_version", nullable=False)
        batch_op.drop_column("key_id")
    op.drop_table("response_key")
