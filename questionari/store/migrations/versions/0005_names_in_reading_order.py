"""Services are listed as a reader of Italian looks for them, on both databases alike."""

import sqlalchemy as sa
from alembic import op

from questionari.engine.alphabet import reading_key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SORTED = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")


def upgrade() -> None:
    """Apply: the key beside each name, and the index that the lists walk along. The table itself is not made anew."""
    op.add_column("unit", sa.Column("sort_name", SORTED, nullable=False, server_default=""))
    unit = sa.table("unit", sa.column("id", sa.Uuid()), sa.column("name"), sa.column("sort_name"))
    rows = op.get_bind().execute(sa.select(unit.c.id, unit.c.name)).all()
    filled = sa.update(unit).where(unit.c.id == sa.bindparam("of")).values(sort_name=sa.bindparam("key"))
    if rows:
        op.get_bind().execute(filled, [{"of": row.id, "key": reading_key(row.name)} for row in rows])
    op.drop_index("ix_unit_name", "unit")
    op.create_index("ix_unit_sort_name", "unit", ["sort_name", "code"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_unit_sort_name", "unit")
    op.create_index("ix_unit_name", "unit", ["name"])
    op.drop_column("unit", "sort_name")
