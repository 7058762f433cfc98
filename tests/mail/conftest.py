"""Fixtures of the mail tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from questionari.mail.transport import FlaskMailTransport
from questionari.settings import Settings
from questionari.store.session import open_database
from tests import factories
from tests.mail.desk import Desk, mail_app, transport_to
from tests.services.smtp import Sink


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings on the test's own database."""
    return factories.settings_for(database_url, tmp_path, BASE_URL="https://monitoraggio.example")


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    """An outbox on SQLite and on PostgreSQL."""
    database = open_database(settings.database_url)
    yield Desk(database, factories.house_of(settings))
    database.dispose()


@pytest.fixture
def mail_context(settings: Settings) -> Iterator[Flask]:
    """An application context with Flask-Mail in it."""
    app = mail_app(settings)
    with app.app_context():
        yield app


@pytest.fixture
def transport(smtp_sink: Sink, mail_context: Flask) -> Iterator[FlaskMailTransport]:
    """The real transport towards the test's mail server."""
    found = transport_to(smtp_sink.port)
    yield found
    found.close()
