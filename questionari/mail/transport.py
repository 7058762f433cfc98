"""The real transport, on Flask-Mail: frozen bytes, verified TLS, time limits, typed errors (decisions.md 33).

Flask-Mail's own connection sets no time limit and its STARTTLS verifies nothing; its messages stamp a new Date and
Message-ID. Both are replaced here, in the one module that may know it. Needs an application context.
"""

import smtplib
import ssl
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import flask_mail
from flask import current_app

from questionari.mail.tokens import TokenError, Tokens, tokens_for, xoauth2
from questionari.settings import MailSettings
from questionari.usecases.outbox.limits import FINAL_REPLY_S
from questionari.usecases.outbox.port import Deferred, SendError, Uncertain, Unreachable
from questionari.usecases.outbox.replies import refusal

REUSE = 100  # messages on one connection
LOSSES = 3  # connections lost in a row before the server counts as unusable
CLOSING = 421


class FrozenMessage(flask_mail.Message):
    """A message whose bytes were made long ago."""

    frozen = b""

    def as_bytes(self) -> bytes:
        """The frozen bytes, whatever the hour."""
        return self.frozen


@lru_cache(maxsize=16)
def _blank(sender: str) -> FrozenMessage:
    """Made once: each new message of Flask-Mail asks the network for this machine's name, for an id of no use here."""
    return FrozenMessage(sender=sender)


def _message(frozen: bytes, envelope_from: str, rcpt: str) -> FrozenMessage:
    message = copy(_blank(envelope_from))
    message.frozen, message.recipients = frozen, [_bare(rcpt)]
    return message


def _bare(address: str) -> tuple[str, str]:
    """A name (none) and an address: so it is not taken apart again. It was checked before it was frozen."""
    return "", address


class PhasedSMTP(smtplib.SMTP):
    """A connection that knows whether the text was handed over, and waits longer for the reply to it."""

    final_reply_s = FINAL_REPLY_S
    handed_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the text; from here until the reply, a lost connection leaves us in doubt."""
        self.handed_over = True
        self._wait_up_to(self.final_reply_s)
        reply = super().data(msg)
        self.handed_over = False
        self._wait_up_to(self.timeout)
        return reply

    def _wait_up_to(self, seconds: float) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)


class TlsSMTP(PhasedSMTP, smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""


class Connection(flask_mail.Connection):
    """Flask-Mail's connection with a time limit and verified TLS; never falls back to plain text."""

    def __init__(self, mail: flask_mail.Mail, settings: MailSettings, tls: ssl.SSLContext) -> None:
        super().__init__(mail)
        self.settings, self.tls = settings, tls

    def configure_host(self) -> PhasedSMTP:
        """An open, authenticated connection. Raises smtplib and operating system errors; leaves none half open."""
        name, port, timeout = self.settings.host, self.settings.port, self.settings.timeout_s
        if self.settings.tls == "tls":
            host: PhasedSMTP = TlsSMTP(name, port, timeout=timeout, context=self.tls)
        else:
            host = PhasedSMTP(name, port, timeout=timeout)
        try:
            if self.settings.tls == "starttls":
                host.starttls(context=self.tls)
            self._sign_in(host)
        except (smtplib.SMTPException, OSError, TokenError):
            host.close()
            raise
        return host

    def _sign_in(self, host: PhasedSMTP) -> None:
        username, password, oauth = self.settings.username, self.settings.password, self.settings.oauth
        if username and oauth:
            sign_in(host, username, tokens_for(oauth))
        elif username and password:
            host.login(username, password)


def sign_in(host: smtplib.SMTP, username: str, tokens: Tokens) -> None:
    """Sign in by XOAUTH2. A token that is refused is given up: the next connection asks for another."""
    said = xoauth2(username, tokens.get())
    host.ehlo_or_helo_if_needed()
    try:
        # Refused, a server explains itself and waits for an empty line before it says 535.
        host.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
    except smtplib.SMTPAuthenticationError:
        tokens.forget()
        raise


def connect(settings: MailSettings, tls: ssl.SSLContext) -> PhasedSMTP:
    """A connection as a mail would have it. Raises smtplib and operating system errors, TokenError."""
    return Connection(flask_mail.Mail(), settings, tls).configure_host()


@dataclass(slots=True)
class FlaskMailTransport:
    """The outbox's port on a real server. One connection serves up to REUSE messages; an error opens a new one."""

    settings: MailSettings
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    final_reply_s: float = FINAL_REPLY_S
    host: PhasedSMTP | None = None
    used: int = 0  # messages on this connection
    losses: int = 0  # connections lost in a row

    def send(self, frozen: bytes, envelope_from: str, rcpt: str) -> None:
        """Hand over one message; returning means a 250. Raises SendError (see usecases.outbox.port)."""
        if self.used >= REUSE:
            self.close()
        connection = Connection(current_app.extensions["mail"], self.settings, self.tls)
        connection.host = host = self.host or self._open(connection)
        try:
            connection.send(_message(frozen, envelope_from, rcpt), _bare(envelope_from))
        except (smtplib.SMTPException, OSError) as error:
            raise self._translated(host, error) from error
        self.used, self.losses = self.used + 1, 0

    def close(self) -> None:
        """Say goodbye politely where anybody still listens."""
        host, self.host, self.used = self.host, None, 0
        if host is not None:
            try:
                host.quit()
            except (smtplib.SMTPException, OSError):
                host.close()

    def _open(self, connection: Connection) -> PhasedSMTP:
        try:
            self.host = connection.configure_host()
        except smtplib.SMTPResponseException as error:
            raise Unreachable(_text(error.smtp_error), error.smtp_code) from error
        except (smtplib.SMTPException, OSError, TokenError) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        self.host.final_reply_s = self.final_reply_s
        return self.host

    def _translated(self, host: PhasedSMTP, error: Exception) -> SendError:
        """The port's error. A connection that may not be used again is dropped; the next message opens another."""
        refused = _refusal(error)
        if refused is not None and refused.code != CLOSING:
            self.losses = 0
            return refused
        host.close()
        self.host, self.used, self.losses = None, 0, self.losses + 1
        if refused is not None:
            return refused
        said = f"{type(error).__name__}: {error}"
        if host.handed_over:
            return Uncertain(said)
        return Unreachable(said) if self.losses >= LOSSES else Deferred(said)


def connections(settings: MailSettings) -> list[FlaskMailTransport]:
    """As many as a drain may use at once."""
    tls = ssl.create_default_context()
    return [FlaskMailTransport(settings, tls) for _ in range(settings.connections)]


def _refusal(error: Exception) -> SendError | None:
    """The error for a reply of the server, or None when there was no reply."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return refusal(code, _text(text), recipient=True)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return refusal(error.smtp_code, _text(error.smtp_error), recipient=False)
    return None


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply
