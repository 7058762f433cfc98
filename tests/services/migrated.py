"""Empty databases with every migration applied, made once per test run and copied for each test."""

import shutil
from pathlib import Path

from questionari.settings import normalise_database_url
from questionari.store.migrate import upgrade
from questionari.store.session import open_database
from tests.services.run import once, run_folder


def migrate(url: str) -> None:
    """Bring the database at this address to the newest migration, as the product's own command does."""
    database = open_database(normalise_database_url(url))
    upgrade(database)
    database.dispose()


def sqlite_template() -> Path:
    """The migrated file of this run."""

    def make() -> str:
        path = run_folder() / "template.db"
        migrate(f"sqlite:///{path}")
        return str(path)

    return Path(once("sqlite-template", make))


def fresh_sqlite(folder: Path) -> str:
    """Address of a clean, migrated database file in the folder."""
    return f"sqlite:///{shutil.copyfile(sqlite_template(), folder / 'questionari.db')}"
