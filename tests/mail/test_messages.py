"""Messages: one snapshot each in text and HTML, safe headers, staff texts checked before any sending."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from questionari.mail.messages import (
    KINDS,
    Envelope,
    Message,
    MessageFault,
    Tongue,
    UnknownKind,
    check_template,
    compose,
    freeze,
    kind_of,
)
from questionari.mail.messages.kind import PERSONAL
from questionari.mail.messages.kinds import WORDED, worded_for
from questionari.mail.messages.safety import check_raw
from questionari.mail.messages.templates import fill
from tests import factories
from tests.mail.desk import LISTED, Desk, Probe, queue

SNAPSHOTS = Path(__file__).with_name("snapshots")
TOKEN = "k3yT0ken-k3yT0ken_k3yT0ken-k3yT0ken_k3yT0ke"
BASE = "https://monitoraggio.example"
VALUES = {
    "tornata": "primo semestre 2026",
    "scadenza": "14 dicembre 2026",
    "proroga": "20 dicembre 2026",
    "atr": "Provincia di Bari",
    "servizio": "Centro antiviolenza L'Aurora",
    "periodo": "dal 1° gennaio 2026 al 30 giugno 2026",
    "link": f"{BASE}/q/{TOKEN}",
    "link_variazione": f"{BASE}/q/{TOKEN}#segnalazione",
    "link_preparazione": f"{BASE}/preparazione/A/01",
    "link_password": f"{BASE}/accesso/password/{TOKEN}",
    "stato_compilazione": "in compilazione (40%)",
    "atr_scrivente": "Provincia di Bari",
    "elenco_quesiti": "A5_02 – Donne accolte nel periodo\nA6_01 – Donne per comune di residenza",
    "elenco_servizi": "Centro antiviolenza «L'Aurora» – aperta\nConsultorio San Paolo – invitata",
    "telefono": "06 0000 0000",
    "email": "assistenza@rete.example",
    "orari": "dal lunedì al venerdì, 9.00–13.00",
    "verifica": f"{BASE}/verifica",
    "codice": "7KQ2M9TX4B",
    "ricevuta": "A-2026-000123",
    "inviato_il": "3 dicembre 2026, ore 10:42",
    "impronta": "9f" * 32,
    "sale": "0c" * 16,
    "inserimento": "",
    "codice_accesso": "482 913",
    "quando": "entro il 9 dicembre 2026",
    "pagina": "Persone e ore di lavoro",
    "risposta": "051 0000 000",
    "questionario": "Questionario per i servizi",
    "fino_al": "18 dicembre 2026",
    "link_consultazione": f"{BASE}/consultazione/apri/{TOKEN}",
    "link_area": f"{BASE}/atr/consultazioni/9f3c1a",
    "domanda": "A5_02 – Donne accolte nel periodo",
    "codice_segnalato": "ZZ99ZZ99ZZ",
    "mittente": "rete.antiviolenza@altrove.example",
    "territorio": "Provincia di Bari",
    "link_delega": f"{BASE}/colleghi/apri/{TOKEN}",
    "link_passaggio": f"{BASE}/passaggio/{TOKEN}",
    "nome": "Anna Verdi",
    "indirizzo": "anna.verdi@ente.example",
    "chiede": "Carla D'Amico",
    "sezioni": "Le donne accolte; Il personale",
    "esito": "La richiesta è partita.",
    **LISTED,
    "link_visto": f"{BASE}/visto/apri/{TOKEN}",
    "testo": "La scadenza è il 14 dicembre, non il 14 novembre.",
}
ENVELOPE = Envelope(
    "0190@rete.example",
    datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
    "Rete Nazionale Antiviolenza",
    "monitoraggio@rete.example",
    "assistenza@rete.example",
    "contatto@servizio.example",
)


@pytest.mark.parametrize("kind", [*KINDS, *WORDED])
def test_each_message_reads_as_reviewed(kind: str) -> None:
    message = compose(kind, VALUES)
    assert f"{message.subject}\n\n{message.text}" == (SNAPSHOTS / f"{kind}.txt").read_text()
    assert message.html == (SNAPSHOTS / f"{kind}.html").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_each_message_becomes_clean_bytes_that_read_back_the_same(kind: str) -> None:
    message = compose(kind, VALUES)
    raw = freeze(message, ENVELOPE)
    parsed = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    assert parsed["Subject"] == message.subject
    assert (parsed["Auto-Submitted"], parsed["Reply-To"]) == ("auto-generated", "assistenza@rete.example")
    assert parsed["Message-ID"] == "<0190@rete.example>"
    assert parsed["Date"] == "Sun, 22 Nov 2026 10:00:00 +0000"
    assert parsed.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.text
    assert parsed.get_body(("html",)).get_content().replace("\r\n", "\n") == message.html
    assert not {"Cc", "Bcc"} & set(parsed.keys())


class Reader(HTMLParser):
    """Notes what an HTML mail would load or run, and what it says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.language: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.language = dict(attrs).get("lang") or self.language


