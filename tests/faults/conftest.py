"""Fixtures of the fault tests: an outbox under test, as in the mail tests; the product's pages; figures at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from questionari import clock
from questionari.application import create_app
from tests import factories
from tests.faults.ledger import FIGURES, Ledger
from tests.mail.conftest import desk, mail_context, settings, transport

__all__ = ["desk", "mail_context", "settings", "transport"]


@pytest.fixture
def app(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application, over https, on a clean database; its clock stands still."""
    monkeypatch.setattr(clock, "utc_now", lambda: factories.NOW)
    application = create_app(factories.settings_for(database_url, tmp_path, BASE_URL="https://localhost"))
    yield application
    application.extensions["database"].dispose()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """What was acknowledged."""
    kept = Ledger(tmp_path / "ledger")
    yield kept
    kept.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was found, in figures."""
    for line in FIGURES:
        terminalreporter.write_line(line)
