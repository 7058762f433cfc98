"""Until when the certificates are good that the site and our mail servers show: for the digest to say so in time.

A server that cannot be reached, or whose certificate does not verify, says nothing here: mail that does not leave and
mailboxes that are not read are told elsewhere.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from questionari.mail.mailbox import ImapMailbox
from questionari.mail.tokens import TokenError
from questionari.mail.transport import connect
from questionari.settings import MailboxSettings, MailSettings, Settings
from questionari.usecases.incoming.port import MailboxFault

TIMEOUT_S = 20.0
FAULTS = (OSError, smtplib.SMTPException, TokenError, MailboxFault, ValueError)
Look = Callable[[], datetime | None]


def places(settings: Settings, tls: ssl.SSLContext | None = None) -> Mapping[str, Look]:
    """Each server that shows us a certificate -> how to look at it. Nothing is connected to before."""
    context = tls or ssl.create_default_context()
    found = dict[str, Look]()
    for name, mail in (("smtp", settings.mail), ("pec smtp", settings.pec)):
        if mail is not None and mail.tls != "none":
            found[name] = partial(_of_mail, mail, context)
    for name, box in (("imap", settings.mailbox), ("pec imap", settings.pec_mailbox)):
        if box is not None and box.tls != "none":
            found[name] = partial(_of_mailbox, box, context)
    site = urlsplit(settings.base_url)
    if site.scheme == "https" and site.hostname:
        found["site"] = partial(_of_site, site.hostname, site.port or 443, context)
    return found


def looked_at(found: Mapping[str, Look]) -> Iterator[tuple[str, datetime]]:
    """(server, until when its certificate is good), of those that answer."""
    for name, look in found.items():
        with suppress(*FAULTS):
            until = look()
            if until is not None:
                yield name, until


def _of_mail(mail: MailSettings, context: ssl.SSLContext) -> datetime | None:
    host = connect(mail, context)
    try:
        return _until(getattr(host, "sock", None))
    finally:
        host.close()


def _of_mailbox(settings: MailboxSettings, context: ssl.SSLContext) -> datetime | None:
    box = ImapMailbox(settings, context)
    try:
        box.open()
        return _until(box.server.socket() if box.server else None)
    finally:
        box.close()


def _of_site(host: str, port: int, context: ssl.SSLContext) -> datetime | None:
    with (
        socket.create_connection((host, port), timeout=TIMEOUT_S) as plain,
        context.wrap_socket(plain, server_hostname=host) as sock,
    ):
        return _until(sock)


def _until(sock: object) -> datetime | None:
    certificate = sock.getpeercert() if isinstance(sock, ssl.SSLSocket) else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC) if certificate else None
