"""A service worker: from the mail to the receipt, on two devices, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.filling import filled
from tests.browser.site import Site
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
GO_ON, TO_LIST = "Salva e continua", "Salva e torna all'elenco"
CENTRE, BOX = "BA-007", "servizio07@rete-bari.example"  # an antiviolence centre that has not begun


def open_mail(walk: Walk) -> None:
    """From the demo's door to the landing page, as a person does it."""
    walk.go("/demo")
    walk.follow("Apri la posta di un servizio")
    walk.page.get_by_label("Casella di").select_option(BOX)
    walk.press("Mostra")
    walk.leave(walk.page.locator("table a").first)
    walk.leave(walk.page.locator('.q-mail a[href*="/q/"]').first)


def begin(walk: Walk) -> None:
    """The first pages: questions that appear, facts the census knows, a code that is wrong and is corrected."""
    walk.follow("Comincia")
    walk.choose("A0_02", "1")
    walk.choose("A0_03", "1")
    walk.save(GO_ON, "Nel periodo di riferimento il servizio è stato attivo?")
    walk.choose("A0_04", "1")
    walk.choose("A0_08", "1")
    walk.save(GO_ON, "il servizio ha ricevuto direttamente donne")
    walk.choose("A0_07", "1")
    walk.save(GO_ON, "Denominazione del servizio")
    assert walk.page.locator('[name="A1_01"]').input_value() == "Centro antiviolenza del Comune di Mola di Bari"
    walk.page.get_by_role("button", name=GO_ON, exact=True).last.click()
    walk.choose("A1_03", "16")
    walk.save(GO_ON, "Codice fiscale dell'ente")
    walk.fill("A1_06", "80001")
    walk.save(GO_ON, "Ci sono punti da controllare")
    assert walk.page.locator('[name="A1_06"]').input_value() == "80001"
    walk.fill("A1_06", "80188230587")
    walk.save(TO_LIST, "Compilare in più persone")


def test_from_the_mail_to_the_first_answers_and_on_from_another_device(
    walk: Walk, visitor: Callable[..., Walk], site: Site
) -> None:
    open_mail(walk)
    for words in ("1522", "06 0000 0000", "Centro antiviolenza del Comune di Mola di Bari"):
        assert words in walk.text
    walk.follow("Foglio di preparazione da stampare")
    assert walk.heading == "Foglio di preparazione"
    walk.page.go_back()
    walk.press("Apri il questionario")
    begin(walk)
    other = visitor("phone" if walk.size == "desktop" else "desktop")
    other.go(site.link_of(BOX))
    other.press("Riprendi il questionario")
    other.follow("Ente titolare e gestione")
    assert other.page.locator('[name="A1_06"]').input_value() == "80188230587"


def correct(walk: Walk) -> None:
    """Pages of other types, with what people do on them."""
    walk.follow("Sedi e sportelli")
    walk.fill("A2_02", "3")
    walk.save(GO_ON, "non coincidono")
    walk.page.get_by_role("button", name="Aggiungi una riga").click()
    walk.fill("A2_03:2:comune", "Bari")
    walk.choose("A2_03:2:giorni", "lun", "mer")
    walk.fill("A2_03:2:ore", "7,5")
    walk.save(GO_ON, "Orario settimanale di apertura al pubblico")
    walk.fill("A2_04:lun:1:from", "8.30")
    walk.page.get_by_role("button", name="Copia il lunedì su tutti i giorni").click()
    expect(walk.page.locator('[name="A2_04:dom:1:from"]')).to_have_value(re.compile("0?8[.:]30"))
    walk.save(TO_LIST, "Compilare in più persone")


def confirm(walk: Walk) -> None:
    """A table with a missing datum, and a warning that is confirmed with its reason."""
    walk.follow("Persone e ore di lavoro")
    walk.fill("A3_01:01:c", "900")
    walk.fill("A3_01:02:b", "")
    walk.choose("A3_01:02:b:nd", "-7")
    walk.save(GO_ON, "superano le 48 ore a testa")
    walk.page.get_by_label("Se il dato è giusto, scriva in breve perché").first.fill("Comprende i turni di notte")
    walk.save(TO_LIST, "Compilare in più persone")


def reread(walk: Walk, site: Site) -> None:
    """The answers sent, against a code: a wrong one first."""
    walk.follow("Rileggere le risposte inviate")
    walk.press("Invia il codice")
    site.deliver()
    code = re.search(r"\b\d{6}\b", site.mails_to(BOX)[0].text)
    assert code is not None
    walk.type("Codice di 6 cifre", "1")
    walk.press("Mostra le risposte")
    assert walk.page.title().startswith("Errore: ")
    walk.type("Codice di 6 cifre", code.group())
    walk.press("Mostra le risposte")
    assert "Centro antiviolenza del Comune di Mola di Bari" in walk.text


def test_answers_are_corrected_reviewed_and_sent_and_the_link_keeps_the_receipt(walk: Walk, site: Site) -> None:
    link = filled(site, CENTRE)
    walk.go(link)
    walk.press("Riprendi il questionario")
    correct(walk)
    confirm(walk)
    walk.follow("Riepilogo e invio")
    walk.sees("Comprende i turni di notte")
    walk.press("Invia il questionario")
    assert walk.heading == "Grazie: questionario inviato"
    number = walk.page.title()
    site.deliver()
    assert any("icevuta" in mail.subject for mail in site.mails_to(BOX))
    walk.go(link)
    assert "Questo questionario è stato inviato" in walk.text
    walk.press("Vedi la ricevuta")
    assert walk.page.title() == number
    reread(walk, site)


def test_without_javascript_one_answers_and_sends_as_well(visitor: Callable[..., Walk], site: Site) -> None:
    walk = visitor("desktop", javascript=False)
    walk.go(filled(site, CENTRE), look=False)
    walk.press("Riprendi il questionario", look=False)
    walk.follow("Orario di apertura", look=False)
    walk.fill("A2_04:lun:1:from", "8:00")
    walk.press("Salva e torna all'elenco", look=False)
    walk.follow("Riepilogo e invio", look=False)
    walk.press("Invia il questionario", look=False)
    assert walk.heading == "Grazie: questionario inviato"


def test_whoever_is_not_the_right_contact_says_so_in_two_clicks(walk: Walk, site: Site) -> None:
    walk.go(site.link_of(BOX))
    walk.press("Segnala un problema")
    walk.page.get_by_text("Non siamo il contatto giusto per questo servizio").click()
    walk.type("Motivo o indicazioni", "Il centro è seguito dall'ufficio di piano.")
    walk.press("Invia la segnalazione")
    assert walk.heading == "Segnalazione ricevuta"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pages_for_anyone_are_open_to_everybody(visitor: Callable[..., Walk], size: str) -> None:
    walk = visitor(size)
    for path in (
        "/",
        "/privacy",
        "/accessibilita",
        "/verifica",
        "/accesso/",
        "/accesso/recupero",
        "/preparazione/A/02",
    ):
        walk.go(path)
    walk.go("/q/" + "x" * 43)
    walk.go("/niente")
    assert walk.heading == "Pagina non trovata"
