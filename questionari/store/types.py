"""Column types: instants that refuse to be naive, and uuid7 identifiers made by the application."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import uuid_utils
from sqlalchemy import ARRAY, DateTime, Dialect, Uuid
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC, given back aware. A naive value is a programming error and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What the column holds, for generic code (backup)."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; SQLite keeps no offset, so it is dropped there after the conversion."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was given to the database: instants are aware, in UTC")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Listed(list[Any]):
    """A list as one parameter of PostgreSQL, handed over in its binary form (`session` says so to the driver): as text,
    which is the driver's own choice, fifty sealed mails would cost more than to make them.
    """


class ListOf(TypeDecorator[list[Any]]):
    """A list of values of a type; PostgreSQL alone has it."""

    impl = ARRAY
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[list[Any] | None], Any]:
        """Each value as its type wants it."""
        inner = super().bind_processor(dialect)
        return lambda values: Listed(inner(values) if inner else values or ())


def new_id() -> uuid.UUID:
    """A uuid7: ordered by time, made before the insert because it enters the associated data of encrypted cells."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


Id = Uuid(as_uuid=True)
JsonValue = Any
