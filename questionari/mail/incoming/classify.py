"""Which kind a mail is: one table of rules, asked in order; what no rule takes is a letter, and a person reads it."""

import re
from collections.abc import Callable
from dataclasses import replace
from email.message import Message

from questionari.mail.incoming import notifications, pec
from questionari.mail.incoming.bodies import LONGEST, attachments_of, text_of, tidy
from questionari.mail.incoming.model import Incoming, Kind, Report
from questionari.mail.incoming.shape import Shape, header, parse

MOST_REFERENCES = 20
ADDRESS = re.compile(r"[^@\s<>\"(),:;]{1,64}@[^@\s<>\"(),:;]{1,189}")
#: RFC 3834 and what came before it; a value of "no" says that a person wrote.
AUTOMATIC_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "list-id", "feedback-id")
AUTOMATIC_PRECEDENCE = frozenset({"auto_reply", "bulk", "junk", "list"})
#: The subject begins so where a program answers for somebody who is away; an answer to it begins with "R:" or "Re:".
AWAY = re.compile(
    r"(out of (the )?office|automatic reply|auto(matic)?[- ]?(reply|response|antwort)|autoreply|risposta automatica|"
    r"fuori (sede|ufficio)|assen(te|za) dall'ufficio|abwesenheits\w+|réponse automatique|absence du bureau|"
    r"samodejni odgovor)",
    re.I,
)
CHALLENGE_HEADERS = ("x-challenge", "x-boxbe-challenge", "x-tmda-confirm", "x-ask-auth", "x-spamarrest-challenge")
CHALLENGE = re.compile(
    r"(confirm|verify|conferm|verific)\w*\W+(?:\w+\W+){0,4}"
    r"(sender|identity|delivery|e-?mail address|mittente|identità|consegna|invio)",
    re.I,
)


def read(raw: bytes) -> Incoming:
    """The mail as a value. Never raises: what cannot be taken apart is a letter that says so little."""
    shape = parse(raw)
    try:
        return _told(shape)
    except Exception:  # the library trips over crafted mails in ever new ways; none may hide the mails behind it
        return _told(replace(shape, whole=False))


def _told(shape: Shape) -> Incoming:
    outer = shape.message
    inner = pec.unwrapped(outer) if shape.whole else outer
    reports = (_reports(outer) or _reports(inner)) if shape.whole else ()
    text = text_of(inner) if shape.whole else _beginning(shape)
    name, address = _sender(outer, inner)
    return Incoming(
        kind=_kind(outer, inner, reports, text),
        fingerprint=shape.fingerprint,
        message_id=notifications.bare_id(header(outer, "message-id")),
        references=_references(inner),
        sender=address,
        sender_name=name,
        subject=header(inner, "subject")[:300],
        text=text,
        attachments=attachments_of(inner) if shape.whole else (),
        reports=reports,
        complete=shape.whole,
    )


def _reports(message: Message) -> tuple[Report, ...]:
    return pec.receipts_of(message) or notifications.reports_of(message)


def _beginning(shape: Shape) -> str:
    """What a person can read of a mail that is not taken apart."""
    return tidy(shape.body[: 4 * LONGEST].decode(errors="replace"))


def _kind(outer: Message, inner: Message, reports: tuple[Report, ...], text: str) -> Kind:
    rules: tuple[tuple[Callable[[], bool], Kind], ...] = (
        (lambda: bool(reports) or pec.is_receipt(outer), Kind.REPORT),
        (lambda: _challenges(inner, text), Kind.CHALLENGE),
        (lambda: _is_automatic(inner), Kind.AUTOMATIC),
    )
    return next((kind for holds, kind in rules if holds()), Kind.LETTER)


def _is_automatic(message: Message) -> bool:
    """A server's report that could not be understood is for a person to read; one of having been read is for nobody."""
    if message.get_content_type() == "multipart/report":
        return str(message.get_param("report-type")).lower() == "disposition-notification"
    return _declares(message) or AWAY.match(header(message, "subject")) is not None


def _declares(message: Message) -> bool:
    """Whether it says of itself that no person wrote it."""
    submitted = header(message, "auto-submitted").lower().partition(";")[0].strip()
    precedence = header(message, "precedence").lower()
    marked = any(name in message for name in AUTOMATIC_HEADERS)
    return submitted not in ("", "no") or precedence in AUTOMATIC_PRECEDENCE or marked


def _challenges(message: Message, text: str) -> bool:
    if any(name in message for name in CHALLENGE_HEADERS):
        return True
    asked = f"{header(message, 'subject')}\n{text[:1_000]}"
    return _declares(message) and CHALLENGE.search(asked) is not None


def _references(message: Message) -> tuple[str, ...]:
    """The ids it answers to, the nearest first."""
    named = [
        *notifications.ids_in(header(message, "in-reply-to")),
        *reversed(list(notifications.ids_in(str(message.get("references", ""))[-4_000:]))),
    ]
    return tuple(dict.fromkeys(named))[:MOST_REFERENCES]


def _sender(outer: Message, inner: Message) -> tuple[str, str]:
    """(name, address) of who wrote; the envelope of certified mail bears its provider's address."""
    found = (_named(header(one, "from")[:500]) for one in (inner, outer))
    return next((one for one in found if one[1]), ("", ""))


def _named(text: str) -> tuple[str, str]:
    """ "Maria Rossi <maria@servizio.example>" -> name and address. The library's own reader recurses into comments."""
    before, _, angled = text.rpartition("<")
    address = ADDRESS.search(angled)
    if address is None or not address[0].isprintable():
        return "", ""
    return before.strip(" \"'")[:200], address[0].lower()
