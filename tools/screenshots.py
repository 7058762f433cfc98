"""The pictures of the guide, taken from the running product: `make screenshots`.

Prepares the demonstration's example in a folder that is thrown away, serves it, walks through it with Chromium and
writes docs/guida/immagini/*.png: few colours, for the pages are flat, so that each stays small.
"""

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from questionari import clock
from questionari.application import create_app
from questionari.demo import content, smtp
from questionari.demo.mailbox import read_mailbox
from questionari.jobs import exports
from questionari.settings import ROOT, load_settings
from tests.services import chromium
from tests.services.web import serving
from tools.ports import free_port

FOLDER = ROOT / "docs" / "guida" / "immagini"
DESKTOP, PHONE = (1100, 760), (360, 720)
COLOURS = 48
ITALIAN: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "it", "LANG": "it_IT.UTF-8"}  # days as 31/12/2026
LINK = re.compile(r"https?://\S+(/q/[A-Za-z0-9_-]+)")
BEGUN, SENT, NEW = "servizio10@rete-bari.example", "servizio01@rete-bari.example", "servizio07@rete-bari.example"
SHOWN_ADDRESS = "https://monitoraggio.rete.example"  # in pictures, instead of this machine's
SHOW_ADDRESS = "(mail, [ours, shown]) => { mail.innerHTML = mail.innerHTML.replaceAll(ours, shown); }"
ROUND = f"/gestione/tornate/{content.ROUND_CODE}"


