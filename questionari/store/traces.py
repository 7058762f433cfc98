"""What a database leaves of rows that were overwritten: in its file, in its log. Removed as far as it lets us.

Outside any transaction: to be called by jobs, after the commit.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from questionari.store.session import Database

PATIENCE = "SET lock_timeout = '10s'"  # a reader in the way makes the next turn do it


@dataclass(frozen=True, slots=True)
class Traces:
    """What was cleaned, what could not be: stable words (usecases/redactions/words.py)."""

    database: str
    cleaned: tuple[str, ...]
    left: tuple[str, ...]


def erase_traces(database: Database, tables: Collection[str]) -> Traces:
    """Write these tables anew, so that no page of before is left; give the log up. Raises what the database does."""
    engine = database.write_engine
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            return _sqlite(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return _postgresql(connection, tables)


def _sqlite(connection: Connection) -> Traces:
    """Deleted content is zeroed at once (secure_delete, session.py); the log keeps older pages until it is cut."""
    cursor = connection.connection.cursor()
    busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    cursor.close()
    return Traces("sqlite", ("pages",) if busy else ("pages", "log"), ("log",) if busy else ())


def _postgresql(connection: Connection, tables: Collection[str]) -> Traces:
    connection.execute(text(PATIENCE))
    quote = connection.dialect.identifier_preparer.quote
    for table in sorted(tables):
        connection.execute(text(f"VACUUM (FULL) {quote(table)}"))
    connection.execute(text("SET lock_timeout = 0"))
    left = tuple(_left(connection))
    return Traces("postgresql", ("pages",) if left else ("pages", "log"), left)


def _left(connection: Connection) -> Iterator[str]:
    """What stays in the log of PostgreSQL, and why."""
    if not _new_segment(connection):
        yield "log"
    if connection.execute(text("SHOW wal_recycle")).scalar() == "on":
        yield "log_recycled"
    if connection.execute(text("SHOW archive_mode")).scalar() != "off":
        yield "log_archived"


def _new_segment(connection: Connection) -> bool:
    """Begin a new segment and give the earlier ones up; False where our role may not."""
    try:
        for step in ("SELECT pg_switch_wal()", "CHECKPOINT"):
            connection.execute(text(step))
    except DBAPIError:
        return False
    return True
