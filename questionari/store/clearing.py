"""What hangs on a response and was sealed with its key, found by the tables themselves: a new one is not forgotten."""

import uuid
from collections.abc import Iterator

from sqlalchemy import ForeignKey, Table, delete, or_, select
from sqlalchemy.orm import Session

from questionari.store.models import Base
from questionari.store.models.census import Variation
from questionari.store.models.responses import Response, ResponseKey

_RESPONSE = Base.metadata.tables[Response.__tablename__]
#: What is told of a response in clear, the key itself.
_STAYS = frozenset({Response.__tablename__, ResponseKey.__tablename__, Variation.__tablename__})


def _references(table: Table, target: Table) -> Iterator[ForeignKey]:
    return (key for key in table.foreign_keys if key.column.table is target)


def _hanging() -> tuple[Table, ...]:
    tables = Base.metadata.sorted_tables
    return tuple(t for t in tables if t.name not in _STAYS and any(_references(t, _RESPONSE)))


def clear(session: Session, response_id: uuid.UUID) -> None:
    """Delete it, what hangs on it in turn first."""
    for table in _hanging():
        mine = or_(*(own.parent == response_id for own in _references(table, _RESPONSE)))
        for below, link in _below(table):
            session.execute(delete(below).where(link.parent.in_(select(link.column).where(mine))))
        session.execute(delete(table).where(mine))


def _below(table: Table) -> Iterator[tuple[Table, ForeignKey]]:
    others = (one for one in Base.metadata.sorted_tables if one is not table)
    return ((below, link) for below in others for link in _references(below, table))
