"""Message -> the very bytes that leave, made once: receivers drop a second copy by its Date and Message-ID."""

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

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
    mail = EmailMessage(policy=policy.SMTP)
    sender = address("sender", envelope.sender)
    mail["Subject"] = header_value("subject", message.subject)
    mail["From"] = Address(header_value("sender name", envelope.sender_name), addr_spec=sender)
    mail["To"] = Address(addr_spec=address("recipient", envelope.recipient))
    mail["Reply-To"] = Address(addr_spec=address("reply-to", envelope.reply_to))
    mail["Date"] = format_datetime(envelope.date)
    mail["Message-ID"] = f"<{address('message id', envelope.message_id)}>"
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    for name, value in message.headers.items():  # after the content: making alternatives moves Content-* into a part
        mail[name] = header_value(name, value)
    return check_raw(mail.as_bytes())
