"""What comes back, understood: notifications, receipts, automatic answers, letters; and mails made to do harm."""

import pytest
from hypothesis import given, settings, strategies as st

from questionari.mail.incoming import Fate, Incoming, Kind, Report, read
from tests.mail.returned import dsn, envelope, letter, receipt

OURS = "abcdefghij.0190a1b2c3@rete.example"
pytestmark = pytest.mark.engine("sqlite")


@pytest.mark.parametrize("whole", [False, True])
def test_a_notification_names_our_message_and_why_it_failed(whole: bool) -> None:
    found = read(dsn(OURS, whole=whole))
    assert found.kind is Kind.REPORT
    assert found.reports == (
        Report(OURS, Fate.NO_ADDRESS, "5.1.1", "smtp; 550 User unknown", frozenset({"x@servizio.example"})),
    )


@pytest.mark.parametrize(
    ("status", "action", "diagnostic", "fate"),
    [
        ("5.1.1", "failed", "", Fate.NO_ADDRESS),
        ("5.1.2", "failed", "", Fate.NO_ADDRESS),
        ("5.1.10", "failed", "", Fate.NO_ADDRESS),
        ("5.2.1", "failed", "", Fate.NO_ADDRESS),
        ("5.4.4", "failed", "", Fate.NO_ADDRESS),
        ("5.0.0", "failed", "smtp; 550 5.1.1 No such user", Fate.NO_ADDRESS),
        ("5.0.0", "failed", "smtp; 550 No such user", Fate.NO_ADDRESS),
        ("", "failed", "x-unix; 551 gone", Fate.NO_ADDRESS),
        ("5.1.8", "failed", "smtp; 550 sender refused", Fate.REFUSED),
        ("5.7.1", "failed", "smtp; 550 5.7.1 spam", Fate.REFUSED),
        ("5.3.4", "failed", "", Fate.REFUSED),
        ("5.0.0", "failed", "smtp; 554 no", Fate.REFUSED),
        ("5.2.2", "failed", "smtp; 552 quota", Fate.FULL),
        ("4.2.2", "failed", "", Fate.FULL),
        ("4.4.7", "failed", "", Fate.FULL),
        ("4.4.1", "delayed", "", Fate.DELAYED),
        ("2.0.0", "delivered", "", Fate.DELIVERED),
    ],
)
def test_a_status_says_whether_the_address_is_wrong(status: str, action: str, diagnostic: str, fate: Fate) -> None:
    (report,) = read(dsn(OURS, status, action, diagnostic)).reports
    assert report.fate is fate


def test_a_notification_names_the_addresses_it_is_about() -> None:
    (report,) = read(dsn(OURS, to="<Altra@Casa.example>", original="Centro@Servizio.example")).reports
    assert report.about == {"altra@casa.example", "centro@servizio.example"}


def test_a_message_relayed_or_expanded_has_not_arrived_yet() -> None:
    assert [read(dsn(OURS, "2.0.0", action)).reports for action in ("relayed", "expanded")] == [(), ()]


def test_a_notification_that_returns_nothing_of_ours_is_read_by_a_person() -> None:
    raw = dsn(OURS).replace(b"Message-ID: <" + OURS.encode(), b"X-Other: <" + OURS.encode())
    found = read(raw)
    assert (found.reports, found.kind) == ((), Kind.LETTER)


def test_being_read_is_not_being_delivered() -> None:
    raw = dsn(OURS).replace(b"delivery-status", b"disposition-notification")
    assert (read(raw).kind, read(raw).reports) == (Kind.AUTOMATIC, ())


@pytest.mark.parametrize(
    ("kind", "error", "fate"),
    [
        ("accettazione", "nessuno", Fate.PEC_ACCEPTED),
        ("avvenuta-consegna", "nessuno", Fate.PEC_DELIVERED),
        ("errore-consegna", "no-dest", Fate.NO_ADDRESS),
        ("errore-consegna", "no-dominio", Fate.NO_ADDRESS),
        ("errore-consegna", "altro", Fate.REFUSED),
        ("preavviso-errore-consegna", "nessuno", Fate.DELAYED),
        ("non-accettazione", "altro", Fate.REFUSED),
        ("rilevazione-virus", "virus", Fate.REFUSED),
    ],
)
def test_a_receipt_of_certified_mail_says_how_far_it_came(kind: str, error: str, fate: Fate) -> None:
    found = read(receipt(kind, OURS, error))
    assert found.kind is Kind.REPORT
    assert [(one.message_id, one.fate) for one in found.reports] == [(OURS, fate)]


