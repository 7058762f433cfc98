"""The mailbox on a real server, by IMAP4rev1 (RFC 3501): opened to be read only, so nothing in it ever changes.

EXAMINE and BODY.PEEK leave every mark as it is: people may read the same mailbox beside us.
"""

import imaplib
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from questionari.mail.tokens import TokenError, tokens_for, xoauth2
from questionari.settings import MailboxSettings
from questionari.usecases.incoming.port import MailboxFault

MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FAULTS = (imaplib.IMAP4.error, OSError, TokenError, UnicodeError)
NUMBER = re.compile(rb"\d+")
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(slots=True)
class ImapMailbox:
    """One reading of the mailbox. Every method raises MailboxFault, whose text holds no password."""

    settings: MailboxSettings
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    server: imaplib.IMAP4 | None = None

    @property
    def name(self) -> str:
        """What it is known by."""
        return self.settings.name

    def open(self) -> int:
        """Connect, sign in, look at the folder; its UIDVALIDITY."""
        try:
            self.server = server = self._connected()
            self._sign_in(server)
            _done(server.select(f'"{self.settings.folder}"', readonly=True))
            _, found = server.response("UIDVALIDITY")
            return int((found[0] if found else None) or b"0")
        except (*FAULTS, ValueError) as error:
            raise fault(error) from error

    def uids(self, first: int, since: date) -> Sequence[int]:
        """The UIDs from `first` on, in order, of mails that arrived that day or later."""
        day = f"{since.day:02d}-{MONTHS[since.month]}-{since.year}"
        try:
            (found,) = _done(self._open().uid("SEARCH", "UID", f"{first}:*", "SINCE", day))[:1]
        except (*FAULTS, ValueError) as error:
            raise fault(error) from error
        return sorted(uid for uid in map(int, NUMBER.findall(found or b"")) if uid >= first)

    def fetch(self, uid: int, most: int) -> bytes | None:
        """The first bytes of a mail; None where it is gone."""
        try:
            lines = _done(self._open().uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{most}>)"))
        except FAULTS as error:
            raise fault(error) from error
        return next((line[1] for line in lines if isinstance(line, tuple)), None)

    def close(self) -> None:
        """Say goodbye where anybody still listens. Never raises."""
        server, self.server = self.server, None
        if server is not None:
            try:
                server.logout()
            except FAULTS:
                server.shutdown()

    def _connected(self) -> imaplib.IMAP4:
        host, port, timeout = self.settings.host, self.settings.port, self.settings.timeout_s
        if self.settings.tls == "tls":
            return imaplib.IMAP4_SSL(host, port, ssl_context=self.tls, timeout=timeout)
        server = imaplib.IMAP4(host, port, timeout)
        self.server = server  # closed with the rest if what follows fails
        if self.settings.tls == "starttls":
            _done(server.starttls(self.tls))
        return server

    def _sign_in(self, server: imaplib.IMAP4) -> None:
        username, oauth = self.settings.username, self.settings.oauth
        if oauth is None:
            _done(server.login(username, self.settings.password))
            return
        tokens = tokens_for(oauth)
        words = [xoauth2(username, tokens.get()).encode()]
        try:
            # Refused, a server explains itself and waits for an empty line before it says NO.
            _done(server.authenticate("XOAUTH2", lambda _challenge: words.pop() if words else b""))
        except imaplib.IMAP4.error:
            tokens.forget()
            raise

    def _open(self) -> imaplib.IMAP4:
        if self.server is None:
            raise OSError("the mailbox is not open")
        return self.server


def _done(reply: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    """What a command gave. Raises imaplib's own error where the server said NO."""
    said, lines = reply
    if said != "OK":
        raise imaplib.IMAP4.error(f"{said} {lines[0]!r}" if lines else said)
    return lines


def fault(error: Exception) -> MailboxFault:
    """What went wrong, for a log line and a page: one line, at most 200."""
    return MailboxFault(UNSAFE.sub(" ", f"{type(error).__name__}: {error}")[:200])
