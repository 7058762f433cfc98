"""The texts of a round: written in each language, read as a service reads them, tried out by whoever writes them."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import outbox
from questionari.usecases.house import House
from tests import factories
from tests.mail.desk import Desk, Probe
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.managing import ROUND, audited, draft, send, words

GERMAN = {"invitation@de.subject": "Umfrage {tornata}", "invitation@de.body": "Sehr geehrte {servizio}, {link}"}
ITALIAN = {
    "reminder_1.subject": "Promemoria {tornata}",
    "reminder_1.body": "Gentile {servizio}, entro il {scadenza}: {link}",
}

pytestmark = pytest.mark.engine("sqlite")


def sent(store: Database, app: Flask, hour: Clock) -> dict[str, EmailMessage]:
    """Recipient -> the last mail to it, of those that leave now."""
    probe = Probe()
    house: House = app.extensions["house"]
    Desk(store, house, hour).drain(probe)
    return {to: message_from_bytes(raw, _class=EmailMessage, policy=policy.default) for to, raw in probe.sent}


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("body", "Ohne {lnk}", "{lnk} qui non esiste"),
        ("body", "Ohne", "Manca {link}"),
        ("subject", "Umfrage\r\nBcc: x@evil.example", "può andare a capo"),
        ("subject", "=?utf-8?q?a=0ABcc=3A_evil?=", "contenere «=?»"),
        ("subject", "Umfrage \x07", "a capo"),
        ("subject", "Umfrage {link}", "non può stare nell"),
    ],
)
def test_a_text_in_another_language_is_judged_like_the_italian_one(
    staff: Browser, field: str, text: str, why: str
) -> None:
    assert draft(staff, **{**GERMAN, f"invitation@de.{field}": text}) == 422
    assert why in words(staff.text)
    assert "Sehr geehrte {servizio}" in staff.text or field == "body"


def test_each_text_is_read_as_a_service_that_can_be_chosen_reads_it(staff: Browser) -> None:
    assert draft(staff, **GERMAN) == 200
    assert "Invito, in tedesco" in staff.text and "Umfrage Primo semestre 2026" in staff.text
    first = re.search(r"Come li legge ([^.]*)\.", words(staff.text))
    staff.get(f"{ROUND}/anteprima?servizio=BA-007")
    other = re.search(r"Come li legge ([^.]*)\.", words(staff.text))
    assert first and other and first[1] != other[1]


def test_a_text_is_tried_out_by_whoever_writes_it_marked_and_without_a_link(
    app: Flask, staff: Browser, store: Database, hour: Clock
) -> None:
    assert draft(staff, **ITALIAN) == 200
    staff.get(f"{ROUND}/anteprima")
    form = next(
        found for found in map(staff.fields, range(staff.text.count("<form"))) if found.get("testo") == ["reminder_1"]
    )
    assert staff.post(f"{ROUND}/testi/prova", form).status_code == 200
    assert "La prova del testo è in coda per lenove.1@staff.example" in staff.text
    (mail,) = sent(store, app, hour).values()
    assert mail["To"] == "lenove.1@staff.example" and mail["Subject"].startswith("[PROVA DEL TESTO] Promemoria")
    plain, html = text_of(mail), text_of(mail, "html")
    assert "entro il 13 dicembre 2026" in plain and "/q/" not in plain + html
    links = {urlsplit(href).path for href in re.findall(r'href="([^"]+)"', html)}
    assert links == {"/verifica"}
    with store.reading() as session:
        row = session.scalars(select(OutboxMessage)).one()
        assert (row.kind, row.state, row.round_id, row.invitation_id) == ("text_test", "sent", None, None)
    assert "round.text_tried" in audited(store)
    assert staff.post(f"{ROUND}/testi/prova", {**form, "testo": "receipt"}).status_code == 404


def test_mails_follow_the_language_of_the_response_where_a_text_was_written_in_it(
    app: Flask, staff: Browser, store: Database, hour: Clock
) -> None:
    """One in German for the invitation, Italian alone for the reminder: that one is Italian with all around it."""
    assert draft(staff, **GERMAN, **ITALIAN) == 200
    assert send(staff, f"{ROUND}/apri") == 200
    sent(store, app, hour)
    with store.writing() as session:
        row = session.scalars(select(Round)).one()
        one = session.scalars(select(Invitation).where(Invitation.round_id == row.id).limit(1)).one()
        session.add(
            Response(invitation_id=one.id, round_id=row.id, state="in_progress", opened_at=factories.NOW, language="de")
        )
        about = {"round_id": row.id, "invitation_id": one.id, "contact_id": one.contact_id}
        recipient = session.scalars(select(OutboxMessage.recipient).where(OutboxMessage.invitation_id == one.id)).one()
        outbox.enqueue(session, factories.NOW, "invitation", recipient, seq="again", **about)
    again = sent(store, app, hour)[recipient]
    assert again["Subject"] == "Umfrage Primo semestre 2026" and "Sehr geehrte" in text_of(again)
    with store.writing() as session:
        outbox.enqueue(session, factories.NOW, "reminder_1", recipient, **about)
    mail = sent(store, app, hour)[recipient]
    assert "entro il 13 dicembre 2026" in text_of(mail) and mail["Content-Language"].startswith("it")
    assert "Per verificare che questo messaggio" in text_of(mail)
