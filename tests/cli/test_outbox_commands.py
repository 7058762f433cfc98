"""flask outbox: JSON alone on stdout, messages on stderr, an unreachable server told with the way out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from questionari.application import create_app
from tests import factories
from tests.mail.desk import campaign_today
from tests.services.smtp import Sink
from tools.ports import free_port


@pytest.fixture
def app(database_url: str, tmp_path: Path, smtp_sink: Sink) -> Iterator[Flask]:
    """An application whose mail server is the test's, with four mails due."""
    settings = factories.settings_for(database_url, tmp_path, MAIL_HOST=smtp_sink.host, MAIL_PORT=str(smtp_sink.port))
    app = create_app(settings)
    campaign_today(app.extensions["database"], 4)
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs commands."""
    return app.test_cli_runner()


def test_drain_sends_what_is_due_and_says_it_on_stderr_alone(runner: FlaskCliRunner, smtp_sink: Sink) -> None:
    result = runner.invoke(args=["outbox", "drain"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "sent: 4" in result.stderr
    assert len(smtp_sink.messages) == 4
    assert "nothing was due" in runner.invoke(args=["outbox", "drain", "--once"]).stderr


def test_status_counts_messages_by_kind_and_state(runner: FlaskCliRunner) -> None:
    found = json.loads(runner.invoke(args=["outbox", "status", "--format", "json"]).stdout)
    assert found["messages"] == [{"kind": "invitation", "state": "queued", "number": 4}]
    assert found["oldest_due"] is not None and found["stopped_at"] is None
    runner.invoke(args=["outbox", "drain"])
    result = runner.invoke(args=["outbox", "status"])
    assert result.stdout == "kind\tstate\tmessages\ninvitation\tsent\t4\n"


def test_an_unreachable_server_ends_with_one_and_names_the_settings(database_url: str, tmp_path: Path) -> None:
    app = create_app(factories.settings_for(database_url, tmp_path, MAIL_PORT=str(free_port())))
    campaign_today(app.extensions["database"], 1)
    result = app.test_cli_runner().invoke(args=["outbox", "drain"])
    assert result.exit_code == 1
    assert "MAIL_HOST" in result.stderr and "Traceback" not in result.output
