"""Delivery status notifications (RFC 3464): what a server says became of a message whose headers it returns.

Only what quotes our Message-ID in the returned headers is believed: whoever has not received the message cannot know
it. The status says which address is wrong and which server was merely busy (RFC 3463).
"""

import re
from collections.abc import Iterable, Iterator
from email.errors import MessageError
from email.message import Message
from email.parser import HeaderParser

from questionari.mail.incoming.bodies import decoded
from questionari.mail.incoming.model import Fate, Report
from questionari.mail.incoming.shape import header, parts

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
REPLY = re.compile(r"\b(5\d\d)\b")
#: The address, as in the replies to RCPT TO: 5.1.x but for those about the sender; 5.2.0, 5.2.1; an unknown domain.
ABOUT_ADDRESS = re.compile(r"5\.(1\.(?![78]$)\d+|2\.[01]|4\.4)")
PASSES = re.compile(r"4\.\d+\.\d+|5\.2\.2")  # a full mailbox is not a wrong address, whatever the first figure
ADDRESS_REPLIES = frozenset({"550", "551", "553"})
VAGUE = frozenset({"", "5.0.0"})
MOST_RECIPIENTS = 20
#: The worst comes first: a message of ours has one recipient, whom a server may have forwarded to several.
RANK = (Fate.NO_ADDRESS, Fate.REFUSED, Fate.FULL, Fate.DELAYED, Fate.DELIVERED)


def reports_of(message: Message) -> tuple[Report, ...]:
    """What a notification says of each recipient, the worst first; nothing where it is none, or returns no headers."""
    if message.get_content_type() != "multipart/report":
        return ()
    found = list(parts(message))
    said = [one for part in found for one in _recipients(part)][:MOST_RECIPIENTS]
    fates = [(*one, _about(block)) for block in said if (one := _fate(block)) is not None]
    returned = next((name for part in found[1:] if (name := _returned_id(part))), "")
    if not fates or not returned:
        return ()
    fates.sort(key=lambda one: RANK.index(one[0]))
    return tuple(Report(returned, *one) for one in fates)


def _recipients(part: Message) -> Iterator[Message]:
    """The blocks about one recipient each of a part message/delivery-status."""
    blocks = part.get_payload() if part.get_content_type().endswith("/delivery-status") else ()
    if isinstance(blocks, list):
        yield from (block for block in blocks if isinstance(block, Message) and "action" in block)


def _fate(block: Message) -> tuple[Fate, str, str] | None:
    """(fate, code, words) of a recipient; None for what says nothing of an arrival (relayed, expanded)."""
    action = header(block, "action").lower()
    text = header(block, "diagnostic-code")[:300]
    code = _code(header(block, "status"), text)
    if action == "failed":
        return _failed(code, text), code, text
    known = {"delayed": Fate.DELAYED, "delivered": Fate.DELIVERED}
    return (known[action], code, text) if action in known else None


def _about(block: Message) -> frozenset[str]:
    """The addresses of a recipient: the one it was sent to, where that is told, and the one it went to in the end."""
    told = (header(block, name).rpartition(";")[2] for name in ("original-recipient", "final-recipient"))
    return frozenset(address for one in told if (address := one.strip().strip("<>").lower()))


def _code(status: str, diagnostic: str) -> str:
    """The status; where it is vague, the one the remote server gave."""
    own, said = STATUS.search(status), STATUS.search(diagnostic)
    code = own[0] if own else ""
    return said[0] if code in VAGUE and said else code


def _failed(code: str, diagnostic: str) -> Fate:
    if PASSES.fullmatch(code):
        return Fate.FULL
    if ABOUT_ADDRESS.fullmatch(code):
        return Fate.NO_ADDRESS
    reply = REPLY.search(diagnostic) if code in VAGUE else None
    return Fate.NO_ADDRESS if reply and reply[0] in ADDRESS_REPLIES else Fate.REFUSED


def _returned_id(part: Message) -> str:
    """The Message-ID of the message that a part gives back, whole or its headers alone."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inside = part.get_payload()
        returned = inside[0] if isinstance(inside, list) and inside else None
        return bare_id(header(returned, "message-id")) if isinstance(returned, Message) else ""
    if kind in ("text/rfc822-headers", "message/rfc822-headers"):
        return _id_in(decoded(part) or _enclosed(part))
    return ""


def _enclosed(part: Message) -> str:
    """Headers declared as a message are parsed by the library already."""
    inside = part.get_payload()
    return str(inside[0]) if isinstance(inside, list) and inside else ""


def _id_in(headers: str) -> str:
    try:
        return bare_id(header(HeaderParser().parsestr(headers), "message-id"))
    except MessageError:
        return ""


def bare_id(text: str) -> str:
    """The first id of a header, without angle brackets; "" where there is none."""
    return next(iter(ids_in(text)), "")


IDS = re.compile(r"<([^<>\s]{3,250})>")


def ids_in(text: str) -> Iterable[str]:
    """The ids in a header, in order."""
    return [found[1] for found in IDS.finditer(text)]
