"""Receipts and envelopes of certified mail (RFC 6109). Signatures are not looked at: like a server's notification, a
receipt counts only if it names a Message-ID of ours, which nobody but sender, servers and recipient has seen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from questionari.mail.incoming.model import Fate, Report
from questionari.mail.incoming.notifications import bare_id
from questionari.mail.incoming.shape import clean, header, parts

LARGEST_DATA = 100_000  # bytes of daticert.xml: it has two thousand
SURROUNDING = re.compile(r"^[<\s]+|[>\s]+$")
#: X-Ricevuta -> what it says became of the message (RFC 6109, 2.1.1.1, 3.1 to 3.3); other kinds pass between providers.
FATES: Mapping[str, Fate] = {
    "accettazione": Fate.PEC_ACCEPTED,
    "non-accettazione": Fate.REFUSED,
    "avvenuta-consegna": Fate.PEC_DELIVERED,
    "errore-consegna": Fate.REFUSED,
    "preavviso-errore-consegna": Fate.DELAYED,
    "rilevazione-virus": Fate.REFUSED,
}
#: Errors of an undelivered message that are about the address.
ADDRESS_ERRORS = frozenset({"no-dest", "no-dominio"})
WORDS: Mapping[str, str] = {
    "accettazione": "PEC accettata dal gestore",
    "non-accettazione": "PEC non accettata dal gestore",
    "avvenuta-consegna": "PEC consegnata",
    "errore-consegna": "PEC non consegnata",
    "preavviso-errore-consegna": "PEC non ancora consegnata dopo 12 ore",
    "rilevazione-virus": "PEC fermata: rilevato un virus",
}


@dataclass(frozen=True, slots=True)
class Data:
    """What `daticert.xml` says. ``message_id`` without angle brackets."""

    kind: str
    error: str
    message_id: str
    detail: str


def is_receipt(message: Message) -> bool:
    """Whether a mail says that it is a receipt, of whatever kind."""
    return bool(header(message, "x-ricevuta"))


def receipts_of(message: Message) -> tuple[Report, ...]:
    """What a receipt says of our message. Header and certificate must agree: else it says nothing."""
    kind = header(message, "x-ricevuta").lower()
    if kind not in FATES:
        return ()
    named = _id(header(message, "x-riferimento-message-id"))
    data = certificate(message)
    if not named or (data is not None and not _agree(kind, named, data)):
        return ()
    error = data.error if data else ""
    address = kind == "errore-consegna" and error in ADDRESS_ERRORS
    detail = data.detail if data else ""
    said = ": ".join(filter(None, (WORDS[kind], detail)))[:300]
    return (Report(named, Fate.NO_ADDRESS if address else FATES[kind], error[:20], said),)


def _agree(kind: str, named: str, data: Data) -> bool:
    return data.kind == kind and data.message_id in ("", named)


def _id(text: str) -> str:
    return bare_id(text) or SURROUNDING.sub("", text)


def certificate(message: Message) -> Data | None:
    """What the certificate in a mail says; None where there is none that can be read."""
    part = next((one for one in parts(message) if _is_certificate(one)), None)
    raw = part.get_payload(decode=True) if part is not None else None
    return _read(raw) if isinstance(raw, bytes) and len(raw) <= LARGEST_DATA else None


def _is_certificate(part: Message) -> bool:
    return part.get_content_type() in ("application/xml", "text/xml") and "daticert" in (part.get_filename() or "")


def _read(raw: bytes) -> Data | None:
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        return None
    if root.tag != "postacert":
        return None
    return Data(
        root.get("tipo", "").lower(),
        root.get("errore", "").lower(),
        _id(_text(root, "dati/msgid")),
        clean(_text(root, "dati/errore-esteso"))[:200],
    )


def _text(root: Element, path: str) -> str:
    return " ".join((root.findtext(path) or "")[:1_000].split())


def unwrapped(message: Message) -> Message:
    """The message inside an envelope of certified mail, or of an anomaly; any other as it is."""
    if header(message, "x-trasporto").lower() not in ("posta-certificata", "errore"):
        return message
    enclosed = (one for one in parts(message) if one.get_content_type() == "message/rfc822")
    payload = (one.get_payload() for one in enclosed)
    inner = next((one[0] for one in payload if isinstance(one, list) and one), None)
    return inner if isinstance(inner, Message) else message
