"""`flask mail check`: does mail leave, is it taken for ours, does what comes back reach us. Nothing is sent.

Each line is a verdict ("ok", "warning", "fault"), what was looked at, and words: what is so, or what to do.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from questionari.mail.mailbox import ImapMailbox
from questionari.mail.messages import MessageFault
from questionari.mail.messages.signing import signed, verified
from questionari.mail.tokens import TokenError
from questionari.mail.transport import connect
from questionari.settings import MailboxSettings, MailSettings
from questionari.usecases.incoming.port import MailboxFault

OK, WARNING, FAULT = "ok", "warning", "fault"
#: (name, record type) -> the records as text. Raises LookupError where there are none, OSError where nobody answers.
Lookup = Callable[[str, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    verdict: str
    what: str
    words: str


def pec(
    mail: MailSettings | None, mailbox: MailboxSettings | None, tls: ssl.SSLContext | None = None
) -> Iterator[Finding]:
    """The same of certified mail, where it has a mailbox of its own: both its servers, and what its receipts need."""
    if mail is None:
        return
    for one in (*leaving(mail, tls), *returning(mailbox, mail, tls), *certified(mail)):
        words = one.words.replace("MAIL_", "PEC_").replace("IMAP_HOST", "PEC_IMAP_HOST")
        yield Finding(one.verdict, one.what if one.what.startswith("pec ") else f"pec {one.what}", words)


def leaving(mail: MailSettings, tls: ssl.SSLContext | None = None) -> Iterator[Finding]:
    """Connect, sign in and name the sender, as a mail would, without sending one."""
    place = f"{mail.host}:{mail.port}"
    try:
        host = connect(mail, tls or ssl.create_default_context())
    except (smtplib.SMTPException, OSError, TokenError) as error:
        yield Finding(FAULT, "smtp", f"{place}: {type(error).__name__}: {error}")
        return
    try:
        yield Finding(OK, "smtp", f"{place} answers")
        yield _encryption("smtp tls", getattr(host, "sock", None), mail.host)
        yield _signed_in("smtp login", mail.username, mail.oauth is not None, bool(mail.password or mail.oauth))
        host.ehlo_or_helo_if_needed()
        code, said = host.mail(mail.sender)
        words = f"{mail.sender}: {code} {said.decode(errors='replace')}"
        yield Finding(OK if code == 250 else FAULT, "smtp sender", words)
        host.rset()
    except (smtplib.SMTPException, OSError) as error:
        yield Finding(FAULT, "smtp sender", f"{type(error).__name__}: {error}")
    finally:
        host.close()


def _encryption(what: str, sock: object, host: str) -> Finding:
    if not isinstance(sock, ssl.SSLSocket):
        return Finding(WARNING, what, f"none: links and passwords travel to {host} in clear")
    certificate = sock.getpeercert() or {}
    return Finding(OK, what, f"{sock.version()}, certificate verified, good until {certificate.get('notAfter', '?')}")


def _signed_in(what: str, username: str | None, token: bool, known: bool) -> Finding:
    if not username or not known:
        return Finding(WARNING, what, "nobody signs in: the server takes mail from this machine as it is")
    return Finding(OK, what, f"{username} by {'XOAUTH2' if token else 'password'}")


def returning(
    mailbox: MailboxSettings | None, mail: MailSettings, tls: ssl.SSLContext | None = None
) -> Iterator[Finding]:
    """Open the mailbox as a reading would; is it the one that what comes back goes to?"""
    if mailbox is None:
        yield Finding(WARNING, "imap", "IMAP_HOST is not set: what comes back is not read, no address is found wrong")
        return
    box = ImapMailbox(mailbox, tls) if tls else ImapMailbox(mailbox)
    try:
        box.open()
        sock = box.server.socket() if box.server else None
        yield Finding(OK, "imap", f"{mailbox.host}:{mailbox.port}, folder {mailbox.folder}")
        yield _encryption("imap tls", sock, mailbox.host)
        yield _signed_in("imap login", mailbox.username, mailbox.oauth is not None, known=True)
    except MailboxFault as error:
        yield Finding(FAULT, "imap", f"{mailbox.name}: {error}")
    finally:
        box.close()
    yield _reached(mailbox, mail)


def _reached(mailbox: MailboxSettings, mail: MailSettings) -> Finding:
    elsewhere = sorted({mail.sender, mail.reply_to} - {mailbox.username})
    if not elsewhere:
        return Finding(OK, "imap address", f"{mailbox.username} gets what comes back and what people answer")
    words = f"mail to {' and '.join(elsewhere)} must be delivered to {mailbox.username}: failures go to MAIL_SENDER"
    return Finding(WARNING, "imap address", f"{words}, answers to MAIL_REPLY_TO")


def certified(mail: MailSettings) -> Iterator[Finding]:
    """What a PEC provider asks (RFC 6109); the first three hold however it is set up."""
    yield Finding(
        OK, "pec rules", "one recipient a message, envelope sender = From, no Bcc, text and HTML far below 30 MB"
    )
    if mail.username and mail.username.lower() != mail.sender.lower():
        words = f"a PEC account writes for itself alone: MAIL_USERNAME {mail.username} is not MAIL_SENDER {mail.sender}"
        yield Finding(WARNING, "pec sender", f"{words} (of no matter for ordinary mail)")


def records(mail: MailSettings, lookup: Lookup | None, selector: str = "") -> Iterator[Finding]:
    """What receivers ask the DNS about the sender's domain; without a lookup, what to ask it."""
    domain = mail.sender.rpartition("@")[2].lower()
    asked = (
        ("spf", domain, "TXT", _spf),
        ("dmarc", f"_dmarc.{domain}", "TXT", _dmarc),
        ("dkim", f"{selector}._domainkey.{domain}" if selector else "", "TXT", _dkim),
        ("mx", mail.reply_to.rpartition("@")[2].lower(), "MX", _mx),
    )
    for what, name, kind, judge in asked:
        if not name:
            yield Finding(
                WARNING, what, f"SELECTOR._domainkey.{domain}: give --selector, or look in a received mail's headers"
            )
        elif lookup is None:
            yield Finding(WARNING, what, f"not looked up: ask the DNS for {kind} of {name}")
        else:
            yield _judged(what, name, kind, lookup, judge)


