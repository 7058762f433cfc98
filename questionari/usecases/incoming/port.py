"""The port through which what comes back is read. `mail.mailbox` is its real side."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol


class MailboxFault(Exception):
    """The mailbox cannot be read now; the text says why, in the words of the server or the system."""


class Mailbox(Protocol):
    """What a reading needs of a mailbox. Nothing in it changes. Every method but `close` raises MailboxFault."""

    @property
    def name(self) -> str:
        """What it is known by: server, account and folder."""

    def open(self) -> int:
        """Open it; a number that changes when its UIDs are given out anew."""

    def uids(self, first: int, since: date) -> Sequence[int]:
        """The UIDs from `first` on, in order, of mails that arrived that day or later."""

    def fetch(self, uid: int, most: int) -> bytes | None:
        """The first bytes of a mail; None where it is gone."""

    def close(self) -> None:
        """End the connection, if one is open. Never raises."""
