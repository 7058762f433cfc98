"""A condition over as many values as there are: lists of units may be longer than a statement may have parameters."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, CursorResult, Executable, any_, bindparam, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

FEW = 500
T = TypeVar("T")


def among(session: Session, column: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column is one of the values: a list of parameters while they are few, afterwards one parameter.

    PostgreSQL refuses more than 65 535 parameters, SQLite as many as it was built for.
    """
    listed = list(values)
    if len(listed) <= FEW:
        return column.in_(listed)
    dialect = session.get_bind().dialect
    if dialect.name == "postgresql":
        return column == any_(literal(listed, ARRAY(column.type)))
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    plain = [process(value) for value in listed] if process else listed
    return column.in_(select(func.json_each(json.dumps(plain)).table_valued("value").c.value))


def by_list(
    column: InstrumentedAttribute[Any], name: str, build: Callable[[ColumnElement[bool]], T]
) -> Mapping[str, T]:
    """Dialect -> a statement built once, with the condition that the column is among the values of the parameter.

    On PostgreSQL the list is one value: the text of the statement stays the same, however long the list is.
    """
    return {
        "postgresql": build(column == any_(bindparam(name, type_=ARRAY(column.type)))),
        "sqlite": build(column.in_(bindparam(name, expanding=True))),
    }


def run(
    session: Session, statements: Mapping[str, Executable], values: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Run the statement of `by_list` that is this database's, without the ORM."""
    connection = session.connection()
    return connection.execute(statements[connection.dialect.name], values)