TRIED = (
    b"From: prova@example\r\nTo: prova@example\r\nSubject: prova\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n"
    b"Message-ID: <prova@example>\r\n\r\nProva.\r\n"
)


def signature(mail: MailSettings, lookup: Lookup | None) -> Iterator[Finding]:
    """Where we sign ourselves: does the key sign, and does the key in the DNS verify what it signs."""
    if mail.dkim is None:
        return
    what, name = "dkim signing", f"{mail.dkim.selector}._domainkey.{mail.dkim.domain}"
    try:
        raw = signed(TRIED, mail.dkim)
        if lookup is None:
            yield Finding(OK, what, f"{name} signs; its key in the DNS was not looked up")
        elif verified(raw, lambda asked: lookup(asked, "TXT")):
            yield Finding(OK, what, f"{name} signs, and its key in the DNS verifies it")
        else:
            yield Finding(FAULT, what, f"{name}: the key in the DNS does not verify what DKIM_KEY_FILE signs")
    except MessageFault as error:
        yield Finding(FAULT, what, str(error))


Judge = Callable[[str, Sequence[str]], Finding]


def _judged(what: str, name: str, kind: str, lookup: Lookup, judge: Judge) -> Finding:
    try:
        return judge(name, lookup(name, kind))
    except LookupError:
        return judge(name, ())
    except OSError as error:
        return Finding(WARNING, what, f"{name}: no answer from the DNS ({type(error).__name__})")


def _spf(name: str, found: Sequence[str]) -> Finding:
    own = [text for text in found if text.lower().split(" ")[0] == "v=spf1"]
    if len(own) != 1:
        words = (
            "no v=spf1 record: receivers cannot tell who may send" if not own else "several v=spf1 records: none counts"
        )
        return Finding(FAULT, "spf", f"{name}: {words}")
    if own[0].rpartition(" ")[2].lower() not in ("-all", "~all") and "redirect=" not in own[0]:
        return Finding(WARNING, "spf", f"{name}: {own[0]} does not end with ~all or -all")
    return Finding(OK, "spf", f"{name}: {own[0]}; the server that sends must be among them")


def _dmarc(name: str, found: Sequence[str]) -> Finding:
    own = next((text for text in found if text.lower().startswith("v=dmarc1")), "")
    if not own:
        return Finding(WARNING, "dmarc", f"{name}: no v=DMARC1 record (the parent domain's counts, where it has one)")
    return Finding(OK, "dmarc", f"{name}: {own}")


def _dkim(name: str, found: Sequence[str]) -> Finding:
    key = next((text for text in found if "p=" in text), "")
    if not key or "p=;" in key.replace(" ", "") or key.rstrip().endswith("p="):
        return Finding(
            FAULT, "dkim", f"{name}: no public key; signing is the mail server's work, its key must be there"
        )
    return Finding(OK, "dkim", f"{name}: a public key of {len(key)} characters")


def _mx(name: str, found: Sequence[str]) -> Finding:
    if not found:
        return Finding(FAULT, "mx", f"{name}: no server takes mail for it; nobody can answer")
    return Finding(OK, "mx", f"{name}: {', '.join(sorted(found)[:4])}")