@pytest.mark.parametrize("kind", KINDS)
def test_html_loads_nothing_runs_nothing_and_names_its_language(kind: str) -> None:
    reader = Reader()
    reader.feed(compose(kind, VALUES).html)
    assert not reader.tags & {"img", "script", "link", "iframe", "form", "table", "style", "object"}
    assert reader.attributes <= {"lang", "charset", "name", "content", "style", "href"}
    assert reader.language == "it"


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.to_contact], ids=lambda kind: kind.name)
def test_a_message_to_somebody_else_knows_no_personal_link(kind: object) -> None:
    assert not kind.known & PERSONAL
    faults = check_template(kind.name, "Oggetto", kind.body + " {link}")
    assert [(fault.code, fault.placeholder) for fault in faults] == [("unknown_placeholder", "link")]


def test_an_office_that_answers_for_a_territory_is_told_nothing_of_the_acts_of_a_service() -> None:
    asked = [kind.name for kind in KINDS.values() if kind.to_contact and "servizio" in kind.known]
    for name in asked:
        message = compose(worded_for(name, "atr"), VALUES)
        assert "servizio" not in f"{message.subject} {message.text}".lower(), name
    assert (worded_for("atr_note", "atr"), worded_for("invitation", "service")) == ("atr_note", "invitation")


@pytest.mark.engine("sqlite")
def test_who_answers_once_for_each_contact_is_asked_for_records(desk: Desk) -> None:
    kinds = ("invitation", "reminder_1", "receipt")
    with desk.database.writing() as session:
        service = factories.invited(session, factories.DOCUMENTS / "many.json")
        queue(session, service)
    probe = Probe()
    assert desk.drain(probe).sent == 1
    ((_, raw),) = probe.sent
    sent = message_from_bytes(raw, _class=EmailMessage, policy=policy.default).get_body(("plain",)).get_content()
    for text in (sent, *(compose(worded_for(kind, "records"), VALUES).text for kind in kinds)):
        assert "schede" in text and "dichiar" in text
        assert "questionario" not in text and "singole persone" not in text


ALONE = [kind for name, kind in [*KINDS.items(), *WORDED.items()] if "@several" not in name]


@pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.name)
def test_our_own_texts_pass_the_check_that_staff_texts_must_pass(kind: object) -> None:
    assert check_template(kind.name, kind.subject, kind.body) == []


FAULTY = [
    ("Oggetto", "Compili qui.", "missing_placeholder"),
    ("Oggetto", "{link} {collegamento}", "unknown_placeholder"),
    ("Oggetto", "{link} {Link}", "stray_brace"),
    ("Oggetto", "{link} {{ 7*7 }}", "stray_brace"),
    ("Oggetto", "{link} {servizio.__class__}", "stray_brace"),
    ("Oggetto\r\nBcc: altri@esempio.example", "{link}", "unsafe_subject"),
    ("=?utf-8?q?a=0ABcc=3A_altri?=", "{link}", "unsafe_subject"),
    ("Il Suo {link}", "{link}", "link_in_subject"),
    (" ", "{link}", "empty"),
]


@pytest.mark.parametrize(("subject", "body", "code"), FAULTY)
def test_a_faulty_staff_text_is_refused_with_a_reason(subject: str, body: str, code: str) -> None:
    assert code in {fault.code for fault in check_template("invitation", subject, body)}


def test_all_faults_of_a_text_are_reported_at_once() -> None:
    faults = check_template("query", "{link}", "Testo {boh} {")
    assert [fault.code for fault in faults] == [
        "link_in_subject",
        "stray_brace",
        "unknown_placeholder",
        "missing_placeholder",
        "missing_placeholder",
    ]


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UnknownKind, match="'pec'"):
        kind_of("pec")
    assert check_template("pec", "a", "b")[0].code == "unknown_kind"


