"""A person in front of a real browser: goes, types, presses; every page she sees is looked at with axe and a ruler."""

import os
import re
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Response, expect

from tests.services import chromium

WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter(e => e.getBoundingClientRect().right > width + 1).slice(0, 5)
    .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40));
}"""
#: The answer of a form with faults is a page like any other, which the browser's console nevertheless calls an error.
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4")
SHOTS = os.environ.get("SHOTS", "")  # a folder: each page looked at leaves its picture there


class Walk:
    """One visitor. `faults`: what went wrong on the way, in words; it must be empty at the end."""

    def __init__(self, page: Page, address: str, size: str) -> None:
        self.page, self.address, self.size = page, address, size
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", self._crash)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not ANSWERED.match(message.text):
            self.faults.append(f"{self.path}: console: {message.text}")

    def _crash(self, error: Error) -> None:
        self.faults.append(f"{self.path}: script: {error}")

    def _response(self, response: Response) -> None:
        document = response.request.resource_type == "document"
        if response.status >= (500 if document else 400):
            self.faults.append(f"{response.status} {response.url}")

    @property
    def path(self) -> str:
        """Where she is."""
        return self.page.url.removeprefix(self.address)

    @property
    def heading(self) -> str:
        """The page's first heading."""
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """The words of the page's main part."""
        return self.page.locator("main").inner_text()

    def go(self, path: str, look: bool = True) -> None:
        """Open an address of the site, or any other."""
        self.page.goto(path if path.startswith("http") else self.address + path)
        if look:
            self.look()

    def press(self, name: str, look: bool = True) -> None:
        """Press a button by its words and wait for what follows."""
        self.leave(self.page.get_by_role("button", name=name, exact=True).last, look)

    def save(self, name: str, then: str) -> None:
        """Press a button of a questionnaire's page, which may stay where it is, until its words are seen."""
        self.page.get_by_role("button", name=name, exact=True).last.click()
        self.sees(then)
        self.page.wait_for_load_state()
        self.look()

    def sees(self, words: str) -> None:
        """Wait for words in the page's main part."""
        expect(self.page.locator("main")).to_contain_text(words)

    def follow(self, name: str, look: bool = True) -> None:
        """Follow the first link with these words."""
        self.leave(self.page.get_by_role("link", name=name).first, look)

    def leave(self, way: Locator, look: bool = True) -> None:
        """Click on something that leads to another page, and wait until all of that page is there."""
        with self.page.expect_navigation():
            way.click()
        if look:
            self.look()

    def type(self, label: str, text: str) -> None:
        """Write into the field with this label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def fill(self, name: str, text: str) -> None:
        """Write into the field with this name in the form."""
        self.page.locator(f'[name="{name}"]').fill(text)

    def choose(self, name: str, *values: str) -> None:
        """Tick the answers of a question by their values; a press on the label, as a hand does."""
        for value in values:
            mark = self.page.locator(f'input[name="{name}"][value="{value}"]').get_attribute("id")
            self.page.locator(f'label[for="{mark}"]').click()

    def look(self) -> None:
        """Note what axe finds wrong on this page, and what is wider than the screen."""
        self.faults += [f"{self.path} ({self.size}): {line}" for line in chromium.axe(self.page)]
        self.faults += [f"{self.path} ({self.size}) too wide: {words}" for words in self.page.evaluate(WIDER)]
        if SHOTS:
            self._picture(Path(SHOTS))

    def _picture(self, folder: Path) -> None:
        name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[0-9a-f-]{20,}|[\w-]{22,}", "x", self.path).lower()).strip("-")[:60]
        count = len(list(folder.glob(f"*-{self.size}.png")))
        self.page.screenshot(path=folder / f"{count:03}-{name}-{self.size}.png", full_page=True)
