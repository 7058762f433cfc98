"""Bring a database to the newest schema, compare it with the models, write a new migration."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from questionari.store.models import Base
from questionari.store.session import Database

FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER))
    return config


@contextmanager
def _connection(database: Database) -> Iterator[Connection]:
    """A connection of its own; on SQLite without foreign keys, since changing a table there means writing it anew."""
    with database.write_engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        yield connection
        if sqlite:
            connection.invalidate()


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply every missing migration in one transaction. Running it again changes nothing."""
    with _connection(database) as connection, connection.begin():
        command.upgrade(_config(connection), revision)


def current(database: Database) -> str | None:
    """The revision a database is at; None when it was never migrated."""
    with database.read_engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The newest revision this program brings."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def differences(database: Database) -> list[Any]:
    """What the models and a migrated database disagree on; empty when they agree."""
    with database.read_engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def write_revision(database: Database, message: str, identifier: str) -> None:
    """Write the migration that brings a database at the newest revision to the models (for developers)."""
    with _connection(database) as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=identifier)
