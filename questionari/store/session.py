"""Engines and sessions. SQLite has two engines: readers DEFERRED, writers BEGIN IMMEDIATE (decisions.md 3, 4).

Errors never quote parameters: they would carry names, addresses and reasons into the log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker

from questionari.store.types import UUIDS_OID, Listed, ListedIds

PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=15000",
    "PRAGMA secure_delete=ON",
)
#: A connection that has rested longer is asked whether its server is still there; a busy one asks nothing between two
#: transactions: should the server end just then, the act fails as it would in the midst of the first statement.
RESTED_S = 1.0


@dataclass(frozen=True, slots=True)
class Database:
    """The two doors to one database. `read` sessions never write; on PostgreSQL both use one engine."""

    read_engine: Engine
    write_engine: Engine
    read: sessionmaker[Session]
    write: sessionmaker[Session]

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that is rolled back at the end, whatever happened in it."""
        with self.read() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session committed at the end of the block, rolled back if it raises. For entry points only."""
        with self.write() as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close every connection; a forked worker calls it before its first query."""
        self.read_engine.dispose()
        if self.write_engine is not self.read_engine:
            self.write_engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _sqlite_engine(url: str, begin: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 15, "isolation_level": None})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _postgresql_engine(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, pool_size=8, max_overflow=8)
    driver = engine.dialect.loaded_dbapi
    driver.adapters.register_dumper(Listed, driver.types.array.ListBinaryDumper)
    driver.adapters.register_dumper(ListedIds, _ids_dumper(driver))
    event.listen(engine, "connect", _read_whole)
    event.listen(engine, "checkin", lambda _connection, record: record.info.update(since=monotonic()))
    event.listen(engine, "checkout", lambda connection, record, _proxy: _ask(engine, connection, record.info))
    return engine


def _read_whole(connection: Any, _record: object) -> None:
    """What is streamed is read to its end. PostgreSQL plans a cursor for its first tenth: with tables that it has not
    counted yet, just loaded, by loops within loops (a dry run of 4 000 units: 3 s instead of 0.3).
    """
    with connection.cursor() as cursor:
        cursor.execute("SET cursor_tuple_fraction = 1")
    connection.commit()


def _ids_dumper(driver: Any) -> type[Any]:
    """How the driver hands a list of identifiers over: its base class is known once an address names the driver."""
    own = {"format": driver.pq.Format.BINARY, "oid": UUIDS_OID, "dump": lambda _self, ids: ids.in_bytes()}
    return type("Ids", (driver.adapt.Dumper,), own)


def _ask(engine: Engine, connection: Any, info: dict[str, Any]) -> None:
    """Whether a connection that has rested is still one; if not, those that rest with it are not used either."""
    if monotonic() - info.get("since", monotonic()) <= RESTED_S:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError("the server has ended the connection") from error


def open_database(url: str) -> Database:
    """Engines and session factories for a normalised URL (sqlite:///file or postgresql+psycopg://…)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        read, write = _sqlite_engine(url, "BEGIN DEFERRED"), _sqlite_engine(url, "BEGIN IMMEDIATE")
    else:
        read = write = _postgresql_engine(url)
    return Database(read, write, sessionmaker(read), sessionmaker(write, expire_on_commit=False))
