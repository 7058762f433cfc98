"""Message -> the very bytes that leave, made once: receivers drop a second copy by its Date and Message-ID.

The frame is always the same, so it is written out here: two texts, quoted-printable. The standard library's message
objects cost six times the rest of a mail. It still encodes what is hard: the subject (once for all mails of a campaign,
whose subject is the same), names, dates. Values are checked before, the bytes after (safety.py).
"""

import quopri
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import lru_cache
from hashlib import sha256

from questionari.mail.messages.compose import Message
from questionari.mail.messages.safety import address, check_raw, header_value


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, when, under which id. `date` is aware; `message_id` is without angle brackets."""

    message_id: str
    date: datetime
    sender_name: str
    sender: str
    reply_to: str
    recipient: str


def freeze(message: Message, envelope: Envelope) -> bytes:
    """The MIME bytes, checked for bare CR/LF and the expected headers. Raises MessageFault."""
    # Made from the id: no quoted-printable body can hold "=_".
    boundary = f"=_{sha256(envelope.message_id.encode()).hexdigest()[:24]}"
    headers = {
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
        "Subject": _subject(header_value("subject", message.subject)),
        "From": _sender(header_value("sender name", envelope.sender_name), address("sender", envelope.sender)),
        "To": address("recipient", envelope.recipient),
        "Reply-To": address("reply-to", envelope.reply_to),
        "Date": format_datetime(envelope.date),
        "Message-ID": f"<{address('message id', envelope.message_id)}>",
        **{name: header_value(name, value) for name, value in message.headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")
    mark = f"--{boundary}".encode()
    parts = (_part("plain", message.text), _part("html", message.html))
    return check_raw(head + b"\r\n" + b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n")


def _part(kind: str, text: str) -> bytes:
    """A text with its own headers. Its last line break belongs to the boundary that follows (RFC 2046, 5.1.1)."""
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode() + quopri.encodestring(text.encode()).replace(b"\n", b"\r\n") + b"\r\n"


@lru_cache(maxsize=256)
def _subject(subject: str) -> str:
    return Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")


@lru_cache(maxsize=16)
def _sender(name: str, sender: str) -> str:
    return formataddr((name, sender))
