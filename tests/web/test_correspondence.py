"""The staff's side of what comes back: the conversations, the answer, words erased, an address corrected."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.settings import MailboxSettings
from questionari.store.models.census import Contact
from questionari.store.models.incoming import Letter, MailboxState
from questionari.store.models.messages import OutboxMessage
from questionari.store.session import Database
from questionari.usecases import retention
from questionari.usecases.incoming.reading import read
from questionari.usecases.outbox.drain import drain
from tests.mail.desk import CALM, Probe
from tests.mail.reading import returned
from tests.mail.returned import Box, letter
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.managing import ROUND, audited, login, mails, send

pytestmark = pytest.mark.engine("sqlite")
PLACE = "/gestione/segnalazioni/posta"
SERVICE = "/gestione/censimento/BA-005"


@pytest.fixture
def arrive(app: Flask, store: Database, hour: Clock) -> Callable[..., None]:
    """Put mails into the mailbox and have them read."""
    box = Box()

    def arrive(*found: bytes) -> None:
        box.mails.extend(found)
        read(store, app.extensions["house"], box, hour)

    return arrive


@pytest.fixture
def leave(app: Flask, store: Database, hour: Clock) -> Callable[[], Probe]:
    """Send what waits."""

    def leave() -> Probe:
        probe = Probe()
        drain(store, app.extensions["house"], [probe], hour, CALM)
        return probe

    return leave


def of(store: Database, recipient: str, kind: str = "invitation") -> OutboxMessage:
    """The latest message of a kind to an address."""
    own = (OutboxMessage.recipient == recipient, OutboxMessage.kind == kind)
    with store.reading() as session:
        return session.scalars(select(OutboxMessage).where(*own).order_by(OutboxMessage.id.desc())).first()


def thread(staff: Browser) -> str:
    """The address of the first conversation in the list."""
    staff.get(f"{PLACE}?mostra=tutte")
    return f"{PLACE}/{re.search(PLACE + '/([0-9a-f-]{36})', staff.text)[1]}"


AURORA = "servizio05@rete-bari.example"


def test_an_answer_waits_on_the_first_page_is_read_with_a_record_and_answered_by_mail(
    centres: Browser, store: Database, arrive: Callable[..., None], leave: Callable[[], Probe]
) -> None:
    leave()
    first = of(store, AURORA)
    arrive(letter("Quando <b>scade</b>?", sender=f"Ufficio <{AURORA}>", In_Reply_To=f"<{first.message_id}>"))
    centres.get("/gestione/")
    assert "messaggio ricevuto per posta aspetta una risposta" in centres.text
    centres.get(PLACE)
    assert "Primo semestre 2026" in centres.text and "scade" not in centres.text
    assert "letter.read" not in audited(store)
    place = thread(centres)
    centres.get(place)
    assert "Quando &lt;b&gt;scade&lt;/b&gt;?" in centres.text and "letter.read" in audited(store)
    assert "non è quello che il censimento ha" not in centres.text
    assert send(centres, place, text=" ", go="answer") == 422
    assert send(centres, place, text="Il 13 dicembre.", go="answer") == 200
    assert f"La risposta parte per {AURORA}" in centres.text
    assert "Nessuna conversazione aspetta" in centres.text
    assert b"13 dicembre" not in str(of(store, AURORA, "staff_reply").context).encode()
    ((recipient, raw),) = leave().sent
    assert recipient == AURORA and b"13 dicembre" in raw and b"scade" not in raw and b"/q/" not in raw
    reply = of(store, AURORA, "staff_reply")
    arrive(letter("Grazie", sender="altra@x.example", Message_ID="<2@x.example>", In_Reply_To=f"<{reply.message_id}>"))
    centres.get(place)
    assert "Grazie" in centres.text and "Il 13 dicembre." in centres.text
    assert "non è quello che il censimento ha" in centres.text


def test_who_answers_a_conversation_that_went_on_reads_it_first(
    staff: Browser, store: Database, arrive: Callable[..., None]
) -> None:
    arrive(letter("Prima", sender=AURORA))
    place = thread(staff)
    staff.get(place)
    fields = {**staff.fields(), "text": "Risposta scritta a lungo", "go": "answer"}
    arrive(letter("Seconda", sender=AURORA, Message_ID="<2@x.example>"))
    assert staff.post(place, fields).status_code == 409
    assert (
        "Nel frattempo" in staff.text and "Risposta scritta a lungo" in staff.text and mails(store, "staff_reply") == []
    )
    assert staff.post(place, {**staff.fields(), "go": "settle"}).status_code == 200
    assert "Nessuna conversazione aspetta" in staff.text
    assert send(staff, place, go="reopen") == 200
    assert "aspetta di nuovo" in staff.text


def test_the_words_of_a_letter_are_erased_for_good(
    staff: Browser, store: Database, arrive: Callable[..., None]
) -> None:
    arrive(letter("La signora Anna Bianchi è stata qui.", sender=AURORA))
    staff.get(PLACE)
    assert "può contenere dati personali" in staff.text
    place = thread(staff)
    staff.get(place)
    erase = re.search(place + "/[0-9a-f-]{36}/cancella", staff.text)[0]
    assert send(staff, erase) == 200
    assert "Il testo è stato cancellato" in staff.text and "Bianchi" not in staff.text and AURORA not in staff.text
    with store.reading() as session:
        found = session.scalars(select(Letter)).one()
        assert (found.sealed, found.suspect, found.erased_by) == (None, "", "lenove.1")
    assert "letter.erased" in audited(store)
    assert staff.get(erase).status_code == 404
    staff.get(place)
    assert staff.post(place, {**staff.fields(), "text": "Ciao", "go": "answer"}).status_code == 409


def test_a_letter_of_nobody_we_know_is_put_under_its_service(
    staff: Browser, store: Database, arrive: Callable[..., None]
) -> None:
    arrive(letter("Siamo il centro", sender="nuova@altrove.example"))
    staff.get(f"{PLACE}?mostra=non-attribuite")
    assert "Mittente che non è nel censimento" in staff.text
    place = thread(staff)
    staff.get(place)
    fields = staff.fields()
    assert staff.post(f"{place}/servizio", {**fields, "unit": "niente"}).status_code == 422
    assert staff.post(f"{place}/servizio", {**fields, "unit": "BA-005"}).status_code == 200
    assert "La conversazione sta ora sotto" in staff.text
    arrive(letter("Ancora noi", sender="nuova@altrove.example", Message_ID="<2@x.example>"))
    staff.get(place)
    assert "Ancora noi" in staff.text and "Di quale servizio è?" not in staff.text
    assert staff.post(f"{place}/servizio", {**staff.fields(), "unit": "BA-006"}).status_code == 409


@pytest.mark.parametrize(
    "sender", ["monitoraggio@rete.example", "assistenza@rete.example", "città@x.example", "nessuno"]
)
def test_there_are_senders_that_nobody_answers(
    staff: Browser, store: Database, arrive: Callable[..., None], sender: str
) -> None:
    arrive(b"From: <" + sender.encode() + b">\r\nSubject: x\r\n\r\nciao")
    place = thread(staff)
    staff.get(place)
    assert staff.post(place, {**staff.fields(), "text": "Ciao", "go": "answer"}).status_code == 409
    assert mails(store, "staff_reply") == []


def test_a_corrected_address_gets_at_once_what_came_back_from_the_old_one(
    centres: Browser, store: Database, arrive: Callable[..., None], leave: Callable[[], Probe], hour: Clock
) -> None:
    leave()
    arrive(returned(of(store, AURORA)))
    centres.get("/gestione/")
    assert "messaggio non è arrivato" in centres.text
    centres.get(f"{ROUND}")
    assert "recapito da correggere" in centres.text
    hour.forward(minutes=5)
    assert send(centres, f"{SERVICE}/recapito", email="nuova@rete.example", reason="indirizzo cambiato") == 200
    assert "parte subito verso il nuovo indirizzo" in centres.text
    assert "Invia di nuovo il collegamento" not in centres.text
    assert [recipient for recipient, _ in leave().sent] == ["nuova@rete.example"]
    centres.get("/gestione/")
    assert "messaggio non è arrivato" not in centres.text
    arrive(returned(of(store, AURORA), "5.1.2"))
    with store.reading() as session:
        assert session.scalars(select(Contact.bounced_at).where(Contact.email == "nuova@rete.example")).one() is None


def test_another_name_for_the_same_address_sends_nothing(
    centres: Browser, store: Database, arrive: Callable[..., None], leave: Callable[[], Probe]
) -> None:
    leave()
    assert send(centres, f"{SERVICE}/recapito", email="nuova@rete.example", reason="cambiata") == 200
    assert leave().sent == []
    assert "Invia di nuovo il collegamento" in centres.text


def test_a_mailbox_that_cannot_be_read_is_told_after_an_hour(
    staff: Browser, app: Flask, store: Database, hour: Clock
) -> None:
    staff.get(PLACE)
    assert "Nessuna casella di posta è impostata" in staff.text
    house = app.extensions["house"]
    mailbox = MailboxSettings("posta.example", "monitoraggio@rete.example")
    app.extensions["house"] = replace(house, settings=replace(house.settings, mailbox=mailbox))
    staff.get(PLACE)
    assert "non ancora letta" in staff.text
    read(store, app.extensions["house"], Box(name=mailbox.name, fault="LOGIN failed"), hour)
    staff.get(PLACE)
    assert "non si legge dal" in staff.text and "LOGIN failed" in staff.text
    staff.get("/gestione/")
    assert "casella di posta non si legge" not in staff.text
    hour.forward(hours=2)
    login(staff, store, code="lenove.2", now=hour.now)
    staff.get("/gestione/")
    assert "casella di posta non si legge" in staff.text
    read(store, app.extensions["house"], Box(name=mailbox.name), hour)
    staff.get(PLACE)
    assert "letta il" in staff.text
    with store.reading() as session:
        assert session.scalars(select(MailboxState.fault)).one() is None


def test_the_words_of_a_settled_conversation_are_kept_a_year(
    staff: Browser, store: Database, arrive: Callable[..., None], hour: Clock, app: Flask
) -> None:
    arrive(letter(sender=AURORA), letter(sender="altra@x.example", Message_ID="<2@x.example>"))
    staff.get(thread(staff))
    staff.post(staff.path, {**staff.fields(0 if "servizio" not in staff.text else -1), "go": "settle"})
    house = app.extensions["house"]
    with store.writing() as session:
        for days, erased in ((364, 0), (366, 1), (366, 0)):
            assert retention.erase_due(session, house, hour.now + timedelta(days=days), "letters") == erased
