"""Column types: instants that refuse to be naive, and uuid7 identifiers made by the application."""

import struct
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import uuid_utils
from sqlalchemy import ARRAY, DateTime, Dialect, Uuid
from sqlalchemy.types import TypeDecorator

#: A list of identifiers in the binary form of PostgreSQL: dimensions, may hold nulls, type, length, first index.
UUID_OID, UUIDS_OID = 2950, 2951
HEAD, SIXTEEN, NOTHING = struct.Struct("!iiIii"), struct.pack("!i", 16), struct.pack("!i", -1)
EMPTY = struct.pack("!iiI", 0, 0, UUID_OID)


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
        return _in_utc(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """As above, in one call a value where the driver gives instants: they are read by the thousand."""
        return _in_utc if dialect.name == "postgresql" else super().result_processor(dialect, coltype)


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Listed(list[Any]):
    """A list as one parameter of PostgreSQL, handed over in its binary form (`session` says so to the driver): as text,
    which is the driver's own choice, fifty sealed mails would cost more than to make them.
    """


class ListedIds(Listed):
    """Identifiers, written in that form at once: element by element they took a twentieth of the price of a mail."""

    def in_bytes(self) -> bytes:
        """The array as the server reads it: its one dimension, then each identifier after its length."""
        values = [NOTHING if one is None else SIXTEEN + one.bytes for one in self]
        return HEAD.pack(1, 1, UUID_OID, len(values), 1) + b"".join(values) if values else EMPTY


class ListOf(TypeDecorator[list[Any]]):
    """A list of values of a type; PostgreSQL alone has it."""

    impl = ARRAY
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[list[Any] | None], Any]:
        """Each value as its type wants it."""
        inner = super().bind_processor(dialect)
        kept: Any = self.impl_instance
        listed = ListedIds if isinstance(kept.item_type, Uuid) else Listed
        return lambda values: listed(inner(values) if inner else values or ())


def new_id() -> uuid.UUID:
    """A uuid7: ordered by time, made before the insert because it enters the associated data of encrypted cells."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


Id = Uuid(as_uuid=True)
JsonValue = Any
