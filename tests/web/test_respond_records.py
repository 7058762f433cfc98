"""The records of a service through a browser without JavaScript."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from questionari.store.session import Database
from tests import factories
from tests.web import managing
from tests.web.browser import Browser
from tests.web.conftest import Clock

pytestmark = pytest.mark.engine("sqlite")  # the queries are tried on both in tests/usecases


@pytest.fixture
def asked(store: Database) -> factories.Invited:
    with store.writing() as session:
        return factories.invited(session, factories.DOCUMENTS / "many.json")


@pytest.fixture
def home(browser: Browser, asked: factories.Invited) -> Browser:
    """A browser on the list."""
    browser.enter(asked.token)
    return browser


def form_to(browser: Browser, place: str) -> dict[str, list[str]]:
    """The form of the page shown that leads there."""
    assert f'action="{place}"' in browser.text
    number = browser.text.split(f'action="{place}"')[0].count("<form")
    return browser.fields(number - browser.text.count("<form") - 1)


def press(browser: Browser, place: str) -> None:
    """Press the button of that form."""
    browser.post(place, form_to(browser, place))


def send_one(browser: Browser, place: str, number: int) -> None:
    press(browser, f"{place}/schede")
    browser.get(f"{place}.{number}/P1")
    browser.fill({"Q1": "1"})
    browser.post(f"{place}.{number}/invio", browser.fields())


def test_a_record_is_added_filled_and_sent_with_a_receipt_of_its_own(home: Browser, asked: factories.Invited) -> None:
    place = f"/rispondi/{asked.public_id}"
    assert home.path == place
    assert home.title().startswith("Le schede di questo servizio")
    press(home, f"{place}/schede")
    assert home.path == f"{place}.1"
    home.get(f"{place}.1/P1")
    assert f'<a href="{place}">Le schede di questo servizio</a> · <strong>Scheda n. 1</strong>' in home.text
    home.fill({"Q1": "1"})
    assert home.path == f"{place}.1/riepilogo"
    assert "Invia la scheda" in home.text
    home.post(f"{place}.1/invio", home.fields())
    assert home.path == f"{place}.1/ricevuta"
    assert "Scheda n. 1 inviata" in home.text
    assert "arriva anche per e-mail" not in home.text


def test_a_draft_is_deleted_after_a_question_and_the_list_is_then_declared_complete(
    home: Browser, asked: factories.Invited
) -> None:
    place = f"/rispondi/{asked.public_id}"
    assert "Nessuna scheda da inserire in questo periodo" in home.text
    send_one(home, place, 1)
    home.get(place)
    press(home, f"{place}/schede")
    home.get(place)
    assert "ancora vuota" in home.text
    assert "Ho finito" not in home.text
    home.get(f"{place}.2/eliminazione")
    assert "Eliminare la scheda n. 2?" in home.text
    home.post(f"{place}.2/eliminazione", home.fields())
    assert "La scheda è eliminata" in home.text
    assert "eliminata il 22/11/2026" in home.text
    press(home, f"{place}/completa")
    assert home.path == f"{place}/ricevuta"
    assert "<dt>Schede inviate</dt><dd>1</dd>" in home.text


def test_pressing_the_button_twice_adds_one_record(home: Browser, asked: factories.Invited) -> None:
    place = f"/rispondi/{asked.public_id}"
    form = form_to(home, f"{place}/schede")
    for _ in range(2):
        home.post(f"{place}/schede", form)
        assert home.path == f"{place}.1"


def test_a_complete_list_is_opened_again_until_the_end(home: Browser, asked: factories.Invited, hour: Clock) -> None:
    place = f"/rispondi/{asked.public_id}"
    press(home, f"{place}/completa")
    home.get(f"/q/{asked.token}")
    assert "è stato dichiarato completo" in home.text
    home.get(place)
    assert "Aggiungi una scheda" not in home.text
    press(home, f"{place}/ripresa")
    assert "di nuovo aperto" in home.text
    send_one(home, place, 1)
    home.get(place)
    press(home, f"{place}/completa")
    home.get(place)
    again = home.fields(-1)
    hour.forward(days=40)
    home.enter(asked.token)
    assert home.post(f"{place}/ripresa", again).status_code == 409
    assert "Il termine per rispondere è scaduto" in home.text


def test_an_empty_list_names_no_number_and_reading_it_again_leads_back_to_it(
    home: Browser, asked: factories.Invited, store: Database
) -> None:
    place = f"/rispondi/{asked.public_id}"
    assert "Non c'è ancora nessuna scheda." in unescape(home.text) and "0 schede" not in home.text
    press(home, f"{place}/completa")
    home.get(place)
    assert "Nessuna scheda inserita." in home.text
    home.get(f"{place}/lettura")
    assert (home.path, "si compila per schede" in home.text) == (place, True)
    before = len(managing.mails(store, "access_code"))
    assert home.post(f"{place}/lettura/codice", {"csrf_token": home.token()}).status_code == 409
    assert len(managing.mails(store, "access_code")) == before == 0


def test_a_page_that_is_called_as_its_section_is_named_once(browser: Browser, store: Database, tmp_path: Path) -> None:
    document = tmp_path / "named.json"
    document.write_text((factories.DOCUMENTS / "many.json").read_text().replace('"Il contatto"', '"Contatto"'))
    with store.writing() as session:
        one = factories.invited(session, document)
    browser.enter(one.token)
    place = f"/rispondi/{one.public_id}"
    press(browser, f"{place}/schede")
    sections = browser.text.partition('<ol class="q-sections">')[2].partition("</ol>")[0]
    assert managing.words(sections).count("Contatto") == 1
    browser.get(f"{place}.1/P1")
    assert "Contatto" not in browser.text.partition('<p class="q-where">')[2].partition("</p>")[0]


def test_what_a_list_refuses_it_says_on_its_own_page(home: Browser, asked: factories.Invited) -> None:
    place = f"/rispondi/{asked.public_id}"
    token = {"csrf_token": home.token()}
    send_one(home, place, 1)
    home.get(f"{place}.1/eliminazione")
    assert (home.path, "non si può eliminare" in home.text) == (place, True)
    press(home, f"{place}/schede")
    home.post(f"{place}/completa", token)
    assert (home.path, "schede non ancora inviate" in home.text) == (place, True)
    home.get(f"{place}/P1")
    assert (home.path, "si compila per schede" in home.text) == (place, True)
    assert home.get(f"{place}.9").status_code == 404


def test_what_was_typed_in_a_record_deleted_meanwhile_is_shown_back(home: Browser, asked: factories.Invited) -> None:
    place = f"/rispondi/{asked.public_id}"
    press(home, f"{place}/schede")
    home.get(f"{place}.1/P1")
    typed = {**home.fields(), "Q2": "45"}
    home.get(f"{place}.1/eliminazione")
    home.post(f"{place}.1/eliminazione", home.fields())
    home.path = f"{place}.1/P1"
    assert home.post(f"{place}.1/P1", typed, "_go=continue").status_code == 404
    assert "45" in home.text


def test_a_long_list_has_pages(home: Browser, asked: factories.Invited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("questionari.usecases.responding.records.AT_ONCE", 2)
    place = f"/rispondi/{asked.public_id}"
    for _ in range(3):
        home.get(place)
        press(home, f"{place}/schede")
    home.get(place)
    assert "pagina 1 di 2" in home.text
    home.get(f"{place}?pagina=2")
    assert (">Scheda n. 1<" in home.text, ">Scheda n. 3<" in home.text) == (True, False)
    home.get(f"{place}?pagina=99")
    assert "pagina 2 di 2" in home.text


def test_the_records_of_a_service_open_only_with_its_link(
    home: Browser, asked: factories.Invited, new_browser: Callable[[], Browser]
) -> None:
    place = f"/rispondi/{asked.public_id}"
    press(home, f"{place}/schede")
    stranger = new_browser()
    for where in (place, f"{place}.1", f"{place}.1/P1", f"{place}.1/eliminazione"):
        assert stranger.get(where).status_code == 403
