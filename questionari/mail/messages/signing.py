"""Our own signature on a mail (DKIM, RFC 6376), where the mail server does not sign: made with the frozen bytes, once.

A copy that leaves again is the same to the last byte, its signature and the hour in it too.
"""

import logging
from collections.abc import Callable, Sequence

import dkim

from questionari.mail.messages.safety import MessageFault
from questionari.settings import Dkim

#: What a signature covers; From once more than it stands there, so that nobody can add a second one.
HEADERS = (
    *(b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"mime-version", b"content-type"),
    *(b"auto-submitted", b"content-language", b"from"),
)
QUIET = logging.getLogger(__name__)


def signed(raw: bytes, by: Dkim) -> bytes:
    """The bytes with their signature before them. Raises MessageFault where the key makes none; it quotes nothing."""
    try:
        header: bytes = dkim.sign(
            raw,
            by.selector.encode(),
            by.domain.encode(),
            by.key.encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=list(HEADERS),
            logger=QUIET,
        )
    except (dkim.DKIMException, ValueError, IndexError) as error:
        raise MessageFault(f"DKIM: the key of {by.selector}._domainkey.{by.domain} signs nothing") from error
    return header + raw


def verified(raw: bytes, lookup: Callable[[str], Sequence[str]]) -> bool:
    """Whether a receiver that asks the DNS (name -> its texts; LookupError, OSError where there are none) believes the
    signature."""

    def answer(name: bytes, timeout: int = 0) -> bytes | None:
        try:
            found = lookup(name.decode().rstrip("."))
        except (LookupError, OSError):
            return None
        return next((text.encode() for text in found if "p=" in text), None)

    return bool(dkim.verify(raw, logger=QUIET, dnsfunc=answer))
