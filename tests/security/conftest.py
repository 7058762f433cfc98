"""Fixtures of the attacks: the respondent's acts, the pages and the outbox, on both databases."""

from tests.everybody.conftest import pytest_configure
from tests.mail.conftest import desk, settings
from tests.usecases.conftest import finished, house, service
from tests.web.conftest import app, browser, hour, invited, new_browser, opened, store

__all__ = [
    "app",
    "browser",
    "desk",
    "finished",
    "hour",
    "house",
    "invited",
    "new_browser",
    "opened",
    "pytest_configure",
    "service",
    "settings",
    "store",
]