def test_a_staff_text_is_wrapped_by_our_layout_and_never_evaluated() -> None:
    texts = {"subject": "Invito {{ 7*7 }}", "body": "Gentile {{ config }}\n\n{link}. <b>Grazie</b> {% raw %}"}
    message = compose("invitation", VALUES, texts, "[PROVA] ")
    assert message.subject == "[PROVA] Invito {{ 7*7 }}"
    assert "Gentile {{ config }}" in message.text and f"{VALUES['link']} ." in message.text
    assert "&lt;b&gt;Grazie&lt;/b&gt; {% raw %}" in message.html
    assert VALUES["telefono"] in message.text and VALUES["codice"] in message.text


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([*KINDS, *WORDED]),
    st.dictionaries(
        st.sampled_from(sorted(VALUES)), st.sampled_from(("", "<b>{link}", "http://a", " \ue000link\ue002"))
    ),
    st.sampled_from((None, "{servizio} https://{codice}\n\n{link_variazione}", "\ue000{link}\ue002")),
    st.sampled_from((Tongue(), Tongue("de", ("it", "sl")))),
)
def test_a_mail_reads_the_same_whether_its_layout_is_filled_or_rendered_for_it_alone(
    kind: str, changed: dict[str, str], body: str | None, tongue: Tongue
) -> None:
    lines = {name: value.replace("\n", " – ") for name, value in VALUES.items()}
    values, texts = lines | changed, {"body": body} if body else None
    alone = values | {"not_a_placeholder": "a line\nof its own"}
    assert compose(kind, values, texts, "", tongue) == compose(kind, alone, texts, "", tongue)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_a_value_is_never_looked_at_for_placeholders(value: str) -> None:
    assert fill("{servizio}|{tornata}", {"servizio": value, "tornata": "{servizio}"}) == f"{value}|{{servizio}}"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40), st.sampled_from(["tornata", "scadenza"]))
def test_whatever_enters_the_subject_the_headers_stay_ours(value: str, name: str) -> None:
    try:
        raw = freeze(compose("invitation", VALUES | {name: value}), ENVELOPE)
    except MessageFault:
        return
    parsed = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    assert set(parsed.keys()) == {
        *("Subject", "From", "To", "Reply-To", "Date", "Message-ID", "MIME-Version", "Content-Type"),
        *("Auto-Submitted", "Content-Language"),
    }
    assert parsed["To"] == ENVELOPE.recipient


EVIL = [
    "=?utf-8?q?a=0ABcc=3A_evil=40esempio.example?=",
    "a\nBcc: evil@esempio.example",
    "a\r\nBcc: evil@esempio.example",
    "a\rb",
    "a\x00b",
    "a\u2028b",
    "a\u202eb",
    "x" * 400,
]


@pytest.mark.parametrize("value", EVIL)
def test_a_value_that_could_forge_a_header_is_refused_before_encoding(value: str) -> None:
    with pytest.raises(MessageFault):
        compose("invitation", VALUES | {"tornata": value})
    with pytest.raises(MessageFault):
        freeze(Message(value, "testo\n", "<p>testo</p>\n"), ENVELOPE)


@pytest.mark.parametrize("address", ["a b@x.example", "a@x.example, b@x.example", "a@x\nBcc: b", "à@x.example", "a"])
def test_only_one_plain_address_may_be_written_to(address: str) -> None:
    envelope = Envelope(**{name: getattr(ENVELOPE, name) for name in Envelope.__slots__} | {"recipient": address})
    with pytest.raises(MessageFault):
        freeze(compose("invitation", VALUES), envelope)


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: a\nBcc: b\r\n\r\ntesto\r\n",
        b"Subject: a\rb\r\n\r\ntesto\r\n",
        b"Subject: a\r\n\r\n" + b"x" * 1000,
        b"Subject: a\r\nSubject: b\r\n\r\ntesto\r\n",
        b"Subject a\r\n\r\ntesto\r\n",
        b"Subject: a\r\n\r\nte\0sto\r\n",
    ],
)
def test_bytes_with_bare_line_ends_or_foreign_headers_never_leave(raw: bytes) -> None:
    with pytest.raises(MessageFault):
        check_raw(raw)
