"""A condition over as many values as there are: lists of units may be longer than a statement may have parameters."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

FEW = 500


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
