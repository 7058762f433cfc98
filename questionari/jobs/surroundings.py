"""What a job finds in the application context that its worker has pushed."""

from flask import current_app

from questionari import logs
from questionari.jobs.bell import Bell
from questionari.store.session import Database
from questionari.usecases.house import House


def database() -> Database:
    """The application's database."""
    found: Database = current_app.extensions["database"]
    return found


def house() -> House:
    """The frozen surroundings of use-cases."""
    found: House = current_app.extensions["house"]
    return found


def bell() -> Bell:
    """The application's bell."""
    found: Bell = current_app.extensions["bell"]
    return found


def log_to_stderr() -> None:
    """Let the messages of our own modules be seen: as JSON in production, as plain lines elsewhere."""
    logs.to_stderr(as_json=house().settings.mode == "production")
