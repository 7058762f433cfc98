"""The mails that the demo's mail server kept, read back for people and for the simulated answers."""

import email
import email.policy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from questionari.demo.smtp import FOLDER

_UNIT = re.compile(r"^(?:Servizio|Ufficio): (.+)$", re.MULTILINE)  # as the foot of a round's messages says it
#: As a mail about several services lists them.
_LISTED = re.compile(r"^– (.+), .+?: (?:entro il|termine trascorso)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mail:
    """One received mail."""

    name: str
    subject: str
    sender: str
    recipient: str
    sent_at: datetime
    text: str
    html: str

    @property
    def units(self) -> tuple[str, ...]:
        """The services that the mail is about; none where it is about none."""
        listed = tuple(name.strip() for name in _LISTED.findall(self.text))
        return listed or tuple(name.strip() for name in _UNIT.findall(self.text))


@dataclass(frozen=True, slots=True)
class Box:
    """The mails of one address: how many, since when nothing newer has come, the services it answers for."""

    address: str
    count: int
    last: datetime
    units: tuple[str, ...]


def boxes(mails: Iterable[Mail]) -> list[Box]:
    """Every address with its mails, the one that has received last first. ``mails`` are newest first."""
    found: dict[str, list[Mail]] = {}
    for mail in mails:
        found.setdefault(mail.recipient, []).append(mail)
    return [
        Box(address, len(own), own[0].sent_at, tuple(sorted({unit for mail in own for unit in mail.units})))
        for address, own in found.items()
    ]


def read_mailbox(instance: Path) -> list[Mail]:
    """All mails received, newest first."""
    mails = [_mail(path) for path in (instance / FOLDER).glob("*.eml")]
    return sorted(mails, key=lambda mail: (mail.sent_at, mail.name), reverse=True)


def _mail(path: Path) -> Mail:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Mail(
        name=path.stem,
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        recipient=str(message["To"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
