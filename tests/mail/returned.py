"""What may come back, built as the standards say: notifications (RFC 3464), receipts of PEC (RFC 6109), letters."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from questionari.usecases.incoming.port import MailboxFault

OURS = "monitoraggio@rete.example"
PROVIDER = "posta-certificata@gestore.example"


def letter(
    text: str = "Buongiorno, quando scade?", sender: str = "Referente <referente@servizio.example>", **headers: str
) -> bytes:
    """A mail that a person wrote. Header names with "_" for "-"."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, OURS
    mail["Subject"] = headers.pop("Subject", "Una domanda")
    mail["Message-ID"] = headers.pop("Message_ID", "<lettera-1@servizio.example>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def _headers_of(message_id: str) -> str:
    return f"From: {OURS}\nTo: x@servizio.example\nSubject: Invito\nMessage-ID: <{message_id}>\n"


def dsn(
    message_id: str,
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 User unknown",
    whole: bool = False,
    to: str = "",
    original: str = "",
) -> bytes:
    """A delivery status notification that returns our headers (or the whole message); ``to``: the last address."""
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"], report["To"] = "MAILER-DAEMON@mx.servizio.example", OURS
    report["Subject"], report["Auto-Submitted"] = "Undelivered Mail Returned to Sender", "auto-replied"
    report["Message-ID"] = f"<dsn-{abs(hash((message_id, status, action)))}@mx.servizio.example>"
    report.attach(MIMEText("I'm sorry to have to inform you."))
    report.attach(_status(status, action, diagnostic, (to or "x@servizio.example", original)))
    report.attach(_returned(message_id, whole))
    return report.as_bytes()


def _status(status: str, action: str, diagnostic: str, addresses: tuple[str, str]) -> Message:
    part = Message()
    part["Content-Type"] = "message/delivery-status"
    head, body = Message(), Message()
    head["Reporting-MTA"] = "dns; mx.servizio.example"
    body["Final-Recipient"] = f"rfc822; {addresses[0]}"
    if addresses[1]:
        body["Original-Recipient"] = f"rfc822;{addresses[1]}"
    body["Action"], body["Status"] = action, status
    if diagnostic:
        body["Diagnostic-Code"] = diagnostic
    part.set_payload([head, body])
    return part


def _returned(message_id: str, whole: bool) -> Message:
    if not whole:
        part = MIMEText(_headers_of(message_id))
        part.set_type("text/rfc822-headers")
        return part
    inside = EmailMessage()
    inside["Message-ID"], inside["From"] = f"<{message_id}>", OURS
    inside.set_content("Il testo")
    return MIMEMessage(inside)


CERTIFICATE = """<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="{kind}" errore="{error}">
  <intestazione>
    <mittente>{ours}</mittente>
    <destinatari tipo="certificato">ente@pec.servizio.example</destinatari>
    <risposte>{ours}</risposte>
    <oggetto>Invito</oggetto>
  </intestazione>
  <dati>
    <gestore-emittente>Gestore di prova</gestore-emittente>
    <data zona="+0100"><giorno>23/11/2026</giorno><ora>10:00:00</ora></data>
    <identificativo>opec1@gestore.example</identificativo>
    <msgid>&lt;{message_id}&gt;</msgid>
    <ricevuta tipo="completa"/>
    <consegna>ente@pec.servizio.example</consegna>
    <errore-esteso>{detail}</errore-esteso>
  </dati>
</postacert>
"""


def receipt(
    kind: str, message_id: str, error: str = "nessuno", said: str = "", certificate: str | None = None
) -> bytes:
    """A PEC receipt: signed text, daticert.xml and our own message. ``said``: the kind in the certificate."""
    outer = MIMEMultipart("signed", protocol="application/x-pkcs7-signature", micalg="sha-256")
    outer["From"], outer["To"] = PROVIDER, OURS
    outer["Subject"], outer["X-Ricevuta"] = f"{kind.upper()}: Invito", kind
    outer["X-Riferimento-Message-ID"] = f"<{message_id}>"
    outer["Message-ID"] = f"<{kind}.{message_id[:12]}@gestore.example>"
    mixed = MIMEMultipart("mixed")
    mixed.attach(MIMEText("Ricevuta"))
    text = CERTIFICATE if certificate is None else certificate
    detail = "" if error == "nessuno" else "5.1.1 - indirizzo non valido"
    mixed.attach(_xml(text.format(kind=said or kind, error=error, ours=OURS, message_id=message_id, detail=detail)))
    mixed.attach(_returned(message_id, whole=True))
    outer.attach(mixed)
    outer.attach(_signature())
    return outer.as_bytes()


def _xml(text: str) -> Message:
    part = MIMEText(text, "xml", "utf-8")
    part.set_type("application/xml")
    part.add_header("Content-Disposition", "attachment", filename="daticert.xml")
    return part


def _signature() -> Message:
    part = MIMEText("MIIB", "plain")
    part.set_type("application/x-pkcs7-signature")
    part.add_header("Content-Disposition", "attachment", filename="smime.p7s")
    return part


def envelope(inside: bytes, transport: str = "posta-certificata") -> bytes:
    """A mail from a PEC address, as its provider wraps it; or "errore": an ordinary one, as an anomaly."""
    outer = MIMEMultipart("mixed")
    outer["From"] = f'"Per conto di: ente@pec.servizio.example" <{PROVIDER}>'
    outer["To"], outer["Subject"] = OURS, "POSTA CERTIFICATA: Una domanda"
    outer["X-Trasporto"], outer["Message-ID"] = transport, "<busta-1@gestore.example>"
    outer.attach(MIMEText("Messaggio di posta certificata"))
    plain = outer.as_bytes()
    mark = f"--{outer.get_boundary()}".encode()
    head = b'\nContent-Type: message/rfc822; name="postacert.eml"\n\n'
    return plain.replace(mark + b"--", mark + head + inside + b"\n" + mark + b"--")


@dataclass
class Box:
    """A mailbox in memory, for what is not about IMAP: UIDs from 1, one validity."""

    mails: list[bytes] = field(default_factory=list)
    validity: int = 7
    name: str = "monitoraggio@posta.example/INBOX"
    fault: str = ""
    first_uid: int = 1

    def open(self) -> int:
        """Its validity."""
        if self.fault:
            raise MailboxFault(self.fault)
        return self.validity

    def uids(self, first: int, _since: date) -> Sequence[int]:
        """The UIDs from one on."""
        return [uid for uid in range(self.first_uid, self.first_uid + len(self.mails)) if uid >= first]

    def fetch(self, uid: int, most: int) -> bytes | None:
        """The first bytes of a mail."""
        return self.mails[uid - self.first_uid][:most]

    def close(self) -> None:
        """Nothing is open."""
