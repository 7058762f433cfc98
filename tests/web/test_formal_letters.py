"""The letter to an ATR for the Department's register: made once, printed at any time, its number entered and found."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store.models.access import AuditEvent
from questionari.store.models.census import Atr, Unit
from questionari.store.models.formal import FormalLetter
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from tests.pdf_text import tags, text_of
from tests.web import neighbours
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import submit
from tests.web.neighbours import TERAMO, Neighbours
from tests.web.test_atr_acts import found, office

__all__ = ["found", "office"]
pytestmark = pytest.mark.engine("sqlite")
NUMBER = {"number": "DPO 0012345-P", "day": "22/11/2026"}


def place(found: Neighbours) -> str:
    return f"/gestione/tornate/{found.round}/protocollo"


def make(office: Browser, found: Neighbours, territory: str = TERAMO) -> int:
    office.get(place(found))
    return office.post(place(found), {**office.fields(-1), "territory": territory}).status_code


def made(office: Browser, store: Database, found: Neighbours) -> str:
    """A letter to Teramo; its page."""
    with store.writing() as session:
        session.execute(update(Atr).where(Atr.code == TERAMO).values(pec="atr@pec.teramo.example"))
    assert make(office, found) == 200
    return office.path


def enter(office: Browser, page: str, **typed: str) -> int:
    office.get(page)
    return office.post(page, {**office.fields(-1), **typed}).status_code


def printed(office: Browser, page: str) -> bytes:
    answer = office.client.get(f"{page}/lettera.pdf", base_url="https://localhost")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return answer.data


def letters(store: Database) -> list[FormalLetter]:
    with store.reading() as session:
        return list(session.scalars(select(FormalLetter)))


def test_the_letter_names_the_silent_services_and_opens_nothing(
    office: Browser, store: Database, found: Neighbours
) -> None:
    page = made(office, store, found)
    pdf = printed(office, page)
    said = text_of(pdf)
    for words in (
        "Dipartimento per le Pari Opportunità",
        "All'Ambito Territoriale di Rete Teramo PEC: atr@pec.teramo.example",
        "servizi che non hanno restituito il questionario",
        "Centro Ponente",
        "In tutto manca 1 servizio:",
        letters(store)[0].sha256,
    ):
        assert words in said, words
    for hidden in ("http", "/q/", found.there.token, found.there.public_id, "Centro Levante"):
        assert hidden not in said, hidden
    assert b"/URI" not in pdf and tags(pdf, "TH") == 3


def test_a_shelter_is_named_by_its_code_alone(office: Browser, store: Database, found: Neighbours) -> None:
    with store.writing() as session:
        session.execute(update(Invitation).values(type_code="02"))
        code = session.get_one(Unit, found.there.unit_id).code
    said = text_of(printed(office, made(office, store, found)))
    assert f"Casa rifugio (codice {code})" in said and "Centro Ponente" not in said
    office.get(place(found))
    assert "Centro Ponente" not in office.text


def test_the_file_stays_the_same_when_the_services_have_answered(
    app: Flask, office: Browser, store: Database, found: Neighbours, hour: Clock
) -> None:
    page = made(office, store, found)
    before = printed(office, page)
    answering = Browser(app)
    answering.enter(found.there.token)
    submit(answering, found.there.public_id)
    with store.writing() as session:
        session.execute(update(Unit).values(name="Altro nome"))
        session.execute(update(Atr).values(name="Altro ATR", pec=None))
    hour.forward(days=3)
    neighbours.enter_again(office, store, found, "staff", hour.now)
    assert printed(office, page) == before
    assert make(office, found) == 422 and "non manca nessun servizio" in office.text


def test_what_is_kept_and_was_not_made_so_is_not_printed(office: Browser, store: Database, found: Neighbours) -> None:
    page = made(office, store, found)
    with store.writing() as session:
        letter = session.scalars(select(FormalLetter)).one()
        letter.content = {**letter.content, "services": [["Altro servizio", "aperta", "–"]]}
    assert office.get(f"{page}/lettera.pdf").status_code == 400
    assert "non corrispondono più alla loro impronta" in office.text


def test_the_same_letter_is_made_once_until_it_has_a_number(
    office: Browser, store: Database, found: Neighbours
) -> None:
    page = made(office, store, found)
    assert make(office, found) == 200 and office.path == page and len(letters(store)) == 1
    assert enter(office, page, **NUMBER) == 200
    assert make(office, found) == 200 and len(letters(store)) == 2


def test_number_and_day_are_judged_kept_corrected_and_taken_out_with_their_history(
    office: Browser, store: Database, found: Neighbours
) -> None:
    page = made(office, store, found)
    for typed, words in (
        ({"number": "", "day": ""}, "Questo campo è obbligatorio."),
        ({**NUMBER, "number": "senza cifre"}, "almeno una cifra"),
        ({**NUMBER, "number": "<b>1</b>"}, "almeno una cifra"),
        ({**NUMBER, "day": "ieri"}, "Scriva la data come giorno/mese/anno"),
        ({**NUMBER, "day": "01/01/2020"}, "La lettera è del 22/11/2026"),
        ({**NUMBER, "day": "31/12/2030"}, "La lettera è del 22/11/2026"),
    ):
        assert enter(office, page, **typed) == 422 and words in office.text, typed
        assert f'value="{typed["number"]}"' in office.text or "<" in typed["number"]
    assert "<b>1" not in office.text and letters(store)[0].protocol_number is None
    assert enter(office, page, **NUMBER) == 200 and "n. DPO 0012345-P del 22/11/2026" in office.text
    assert enter(office, page, **NUMBER) == 200
    assert enter(office, page, **{**NUMBER, "number": "12346"}) == 200
    assert enter(office, page, number="", day="") == 200 and letters(store)[0].protocol_number is None
    with store.reading() as session:
        query = select(AuditEvent.detail).where(AuditEvent.action == "formal_letter.numbered")
        told = session.scalars(query.order_by(AuditEvent.at, AuditEvent.id)).all()
    first, second = ["DPO 0012345-P", "2026-11-22"], ["12346", "2026-11-22"]
    assert sorted((one["before"], one["after"]) for one in told) == sorted([([], first), (first, second), (second, [])])


def test_who_has_not_seen_the_number_of_a_colleague_does_not_write_over_it(
    office: Browser, store: Database, found: Neighbours
) -> None:
    page = made(office, store, found)
    office.get(page)
    old = office.fields(-1)
    assert enter(office, page, **NUMBER) == 200
    assert office.post(page, {**old, "number": "99", "day": "22/11/2026"}).status_code == 422
    assert "Nel frattempo qualcuno ha cambiato il protocollo" in office.text
    assert letters(store)[0].protocol_number == NUMBER["number"]


def test_the_number_is_found_in_the_mail_list_and_in_the_list_of_the_round(
    office: Browser, store: Database, found: Neighbours
) -> None:
    page = made(office, store, found)
    assert enter(office, page, **NUMBER) == 200
    for asked in ("0012345", "dpo 0012345-P"):
        office.get(f"/gestione/posta?cerca={asked.replace(' ', '+')}")
        assert "Protocollo n. DPO 0012345-P del 22/11/2026" in office.text and page in office.text
    for asked in ("", "77777", "%25"):
        office.get(f"/gestione/posta?cerca={asked}")
        assert "Protocollo n." not in office.text
    office.get(place(found))
    assert "DPO 0012345-P" in office.text and page in office.text
    office.get(f"/gestione/tornate/{found.round}")
    assert "Lettere per il protocollo" in office.text


def test_a_round_that_is_not_open_or_is_a_rehearsal_has_no_new_letters_and_takes_numbers(
    office: Browser, store: Database, found: Neighbours
) -> None:
    page = made(office, store, found)
    office.get(place(found))
    old = office.fields(-1)
    for path, code in ((place(replace(found, round=found.test_round)), "072"), (place(found), "999")):
        assert office.post(path, {**old, "territory": code}).status_code in {404, 422}
    with store.writing() as session:
        round_ = session.scalars(select(Round).where(Round.code == found.round)).one()
        round_.closes_at = round_.deadline_at = round_.opens_at + timedelta(minutes=1)
    assert office.post(place(found), {**old, "territory": TERAMO}).status_code == 422
    assert "non si preparano altre lettere" in office.text and len(letters(store)) == 1
    assert enter(office, page, **NUMBER) == 200 and printed(office, page)


@pytest.mark.parametrize("role", ["anonymous", "respondent", "atr_there", "atr_here"])
def test_nobody_but_the_staff_reads_prepares_or_numbers_a_letter(
    app: Flask, office: Browser, store: Database, found: Neighbours, role: str
) -> None:
    page = made(office, store, found)
    other = neighbours.visitor(app, store, found, role)
    for path in (place(found), page, f"{page}/lettera.pdf"):
        answer = other.client.get(path, base_url="https://localhost")
        assert answer.status_code in {302, 303, 401, 403, 404} and b"Ponente" not in answer.data, path
    other.get("/codice")
    typed = {"csrf_token": other.token(), **NUMBER, "territory": TERAMO}
    for path in (place(found), page):
        assert other.post(path, typed, follow=False).status_code in {302, 303, 401, 403, 404}
    assert [one.protocol_number for one in letters(store)] == [None]


def test_a_letter_is_found_under_its_own_round_alone(office: Browser, store: Database, found: Neighbours) -> None:
    page = made(office, store, found)
    elsewhere = re.sub(f"/{found.round}/", f"/{found.test_round}/", page)
    assert elsewhere != page
    for path in (elsewhere, f"{elsewhere}/lettera.pdf"):
        assert office.get(path).status_code == 404
