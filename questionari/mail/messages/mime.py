"""Message -> the very bytes that leave, made once: receivers drop a second copy by its Date and Message-ID.

The older policy of the standard library is used on purpose: its newer one parses every header it is given, which costs
three times the rest of a mail. Values are checked before, the bytes after (safety.py).
"""

from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from hashlib import sha256

from questionari.mail.messages.compose import Message
from questionari.mail.messages.safety import address, check_raw, header_value

POLICY = compat32.clone(linesep="\r\n")
UTF8 = Charset("utf-8")
UTF8.body_encoding = QP


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
    # Given, not found: looking for one compiles an expression a mail. No quoted-printable body can hold "=_".
    mail = MIMEMultipart("alternative", boundary=f"=_{sha256(envelope.message_id.encode()).hexdigest()[:24]}")
    sender = header_value("sender name", envelope.sender_name), address("sender", envelope.sender)
    subject = Header(header_value("subject", message.subject), "utf-8", header_name="Subject")
    mail["Subject"] = subject  # type: ignore[assignment]  # a Header is documented
    mail["From"] = formataddr(sender)
    mail["To"] = address("recipient", envelope.recipient)
    mail["Reply-To"] = address("reply-to", envelope.reply_to)
    mail["Date"] = format_datetime(envelope.date)
    mail["Message-ID"] = f"<{address('message id', envelope.message_id)}>"
    for name, value in message.headers.items():
        mail[name] = header_value(name, value)
    mail.attach(MIMEText(message.text, "plain", UTF8))  # type: ignore[arg-type]  # a Charset is documented
    mail.attach(MIMEText(message.html, "html", UTF8))  # type: ignore[arg-type]  # as above
    return check_raw(mail.as_bytes(policy=POLICY))
