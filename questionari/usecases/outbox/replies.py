"""SMTP replies -> what becomes of the message: one table (reliability.md F5; RFC 5321 4.2, RFC 3463)."""

import re
from collections.abc import Mapping

from questionari.usecases.outbox.port import AddressRejected, Deferred, Rejected, SendError, Unreachable

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")

#: An enhanced status says more than the code: 5.1.x and 5.2.1 are about the address, anything else is not.
ABOUT_ADDRESS = re.compile(r"5\.(1\.\d+|2\.1)")

#: Reply to RCPT TO, when it carries no enhanced status. 552, 554 are policy or quota: the address itself is good.
TO_RECIPIENT: Mapping[int, type[SendError]] = {550: AddressRejected, 551: AddressRejected, 553: AddressRejected}

#: TLS or credentials are wanted: we may not send at all, whatever the message.
ABOUT_SERVER = frozenset({454, 530, 534, 535, 538})


def refusal(code: int, text: str, *, recipient: bool) -> SendError:
    """The error for a reply. `recipient`: it answered RCPT TO (else MAIL FROM or the text itself)."""
    if code in ABOUT_SERVER:
        return Unreachable(text, code)
    if code < 500:
        return Deferred(text, code)
    status = ENHANCED.search(text)
    if status:
        return (AddressRejected if ABOUT_ADDRESS.fullmatch(status[0]) else Rejected)(text, code)
    return TO_RECIPIENT.get(code if recipient else 0, Rejected)(text, code)