def test_what_passes_between_providers_says_nothing_to_us() -> None:
    found = read(receipt("presa-in-carico", OURS))
    assert (found.kind, found.reports) == (Kind.REPORT, ())


@pytest.mark.parametrize(
    "raw",
    [
        receipt("avvenuta-consegna", OURS, said="errore-consegna"),
        receipt("avvenuta-consegna", "altro@rete.example").replace(
            b"X-Riferimento-Message-ID: <altro@rete.example>", b"X-Riferimento-Message-ID: <" + OURS.encode() + b">"
        ),
    ],
)
def test_a_receipt_whose_certificate_says_otherwise_is_not_believed(raw: bytes) -> None:
    assert read(raw).reports == ()


@pytest.mark.parametrize(
    "certificate",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><postacert tipo="{kind}">&b;</postacert>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><postacert/>',
        "<postacert><dati>",
        "<altro/>",
        "<postacert>" + "x" * 200_000 + "</postacert>",
    ],
)
def test_a_certificate_made_to_do_harm_is_no_certificate(certificate: str) -> None:
    (report,) = read(receipt("avvenuta-consegna", OURS, certificate=certificate)).reports
    assert (report.fate, report.code) == (Fate.PEC_DELIVERED, "")


@pytest.mark.parametrize("transport", ["posta-certificata", "errore"])
def test_what_certified_mail_wraps_is_read(transport: str) -> None:
    found = read(envelope(letter("Chiediamo una proroga."), transport))
    assert (found.kind, found.text, found.subject) == (Kind.LETTER, "Chiediamo una proroga.", "Una domanda")
    assert (found.sender, found.message_id) == ("referente@servizio.example", "busta-1@gestore.example")


def test_a_notification_wrapped_as_an_anomaly_counts() -> None:
    assert [one.fate for one in read(envelope(dsn(OURS), "errore")).reports] == [Fate.NO_ADDRESS]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto_Submitted": "auto-replied"}, Kind.AUTOMATIC),
        ({"Auto_Submitted": "auto-replied; owner-email=x@y.example"}, Kind.AUTOMATIC),
        ({"Auto_Submitted": "no"}, Kind.LETTER),
        ({"X_Autoreply": "yes"}, Kind.AUTOMATIC),
        ({"Precedence": "bulk"}, Kind.AUTOMATIC),
        ({"List_Id": "<notizie.example>"}, Kind.AUTOMATIC),
        ({"Subject": "Risposta automatica: Monitoraggio"}, Kind.AUTOMATIC),
        ({"Subject": "Fuori ufficio: Monitoraggio"}, Kind.AUTOMATIC),
        ({"Subject": "Out of Office"}, Kind.AUTOMATIC),
        ({"Subject": "Abwesenheitsnotiz: Monitoraggio"}, Kind.AUTOMATIC),
        ({"Subject": "R: Risposta automatica"}, Kind.LETTER),
        ({"Subject": "Assenza della referente: chi compila?"}, Kind.LETTER),
        ({"X_Boxbe_Challenge": "1"}, Kind.CHALLENGE),
        ({"Auto_Submitted": "auto-replied", "Subject": "Please confirm your identity"}, Kind.CHALLENGE),
        ({"Auto_Submitted": "auto-replied", "Subject": "Verifica del mittente"}, Kind.CHALLENGE),
        ({"Subject": "Come verifico il mittente?"}, Kind.LETTER),
    ],
)
def test_whether_a_person_wrote_is_read_from_the_headers(headers: dict[str, str], kind: Kind) -> None:
    assert read(letter(**headers)).kind is kind


