"""A respondent at the open page of a small questionnaire, in a real browser."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from questionari.store.session import Database
from tests import factories

DOCUMENT = Path(__file__).with_name("alive.json")
SAVED = re.compile(r"Salvato alle \d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where she sits: the browser's page, the site, the case."""

    page: Page
    address: str
    store: Database
    invited: factories.Invited

    def open(self, code: str = "P1") -> None:
        """Go to a page of the questionnaire and wait until its scripts run."""
        self.page.goto(f"{self.address}/rispondi/{self.invited.public_id}/{code}")
        self.page.wait_for_selector("html.q-alive")

    def field(self, name: str) -> Locator:
        """A field by its name in the form."""
        return self.page.locator(f'#domande [name="{name}"]')

    def choose(self, name: str, value: str) -> None:
        """Press an answer's label."""
        mark = self.page.locator(f'[name="{name}"][value="{value}"]').get_attribute("id")
        self.page.locator(f'label[for="{mark}"]').click()

    def another_writes(self, name: str, text: str) -> None:
        """A second person, at her own computer with the same page open, writes in a field; it is saved."""
        browser = self.page.context.browser
        assert browser is not None
        other = browser.new_context().new_page()
        other.goto(f"{self.address}/q/{self.invited.token}")
        other.get_by_role("button", name="Riprendi il questionario").click()
        other.wait_for_url("**/rispondi/*")
        other.goto(self.page.url)
        other.wait_for_selector("html.q-alive")
        other.locator(f'[name="{name}"]').fill(text)
        with other.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
            other.locator(f'[name="{name}"]').press("Tab")

    @property
    def line(self) -> Locator:
        """The line that says what is saved."""
        return self.page.locator("#salvato")

    def saved(self) -> None:
        """Wait until all that was typed is on the server, and the line says so."""
        expect(self.page.locator("[data-dirty]")).to_have_count(0)
        expect(self.line).to_have_text(SAVED)

    def answer(self, name: str) -> str:
        """What the server holds for a field, as the page opens anew."""
        page = self.page.context.new_page()
        page.goto(self.page.url.split("?")[0].split("#")[0])
        found = page.locator(f'#domande [name="{name}"]').input_value()
        page.goto("about:blank")
        return found

    @property
    def focused(self) -> str:
        """The name or value of what has the focus."""
        return str(self.page.evaluate("document.activeElement.name || document.activeElement.id"))
