"""Every state a respondent may meet beside the plain page: axe and the ruler find nothing wrong in any of them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from unittest.mock import Mock

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Forbidden, TooManyRequests

from questionari import clock
from questionari.store.models.rounds import Invitation
from questionari.usecases import responding
from tests import factories
from tests.alive.desk import Desk
from tests.alive.test_access_for_all import sound

pytestmark = pytest.mark.browser
Found = tuple[str, list[str]]
ERRORS: Mapping[str, Exception] = {
    "Accesso negato": Forbidden(),
    "Troppe richieste": TooManyRequests(),
    "Errore del sistema": RuntimeError("a fault of ours"),
    "Servizio occupato": OperationalError("SELECT 1", {}, TimeoutError()),
}


def faults(states: Iterator[Found]) -> dict[str, list[str]]:
    """What was found, by state; empty when all is well."""
    return {state: found for state, found in states if found}


def shown(desk: Desk, state: str, title: str) -> Found:
    """The page that stands there now: it is the one meant, in Italian, with a title and one heading."""
    expect(desk.page).to_have_title(title + " – Rete Nazionale Antiviolenza")
    expect(desk.page.locator("html")).to_have_attribute("lang", "it")
    expect(desk.page.locator("h1")).to_have_count(1)
    return state, sound(desk.page)


def link(desk: Desk) -> str:
    """Her personal link."""
    return f"{desk.address}/q/{desk.invited.token}"


def base(desk: Desk) -> str:
    """Where her questionnaire is."""
    return f"{desk.address}/rispondi/{desk.invited.public_id}"


def press(page: Page, words: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).last.click()


def test_what_a_living_page_shows_is_open_to_everybody(desk: Desk) -> None:
    assert faults(living(desk)) == {}


def living(desk: Desk) -> Iterator[Found]:
    """After saves, with rows, with the word of another person, without a session, before its end."""
    desk.page.clock.install()
    desk.open("P1")
    desk.choose("Q1", "1")
    expect(desk.field("Q2")).to_be_visible()
    desk.saved()
    yield "a question appeared", sound(desk.page)
    desk.open("P3")
    for _ in range(2):
        desk.page.get_by_role("button", name="Aggiungi una riga").click()
        desk.saved()
    expect(desk.field("R1:2:comune")).to_be_focused()
    yield "rows", sound(desk.page)
    desk.page.clock.fast_forward("07:51:00")
    expect(desk.page.locator(".q-session")).to_be_visible()
    yield "session ends", sound(desk.page)
    desk.page.context.clear_cookies()
    desk.field("L1").fill("Trasporti")
    expect(desk.page.get_by_role("button", name="Riprova")).to_be_visible()
    yield "session ended", sound(desk.page)
    desk.page.evaluate("document.getElementById('pagina').submit()")  # as a page without scripts sends it
    yield shown(desk, "given back", "Non salvato")


def test_what_is_seen_outside_of_the_open_questionnaire_is_open_to_everybody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults(told(desk)) == {}
    assert faults(closed(desk, monkeypatch)) == {}
    assert faults(refused(desk)) == {}
    assert faults(broken(desk, monkeypatch)) == {}


def told(desk: Desk) -> Iterator[Found]:
    """The review with much missing, the notice, a report: empty, refused, given, taken back."""
    for path, title in (
        ("", "Elenco delle sezioni"),
        ("/riepilogo", "Errore: Riepilogo"),
        ("/informativa", "Informativa"),
    ):
        desk.page.goto(base(desk) + path)
        yield shown(desk, title, title)
    desk.page.goto(f"{base(desk)}/segnalazione")
    yield shown(desk, "report", "Segnala un problema")
    press(desk.page, "Invia la segnalazione")
    yield shown(desk, "report refused", "Errore: Segnala un problema")
    desk.page.get_by_text("Il servizio è sospeso o cessato").click()
    press(desk.page, "Invia la segnalazione")
    yield shown(desk, "reported", "Segnalazione ricevuta")
    desk.page.goto(link(desk))
    yield shown(desk, "landing after a report", "Invito a rispondere")
    press(desk.page, "Riprendi il questionario")


def closed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Found]:
    """Before the opening, then after the closing with answers saved."""
    desk.open("P1")
    desk.field("Q3").fill("Sportello Alba")
    desk.saved()
    monkeypatch.setattr(clock, "utc_now", lambda: factories.NOW - timedelta(days=2))
    desk.page.goto(link(desk))
    yield shown(desk, "not yet", "Invito a rispondere")
    monkeypatch.setattr(clock, "utc_now", lambda: factories.CLOSES + timedelta(hours=1))
    desk.page.goto(link(desk))
    yield shown(desk, "closed", "Invito a rispondere")
    press(desk.page, "Rileggi il questionario")
    for path, title in (("", "Elenco delle sezioni"), ("/P1", "Dati generali"), ("/P2", "Tabelle")):
        desk.page.goto(base(desk) + path)
        expect(desk.page.locator("main")).to_contain_text("Il termine per rispondere è scaduto")
        yield shown(desk, f"closed {title}", title)
    desk.page.goto(f"{base(desk)}/riepilogo")
    yield shown(desk, "closed review", "Errore: Riepilogo")
    monkeypatch.setattr(clock, "utc_now", lambda: factories.NOW)


def refused(desk: Desk) -> Iterator[Found]:
    """A questionnaire of others, an address that is not there, a link that was revoked."""
    desk.page.goto(f"{desk.address}/rispondi/{'a' * 22}")
    yield shown(desk, "403", "Questionario non disponibile")
    desk.page.goto(f"{desk.address}/niente")
    yield shown(desk, "404", "Pagina non trovata")
    with desk.store.writing() as session:
        session.execute(update(Invitation).values(revoked_at=factories.NOW))
    desk.page.goto(link(desk))
    yield shown(desk, "revoked", "Collegamento non valido")


def broken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Found]:
    """The pages of errors, whatever was asked for."""
    for title, error in ERRORS.items():
        monkeypatch.setattr(responding, "home", Mock(side_effect=error))
        desk.page.goto(base(desk))
        yield shown(desk, title, title)