def test_a_letter_tells_who_wrote_what_in_answer_to_what() -> None:
    raw = letter(
        "Città\n\n\n\nperché?\n",
        sender="Ufficio «Pari opportunità» <Ufficio@Comune.example>",
        Subject="Re: Monitoraggio – è già chiuso?",
        In_Reply_To=f"<{OURS}>",
        References=f"<primo@rete.example> <{OURS}>",
    )
    found = read(raw)
    assert (found.sender, found.sender_name) == ("ufficio@comune.example", "Ufficio «Pari opportunità»")
    assert (found.subject, found.text) == ("Re: Monitoraggio – è già chiuso?", "Città\n\nperché?")
    assert found.references == (OURS, "primo@rete.example")
    assert found.message_id == "lettera-1@servizio.example"


def test_a_letter_in_html_alone_is_read_without_its_marks() -> None:
    raw = letter("<style>b</style><p>Buongiorno,<br>quando&nbsp;scade?</p><script>alert(1)</script>").replace(
        b"text/plain", b"text/html"
    )
    assert read(raw).text == "Buongiorno,\nquando scade?"


def test_what_is_attached_is_named_and_left_alone() -> None:
    raw = (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n"
        b"Ecco\r\n--x\r\nContent-Type: application/pdf; name=elenco.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"QUJD\r\n--x--\r\n"
    )
    found = read(raw)
    assert (found.text, [(one.type, one.size) for one in found.attachments]) == ("Ecco", [("application/pdf", 4)])


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("referente@servizio.example", "referente@servizio.example"),
        ("<Referente@Servizio.example>", "referente@servizio.example"),
        ('"a" <b@c.example> <d@e.example>', "d@e.example"),
        ("a (((( <b@c.example>", "b@c.example"),
        ("<b@\x00c.example>", ""),
        ("<a, b>", ""),
    ],
)
def test_the_address_of_a_sender_is_one_address_or_none(sender: str, address: str) -> None:
    raw = b"From: " + sender.encode() + b"\r\n\r\nciao"
    assert read(raw).sender == address


HOSTILE = {
    "deep": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(5_000)),
    "enclosed": b"Content-Type: message/rfc822\n\n" * 5_000,
    "parameters": b"Content-Type: multipart/mixed; " + b'a="b;";' * 30_000 + b"\n\nciao",
    "folded": b"Content-Type: multipart/mixed;" + b"\n a=b;" * 30_000 + b"\n\nciao",
    "comments": b"From: " + b"(" * 60_000 + b"\n\nciao",
    "encoded": b"Subject: " + b"=?utf-8?q?" * 5_000 + b"\n\nciao",
    "charset": b"Content-Type: text/plain; charset=x-niente\n\nciao",
    "bytes for a charset": b"Content-Type: text/plain; charset=\xff\xfe\n\nciao",
    "binary codec": b"Content-Type: text/plain; charset=zlib_codec\n\nciao",
    "marks": b"Content-Type: text/html\n\n" + b"<a <b <![ <!-- " * 20_000,
    "large": b"From: a@b.example\n\n" + b"parola " * 200_000,
    "nothing": b"",
    "zeros": b"\0" * 1_000,
    "uuencoded": b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\nM\n",
    "base64": b"Content-Transfer-Encoding: base64\n\n" + b"=A" * 999,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_mail_made_to_do_harm_becomes_a_letter_of_bounded_size(name: str) -> None:
    found = read(HOSTILE[name])
    assert found.kind is Kind.LETTER and len(found.text) <= 20_000
    assert "\0" not in found.text and found.subject.isprintable()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "report; report-type=delivery-status", "mixed", "signed"]))
def test_no_bytes_whatever_stop_the_reading(raw: bytes, kind: str) -> None:
    head = f"Content-Type: multipart/{kind}; boundary=b\n\n--b\n".encode() if kind else b""
    assert isinstance(read(head + raw), Incoming)


def test_a_text_that_turns_its_direction_is_straightened() -> None:
    assert read(letter("paga\u202eexe.fdp\u2066 qui")).text == "paga exe.fdp  qui"


def test_the_same_mail_is_known_again_by_itself_alone() -> None:
    first, again = read(letter()), read(b"Received: from mx.example\r\n" + letter())
    other = read(letter("Un altro testo", Message_ID="<lettera-1@servizio.example>"))
    assert first.fingerprint == again.fingerprint != other.fingerprint
