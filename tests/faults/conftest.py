"""Fixtures of the fault tests: an outbox under test, as in the mail tests."""

from tests.mail.conftest import desk, mail_context, settings, transport

__all__ = ["desk", "mail_context", "settings", "transport"]
