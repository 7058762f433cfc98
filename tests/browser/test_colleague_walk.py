"""A colleague with an old telephone: asked for one section, fills it in, is thanked by the holder who takes it back."""

import re
from collections.abc import Callable

import pytest

from tests.browser.site import Site
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
BOX, ANNA, HEAD = "servizio07@rete-bari.example", "anna.verdi@rete-bari.example", "direzione@rete-bari.example"
CENTRE = "Centro antiviolenza del Comune di Mola di Bari"


def link_to(site: Site, recipient: str, way: str) -> str:
    """The link of the newest mail to somebody who is no contact."""
    site.deliver()
    found = (re.search(rf"https?://\S+/{way}/[\w-]+", mail.text) for mail in site.mails_to(recipient))
    return next(link.group() for link in found if link)


def asks(walk: Walk, site: Site) -> str:
    """The holder entrusts the first section; where her list of sections is."""
    walk.go(site.link_of(BOX, CENTRE), look=False)
    walk.press("Apri il questionario")
    home = walk.path
    walk.follow("Chieda aiuto a una persona")
    walk.press("Vedi il messaggio")
    assert "Scriva nome e cognome" in walk.text
    walk.fill("name", "Anna Verdi")
    walk.fill("email", ANNA)
    walk.fill("by", "Carla D'Amico")
    walk.page.locator('label[for="s-1"]').click()
    walk.press("Vedi il messaggio")
    walk.press("Invia la richiesta")
    walk.sees("Non è ancora arrivata, o non è ancora stata aperta")
    return home


def test_a_colleague_fills_in_her_section_on_a_telephone_until_it_is_taken_back(
    site: Site, visitor: Callable[..., Walk]
) -> None:
    holder, anna = visitor("phone"), visitor("phone")
    home = asks(holder, site)
    anna.go(link_to(site, ANNA, "colleghi/apri"))
    anna.press("Apri le sezioni affidate")
    assert anna.page.locator(".q-sections > li").count() == 1
    anna.leave(anna.page.locator(".q-sections a").first)
    anna.choose("A0_02", "1")
    anna.choose("A0_03", "1")
    anna.page.get_by_role("button", name="Salva e continua", exact=True).last.click()
    anna.sees("Nel periodo di riferimento il servizio è stato attivo?")
    page = anna.path
    holder.go(f"{home}/persone")
    assert "Ha salvato l'ultima volta" in holder.text
    holder.press("Riprendi le sezioni affidate a Anna Verdi")
    holder.sees("Le sezioni non sono più affidate")
    anna.go(page)
    assert "non sono più aperte" in anna.text


def test_a_questionnaire_passes_to_the_head_of_the_service_on_a_telephone(
    site: Site, visitor: Callable[..., Walk]
) -> None:
    holder, head = visitor("phone"), visitor("phone")
    holder.go(site.link_of(BOX, CENTRE), look=False)
    holder.press("Apri il questionario", look=False)
    home = holder.path
    holder.follow("I miei questionari")
    assert CENTRE in holder.text
    holder.leave(holder.page.get_by_role("link", name="Passi il questionario").first)
    holder.fill("name", "Marta Blu")
    holder.fill("email", HEAD)
    holder.fill("by", "Carla D'Amico")
    holder.press("Chiedi il passaggio")
    holder.go(link_to(site, BOX, "passaggio"))
    holder.press("Sì, confermo il passaggio")
    head.go(link_to(site, HEAD, "passaggio"))
    head.press("Sì, accetto il questionario")
    site.deliver()
    head.go(site.link_of(HEAD))
    head.press("Riprendi il questionario")
    holder.go(home, look=False)
    assert CENTRE not in holder.text
