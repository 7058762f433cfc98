"""Alembic's entry: runs on the connection that `store.migrate` hands over, in one transaction on both databases."""

from typing import Any, Literal

from alembic import context

from questionari.store.models import Base
from questionari.store.types import UtcDateTime


def render_item(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """A migration names no class of ours: it must mean the same when the class has changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    transactional_ddl=True,  # SQLite has it as well: a killed migration leaves nothing half done
)
with context.begin_transaction():
    context.run_migrations()
