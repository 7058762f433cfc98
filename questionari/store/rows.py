"""Many rows, each with values of its own, written by one statement built once.

On PostgreSQL the values of a column are one parameter, a list: fifty rows are one statement to send, to look up and to
answer, not fifty. SQLite, which has no server to wait for, takes them one after the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, TableValuedAlias, bindparam, column, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from questionari.store.types import ListOf

Row = Mapping[str, Any]  # column -> value


@dataclass(frozen=True, slots=True)
class Written:
    """A statement for rows that have exactly these columns."""

    columns: Sequence[str]
    at_once: Executable
    one_by_one: Executable


def updated(key: InstrumentedAttribute[Any], *columns: InstrumentedAttribute[Any], **same: Any) -> Written:
    """Rows found by their key get their own values; `same`: what all of them get, most often a parameter."""
    given, names = _given(key, *columns), [one.key for one in columns]
    listed = {name: given.c[name] for name in names}
    single: dict[str, Any] = {name: bindparam(_of(name)) for name in names}
    at_once = update(key.class_).where(key == given.c[key.key]).values(**listed, **same)
    one_by_one = update(key.class_).where(key == bindparam(_of(key.key))).values(**single, **same)
    return Written([key.key, *names], at_once, one_by_one)


def added(*columns: InstrumentedAttribute[Any], or_left: bool = False) -> Written:
    """New rows; `or_left`: one whose key is there already is left as it is."""
    given, names, table = _given(*columns), [one.key for one in columns], columns[0].class_.__table__
    at_once = postgresql.insert(table).from_select(names, select(*given.c))
    one_by_one = sqlite.insert(table).values({name: bindparam(_of(name)) for name in names})
    if or_left:
        at_once, one_by_one = at_once.on_conflict_do_nothing(), one_by_one.on_conflict_do_nothing()
    return Written(names, at_once, one_by_one)


def write(session: Session, written: Written, rows: Sequence[Row], **same: Any) -> None:
    """Write rows, without the ORM. `same`: parameters that have one value for all."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        lists = {_of(name): [row[name] for row in rows] for name in written.columns}
        connection.execute(written.at_once, {**lists, **same})
    else:
        singles = [{**{_of(name): row[name] for name in written.columns}, **same} for row in rows]
        connection.execute(written.one_by_one, singles)


def _given(*columns: InstrumentedAttribute[Any]) -> TableValuedAlias:
    """The rows of the parameters as a table."""
    lists = [bindparam(_of(one.key), type_=ListOf(one.type)) for one in columns]
    shape: list[Any] = [column(one.key, one.type) for one in columns]
    return func.unnest(*lists).table_valued(*shape, name="given").render_derived()


def _of(name: str) -> str:
    """The parameter of a column: the column's own name would be taken for the column."""
    return f"of_{name}"
