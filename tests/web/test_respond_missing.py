"""Without JavaScript: what is missing is said once and holds nobody; what cannot be written is given back."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from questionari.settings import ROOT
from questionari.store.models.responses import Response
from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.house import Actor
from tests import factories
from tests.web.browser import Browser

STAFF = Actor("staff", "rossi.m")
INSTRUMENT_A = ROOT / "schemi" / "questionari" / "A" / "2026.1.json"


def redact(browser: Browser, store: Database, code: str) -> None:
    """Staff erase an answer while a page is open."""
    application = browser.client.application
    with store.writing() as session:
        row = session.scalars(select(Response)).one()
        house = application.extensions["house"]
        responding.redact(session, house, factories.NOW, STAFF, row.id, code)


def test_going_on_says_once_what_is_missing_and_then_lets_go(opened: Browser) -> None:
    opened.fill({"Q1": "", "Q3": ""})
    assert opened.path.endswith("/P1")
    assert "Su questa pagina mancano 2 risposte obbligatorie" in opened.text
    assert '<a href="#f-Q1">Il servizio è attivo?</a>' in opened.text
    assert not opened.title().startswith("Errore")
    opened.fill({"Q3": "Sportello Luna"})
    assert opened.path.endswith("/P3")


def test_whoever_goes_back_or_to_the_list_is_not_held(opened: Browser, invited: factories.Invited) -> None:
    opened.fill({"Q3": "", "Q4": "1"}, press="_go=list")
    assert opened.path == f"/rispondi/{invited.public_id}"
    assert "mancano 2 risposte" in opened.text


def test_what_is_missing_is_told_together_with_what_is_wrong(opened: Browser) -> None:
    opened.fill({"Q1": "1", "Q3": ""})
    opened.fill({"Q2": "molte", "Q3": ""})
    assert "Ci sono punti da controllare" in opened.text
    assert "manca una risposta obbligatoria" in opened.text
    opened.fill({"Q3": ""})
    assert opened.path.endswith("/P2")


def test_a_page_reached_from_the_review_does_not_say_it_again(opened: Browser, invited: factories.Invited) -> None:
    opened.get(f"/rispondi/{invited.public_id}/P1?esamina=1")
    opened.fill({"Q3": "Sportello Luna"})
    assert opened.path.endswith("/P3")


def test_no_total_is_named_before_the_answers_that_decide_it(browser: Browser, store: Database) -> None:
    with store.writing() as session:
        invitation = factories.invited(session, INSTRUMENT_A)
    browser.enter(invitation.token)
    assert "il totale dipende dalle prime risposte" in browser.text
    browser.get(f"/rispondi/{invitation.public_id}/A0b")
    assert '<span id="date">0</span>' in browser.text
    browser.fill({"A0_04": "1", "A0_08": "1"}, press="_go=list")
    browser.get(f"/rispondi/{invitation.public_id}/A0b")
    browser.fill({"A0_07": "1"}, press="_go=list")
    assert '<span id="date">3 su ' in browser.text
    assert (
        "dipende dalle risposte di «Anagrafica del servizio» e di «Utenza nel periodo di riferimento»" in browser.text
    )


def test_text_typed_on_a_page_that_shows_an_erased_answer_is_given_back(opened: Browser, store: Database) -> None:
    opened.fill({"Q1": "2", "Q3": "Sportello di Tizia", "Q4": "98", "Q4.98": "Fondazione"}, press="_go=list")
    opened.get(f"{opened.path}/P1")
    old = opened.fields()
    redact(opened, store, "Q3")
    answer = opened.post(opened.path, {**old, "Q3": "Sportello Aurora di Bari"}, "_go=continue")
    assert answer.status_code == 409
    assert "Lei aveva scritto" in opened.text
    assert opened.fields()["Q3"] == [""]
    opened.fill({}, press="_do=mine/Q3")
    assert opened.fields()["Q3"] == ["Sportello Aurora di Bari"]
    assert "Lei aveva scritto" not in opened.text


def test_several_texts_that_are_given_back_wait_for_one_another(opened: Browser, store: Database) -> None:
    opened.fill({"Q1": "2", "Q3": "Uno", "Q4": "98", "Q4.98": "Due"}, press="_go=list")
    opened.get(f"{opened.path}/P1")
    old = opened.fields()
    for code in ("Q3", "Q4"):
        redact(opened, store, code)
    opened.post(opened.path, {**old, "Q3": "Altro uno", "Q4.98": "Altro due"}, "_go=continue")
    for code in ("Q3", "Q4", "Q4.98"):
        opened.fill({}, press=f"_do=mine/{code}")
    fields = opened.fields()
    assert (fields["Q3"], fields["Q4"], fields["Q4.98"]) == (["Altro uno"], ["98"], ["Altro due"])


def test_numbers_taken_away_by_the_button_of_a_table_come_back(opened: Browser, invited: factories.Invited) -> None:
    opened.fill({"Q1": "1"})
    opened.get(f"/rispondi/{invited.public_id}/P2")
    button, box = 'value="nd/M1"', 'type="checkbox" id="f-M1:nd"'
    assert (button in opened.text, box in opened.text) == (True, False)
    opened.fill({"M1:1:a": "12", "M1:2:b": "tre"}, press="_do=nd/M1")
    assert (button in opened.text, box in opened.text) == (False, True)
    assert "12" in opened.text and "tre" in opened.text
    opened.fill({}, press="_do=mine/M1")
    assert opened.fields()["M1:1:a"] == ["12"]
    assert opened.fields()["M1:2:b"] == ["tre"]
    assert "M1:nd" not in opened.fields()


def test_what_is_wrong_with_a_cell_is_said_beside_it_too(opened: Browser, invited: factories.Invited) -> None:
    opened.fill({"Q1": "1"})
    opened.get(f"/rispondi/{invited.public_id}/P2")
    opened.fill({"M1:1:a": "dodici", "M1:1:b": "1,5"}, press="_go=list")
    opened.get(f"/rispondi/{invited.public_id}/P2?esamina=1")
    said = dict(re.findall(r'id="e-(M1:\d:\w)">Errore: ([^<]+)</span><input', opened.text))
    assert said["M1:1:a"] == "Scriva un numero usando solo cifre, ad esempio 12."
    assert said["M1:1:b"].startswith("Scriva un numero intero")
    assert said["M1:2:a"] == "Casella da compilare."
    assert 'aria-invalid="true" aria-describedby="e-M1:1:a"' in opened.text


@pytest.mark.parametrize("forged", ["mine/Q3", "mine/ZZ", "mine"])
def test_the_button_that_takes_back_with_nothing_to_take_changes_nothing(opened: Browser, forged: str) -> None:
    page = opened.path
    opened.fill({"Q1": "2", "Q3": "Nome"}, press=f"_do={forged}")
    opened.get(page)
    assert opened.fields()["Q3"] == ["Nome"]


def test_a_page_left_open_over_a_reopening_overwrites_no_answer_given_since(
    new_browser: Callable[[], Browser], store: Database, invited: factories.Invited
) -> None:
    first, second = new_browser(), new_browser()
    page = f"/rispondi/{invited.public_id}/P3"
    for browser in (first, second):
        browser.enter(invited.token)
    first.get(page)
    first.fill({"L1": "Bozza"}, press="_go=list")
    second.get(page)
    old = second.fields()
    first.get(page)
    first.fill({"L1": ""}, press="_go=list")
    first.get(f"/rispondi/{invited.public_id}/P1")
    first.fill({"Q1": "2", "Q3": "Nome"}, press="_go=list")
    first.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": first.token()})
    with store.writing() as session:
        row = session.scalars(select(Response)).one()
        house = first.client.application.extensions["house"]
        responding.reopen(session, house, factories.NOW, STAFF, row.id, "Manca un testo")
    first.get(page)
    first.fill({"L1": "Risposta nuova"}, press="_go=list")
    second.post(page, {**old, "L1": "Testo della pagina vecchia"}, "_go=list")
    assert second.fields()["L1"] == ["Risposta nuova"]
    assert "Testo della pagina vecchia" in second.text
