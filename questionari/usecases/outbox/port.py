"""The port through which frozen bytes leave, and the errors it may raise. `mail.transport` is its real side."""

from typing import Protocol


class SendError(Exception):
    """A message was not acknowledged. `code`: the SMTP reply code if there was one; `text`: what was said."""

    def __init__(self, text: str, code: int | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.code = code


class Deferred(SendError):
    """Not now: this message may go later; others are not concerned."""


class Unreachable(Deferred):
    """The server cannot be used at all (refused, lost, closing, bad TLS, bad credentials): nothing leaves now."""


class Rejected(SendError):
    """Never: a 5xx reply about this message or sender."""


class AddressRejected(Rejected):
    """Never: the address does not exist or takes no mail. The contact must be corrected first."""


class Uncertain(SendError):
    """The text was handed over but no reply came: it may have been delivered. Sent again with the same bytes."""


class Transport(Protocol):
    """What the drain needs of a mail server."""

    def send(self, frozen: bytes, envelope_from: str, rcpt: str) -> None:
        """Hand over one message; returning means the server has acknowledged it. Raises SendError."""

    def close(self) -> None:
        """End the connection, if one is open. Never raises."""
