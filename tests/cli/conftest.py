"""The commands on a bare application: a database, the house, nothing of the pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from questionari import cli
from questionari.settings import Settings, normalise_database_url
from questionari.store.sealing import Keyring
from questionari.store.session import Database, open_database
from questionari.usecases.house import House

Run = Callable[..., Result]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The migrated database of the test."""
    opened = open_database(normalise_database_url(database_url))
    yield opened
    opened.dispose()


@pytest.fixture
def run(database: Database, tmp_path: Path) -> Run:
    """run("census", "list") -> result with exit_code, stdout, stderr."""
    app = Flask("commands")
    settings = Settings("test", tmp_path, "", None, "s" * 32, {1: b"k" * 32}, "http://localhost", ("localhost",))
    app.extensions.update(house=House(settings, Keyring(settings.encryption_keys)), database=database)
    cli.register(app)
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=[str(word) for word in words])