@dataclass(frozen=True, slots=True)
class Site:
    """The example, served."""

    app: Flask
    address: str
    instance: Path

    def link(self, box: str) -> str:
        """The personal link in the oldest mail of a mailbox that has one: the invitation."""
        mails = [mail for mail in read_mailbox(self.instance) if mail.recipient == box]
        return [self.address + found.group(1) for mail in mails if (found := LINK.search(mail.text))][-1]


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody in front of the product."""

    site: Site
    page: Page

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(path if path.startswith("http") else self.site.address + path)

    def press(self, name: str) -> None:
        """Press the last button with these words."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).last.click()

    def follow(self, name: str) -> None:
        """Follow the first link with these words."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def enter(self, code: str) -> None:
        """Go in by a door of the demonstration."""
        self.go("/demo")
        with self.page.expect_navigation():
            self.page.locator(f'form[action$="/entra/{code}"] button').click()

    def open(self, box: str, page: str = "") -> None:
        """Open the questionnaire of a service by its link, at its list of sections or at one page."""
        self.go(self.site.link(box))
        self.page.locator("main form button").first.click()
        self.page.wait_for_url("**/rispondi/**")
        if page:
            self.follow(page)

    def take(self, name: str, upon: str = "", above: int = 20) -> None:
        """Write the picture of the screen, scrolled to some pixels above an element if one is named."""
        if upon:
            top = self.page.locator(upon).first.evaluate("found => found.getBoundingClientRect().top + scrollY")
            self.page.evaluate("top => scrollTo({top, behavior: 'instant'})", top - above)
        picture = Image.open(io.BytesIO(self.page.screenshot(animations="disabled"))).convert("RGB")
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
        print(f"{name}.png", file=sys.stderr)


def service_at_the_desk(visit: Visit) -> None:
    """The mail, the first page, the sections, a page, what is to be checked, the end."""
    visit.go(f"/demo/posta?a={NEW}")
    visit.page.locator("table a").last.click()
    visit.page.locator(".q-mail").evaluate(SHOW_ADDRESS, [visit.site.address, SHOWN_ADDRESS])
    visit.take("servizi-invito")
    visit.go(visit.site.link(NEW))
    visit.take("servizi-apertura")
    visit.open(BEGUN)
    visit.take("servizi-elenco")
    visit.follow("Sedi e sportelli")
    visit.page.locator('[name="A2_02"]').fill("3")
    visit.page.get_by_role("button", name="Salva e continua", exact=True).last.click()
    visit.page.locator("#controlli").wait_for()
    visit.page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    visit.take("servizi-controllare")
    visit.follow("Elenco delle sezioni")
    visit.follow("Orario di apertura")
    visit.take("servizi-orario")
    visit.follow("Elenco delle sezioni")
    visit.follow("Riepilogo e invio")
    visit.take("servizi-riepilogo")
    visit.open(SENT)
    visit.take("servizi-ricevuta")


def service_on_the_telephone(visit: Visit) -> None:
    """The first page and a table of numbers."""
    visit.go(visit.site.link(NEW))
    visit.take("servizi-apertura-telefono")
    visit.open(BEGUN, "Persone e ore di lavoro")
    visit.take("servizi-tabella-telefono", "table.q-matrix", above=150)


def staff_follows(visit: Visit) -> None:
    """What is to do today, the census, a contact, the round, one service, a reminder."""
    visit.enter("lenove")
    visit.take("lenove-oggi")
    visit.follow("Censimento")
    visit.take("lenove-censimento")
    visit.go("/gestione/censimento/BA-008/recapito")
    visit.take("lenove-recapito")
    visit.go(ROUND)
    visit.take("lenove-tornata")
    visit.page.locator("#servizi ~ table a, #servizi ~ div table a").first.click()
    visit.take("lenove-servizio")
    visit.go(f"{ROUND}/sollecita")
    visit.take("lenove-sollecito")


def staff_prepares(visit: Visit) -> None:
    """A new round and its preview; the dataset of the one that is open."""
    visit.enter("lenove")
    visit.go("/gestione/tornate")
    visit.follow("Prepara una tornata")
    today = clock.utc_now().date()
    texts = {"code": f"{today.year}-S2", "title": f"Secondo semestre {today.year}", **days(today)}
    for name, text in texts.items():
        visit.page.locator(f'[name="{name}"]').fill(text)
    visit.page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    visit.take("lenove-prepara")
    visit.press("Salva la bozza e guarda l'anteprima")
    visit.take("lenove-anteprima")
    visit.go(f"{ROUND}/dataset")
    visit.press("Prepara il dataset con le risposte di ora")
    with visit.site.app.app_context():
        exports.drain_exports()
    visit.go(f"{ROUND}/dataset")
    visit.take("lenove-dataset", "main form")


def author_writes(visit: Visit) -> None:
    """A question in its parts, a condition being composed, the preview as a kind of service."""
    visit.enter("lenove")
    visit.go("/gestione/questionari/pubblicati/A/2026.1")
    visit.press("Comincia una bozza da questa versione")
    draft = visit.page.url
    visit.go(f"{draft}/parti/domanda/A1_02")
    visit.take("lenove-domanda")
    visit.go(f"{draft}/condizione/visible_if/domanda/A2_02")
    visit.page.locator("#f-question").select_option("A1_02")
    visit.page.locator("#f-operator").wait_for()
    visit.take("lenove-condizione")
    visit.go(f"{draft}/anteprima?_tipologia=01")
    visit.take("lenove-questionario")


def days(today: date) -> dict[str, str]:
    """The days of a half-year that begins to be asked about next week."""
    offsets = {"opens": 7, "deadline": 35, "closes": 49}
    found = {name: today + timedelta(days=number) for name, number in offsets.items()}
    found |= {"period_start": date(today.year, 7, 1), "period_end": date(today.year, 12, 31)}
    return {name: day.isoformat() for name, day in found.items()}


def atr_at_the_desk(visit: Visit) -> None:
    """The completion of a territory, and a service that has not answered."""
    visit.enter("atr-bari")
    visit.go(f"/atr/tornate/{content.ROUND_CODE}")
    visit.take("atr-tornata")
    visit.go(f"/atr/tornate/{content.ROUND_CODE}/servizi/BA-007")
    visit.take("atr-servizio")


def atr_on_the_telephone(visit: Visit) -> None:
    """The services of a territory, as cards."""
    visit.enter("atr-bari")
    visit.go(f"/atr/tornate/{content.ROUND_CODE}")
    visit.take("atr-servizi-telefono", "#servizi")


SCENES: tuple[tuple[Callable[[Visit], None], tuple[int, int]], ...] = (
    (service_at_the_desk, DESKTOP),
    (service_on_the_telephone, PHONE),
    (staff_follows, DESKTOP),
    (staff_prepares, DESKTOP),
    (author_writes, DESKTOP),
    (atr_at_the_desk, DESKTOP),
    (atr_on_the_telephone, PHONE),
)


@contextmanager
def example() -> Iterator[Site]:
    """The demonstration's example, served from a folder that is thrown away."""
    with TemporaryDirectory() as folder:
        instance, port, mail_port = Path(folder), free_port(), free_port()
        settings = {"MODE": "demo", "INSTANCE": folder, "PORT": str(port)}
        app = create_app(load_settings({**settings, "MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(mail_port)}), False)
        mails = smtp.open_server(instance / smtp.FOLDER, mail_port)
        content.fill(
            app, app.extensions["database"], app.extensions["house"], lambda text: print(text, file=sys.stderr)
        )
        with serving(app, port) as address:
            yield Site(app, address, instance)
        mails.stop()
        app.extensions["database"].dispose()


def play(site: Site, browser: Browser) -> None:
    """Every scene in a browser window of its own."""
    for scene, (width, height) in SCENES:
        window = browser.new_context(
            viewport={"width": width, "height": height}, locale="it-IT", timezone_id="Europe/Rome"
        )
        scene(Visit(site, window.new_page()))
        window.close()


def main() -> int:
    """Take every picture anew; those of scenes that are gone disappear."""
    path = chromium.install()
    if not path:
        print("no Chromium: install the system's package `chromium`", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with example() as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=[*chromium.FLAGS, "--lang=it-IT"], env=ITALIAN)
        play(site, browser)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
