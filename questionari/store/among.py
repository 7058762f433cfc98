"""A condition over as many values as there are: lists of units may be longer than a statement may have parameters."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, CursorResult, any_, bindparam, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from questionari.store.types import ListOf

FEW = 500
TEN = 10
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
        return column == any_(literal(listed, ListOf(column.type)))
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    plain = [process(value) for value in listed] if process else listed
    return column.in_(select(func.json_each(json.dumps(plain)).table_valued("value").c.value))


@dataclass(frozen=True, slots=True)
class ByList(Generic[T]):
    """A statement built once for each database, over as many values as the parameter `name` has."""

    name: str
    on: Mapping[str, T]


def by_list(column: InstrumentedAttribute[Any], name: str, build: Callable[[ColumnElement[bool]], T]) -> ByList[T]:
    """The statement with the condition that the column is among the values of the parameter.

    On PostgreSQL the list is one value: the text of the statement stays the same, however long the list is.
    """
    at_once = build(column == any_(bindparam(name, type_=ListOf(column.type))))
    return ByList(name, {"postgresql": at_once, "sqlite": build(column.in_(bindparam(name, expanding=True)))})


def run(session: Session, listed: ByList[Any], values: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """Run the statement that is this database's, without the ORM."""
    connection = session.connection()
    name = connection.dialect.name
    return connection.execute(listed.on[name], {**values, listed.name: as_value(name, values[listed.name])})


def as_value(dialect: str, listed: Sequence[Any]) -> list[Any]:
    """The list as the parameter of its statement.

    PostgreSQL takes a list it does not know for one of ten, and plans anew, at the price of running, each time it
    knows it to be shorter: the last value is said again until there are ten.
    """
    values = list(listed)
    return values + values[-1:] * (TEN - len(values)) if dialect == "postgresql" else values
