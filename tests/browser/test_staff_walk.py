"""The staff of LeNove: census, a small round up to its reminder, one response, the dataset, the stop of all sends."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from questionari import clock
from tests.browser.site import Site
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
ROUND = "2026-S1"
CENTRE, BOX = "Centro antiviolenza del Comune di Mola di Bari", "mola@rete-bari.example"


@pytest.fixture
def staff(walk: Walk) -> Walk:
    """A member of the staff, entered by the demo's door."""
    walk.go("/demo")
    walk.press("Entra come LeNove")
    assert walk.path == "/gestione/"
    return walk


def day(days: int) -> str:
    """So many days from today, as the browser's own field takes it."""
    return (clock.local_day(clock.utc_now()) + timedelta(days=days)).isoformat()


def correct_contact(staff: Walk) -> None:
    """Find a service and give it another address."""
    staff.follow("Censimento")
    staff.type("Nome, codice o ente", "centro antiviolenza del comune di mola")
    staff.press("Mostra")
    staff.follow(CENTRE)
    staff.follow("Cambia il recapito")
    staff.fill("email", "mola@rete-bari")
    staff.press("Salva il recapito")
    assert staff.page.title().startswith("Errore: ")
    staff.fill("email", BOX)
    staff.fill("reason", "La referente è cambiata")
    staff.press("Salva il recapito")
    assert BOX in staff.text


def draft(staff: Walk) -> None:
    """A round of two services."""
    staff.go("/gestione/tornate/nuova")
    dates = {
        "period_start": "2026-01-01",
        "period_end": "2026-06-30",
        "opens": day(0),
        "deadline": day(20),
        "closes": day(30),
    }
    for name, text in {"code": "PICCOLA", "title": "prova sul campo", "units": "BA-007 BA-006", **dates}.items():
        staff.fill(name, text)
    staff.press("Salva la bozza e guarda l'anteprima")
    assert "Chi riceve l'invito (2)" in staff.text


def test_a_contact_is_corrected_and_a_small_round_opened_followed_and_reminded(staff: Walk, site: Site) -> None:
    correct_contact(staff)
    draft(staff)
    staff.follow("Apri la tornata")
    staff.press("Apri la tornata e invia gli inviti")
    assert "La tornata è aperta" in staff.text
    site.deliver()
    assert ["prova sul campo" in mail.subject for mail in site.mails_to(BOX)] == [True]
    staff.follow("Sollecita chi non ha risposto")
    staff.press("Invia il sollecito")
    site.deliver()
    staff.follow(CENTRE)
    staff.follow("Invia di nuovo il collegamento")
    staff.press("Invia il collegamento")
    site.deliver()
    staff.go(site.link_of(BOX))
    assert CENTRE in staff.text


def test_a_response_is_read_and_given_back_with_a_reason(staff: Walk, site: Site) -> None:
    staff.go(f"/gestione/tornate/{ROUND}?stato=inviata")
    staff.leave(staff.page.locator("table").last.locator("tbody a").first)
    place, box = staff.path.partition("?")[0], staff.page.locator("dd", has_text="@").first.inner_text().split()[0]
    staff.follow("Leggi la risposta")
    staff.press("Leggi la risposta")
    assert "Questa lettura è stata registrata" in staff.text
    staff.go(f"{place}/risposta/riapri")
    staff.press("Riapri la risposta")
    assert staff.page.title().startswith("Errore: ")
    staff.fill("reason", "Il totale delle donne non torna con la tabella delle età.")
    staff.press("Riapri la risposta")
    assert "La risposta è riaperta" in staff.text
    site.deliver()
    assert "Il totale delle donne non torna" in site.mails_to(box)[0].text


def test_the_dataset_is_asked_for_made_and_downloaded(staff: Walk, site: Site, tmp_path: Path) -> None:
    staff.go(f"/gestione/tornate/{ROUND}")
    staff.leave(staff.page.locator("main").get_by_role("link", name="Dataset"), look=False)
    staff.choose("format", "csv")
    staff.press("Prepara il dataset con le risposte di ora")
    assert "in coda" in staff.text
    site.make_datasets()  # the page notices by itself
    with staff.page.expect_download() as download:
        staff.page.get_by_role("button", name="Scarica").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.suffix == ".zip"
    with zipfile.ZipFile(file) as archive:
        names = {name.rpartition("/")[2]: name for name in archive.namelist()}
        assert {"dati.csv", "stati.csv", "manifest.json"} <= set(names)
        assert len(archive.read(names["dati.csv"]).decode().strip().splitlines()) > 1


def test_all_sends_are_stopped_and_resumed(staff: Walk, site: Site) -> None:
    staff.go("/gestione/invii/ferma")
    staff.press("Ferma tutti gli invii")
    assert "Tutti gli invii sono fermi" in staff.text
    staff.go(f"/gestione/tornate/{ROUND}/sollecita")
    staff.press("Invia il sollecito")
    before = len(site.mails_to("servizio07@rete-bari.example"))
    site.deliver()
    assert len(site.mails_to("servizio07@rete-bari.example")) == before
    staff.go("/gestione/invii/riprendi")
    staff.press("Riprendi gli invii")
    site.deliver()
    assert len(site.mails_to("servizio07@rete-bari.example")) == before + 1
    for path in ("posta", "posta?stato=da-risolvere", "tornate", "tornate?cerca=nessuna", "segnalazioni", "dataset"):
        staff.go(f"/gestione/{path}")
    for path in ("/gestione/censimento/nuovo", "/accesso/password"):
        staff.go(path)
    staff.press("Esci")
    staff.go("/gestione/")
    assert staff.path.startswith("/accesso/")
