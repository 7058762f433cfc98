"""A real browser shows what a client without scripts has reached, and says what is wrong with it for anybody.

The document stays, with its styles; only what it holds is exchanged: no page is loaded. A page of the same bones as one
that was looked at (the same elements, attributes and places of text; other words) is not looked at again. What scripts
make of a page is looked at in `tests/alive` and `tests/browser`.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from flask import Flask, template_rendered
from jinja2 import Template
from playwright.sync_api import Page, Route
from werkzeug.exceptions import HTTPException

from tests.browser.ruler import nameless_cells
from tests.browser.walk import WIDER
from tests.conftest import DESKTOP, PHONE, ZOOMED
from tests.services import chromium
from tests.web.browser import Browser

SITE = "https://localhost"
STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
#: What differs between two pages of the same bones: the text between tags, and the values that name one thing of many.
WORDS, NAMED = re.compile(r">[^<]*\S[^<]*<"), re.compile(r'(?<= )(value|href|action|content|id|for|name|src)="[^"]+"')
ENTRIES = re.compile(r"(?=<(?:tr|li|option)\b)")
LOOKED = set[str]()  # the bones of the pages that this process has looked at
#: What depends on how wide a page is, besides its width.
TARGETS = {"runOnly": {"type": "rule", "values": ["target-size"]}, "resultTypes": ["violations"]}
SHOW = """html => {
  const root = document.documentElement, next = new DOMParser().parseFromString(html, 'text/html');
  for (const name of root.getAttributeNames()) root.removeAttribute(name);
  for (const { name, value } of next.documentElement.attributes) root.setAttribute(name, value);
  document.head.querySelectorAll(':scope > :not(link)').forEach(e => e.remove());
  document.head.append(...next.head.querySelectorAll(':scope > :not(link, script)'));
  next.querySelectorAll('script').forEach(e => e.remove());
  document.body.replaceWith(document.adoptNode(next.body));
  scrollTo(0, 0);
}"""


def bones(html: str) -> str:
    """A page without its words and numbers; of rows and entries alike that follow each other the first."""
    bare = NAMED.sub(r'\1=""', WORDS.sub(">x<", html))
    return "".join(entry for entry, _ in groupby(ENTRIES.split(bare)))


class Looker:
    """One browser's page. `seen`: endpoints and templates looked at; `wrong`: what keeps somebody out, in words."""

    def __init__(self, app: Flask, page: Page) -> None:
        self.app, self.page = app, page
        self.seen: set[str] = set()
        self.wrong: list[str] = []
        self.shown: list[tuple[str, str]] = []
        self.styles: list[str] = []
        self.drawn = ""
        template_rendered.connect(self._drawn)
        page.route(f"{SITE}/**", self._answer)

    def _drawn(self, _app: Flask, template: Template, **_: object) -> None:
        """Note the template of the page that a visitor gets."""
        self.drawn = template.name or ""

    def _answer(self, route: Route) -> None:
        """Styles, fonts and pictures; and a document without anything in it."""
        path = route.request.url.removeprefix(SITE)
        if path == "/":
            links = "".join(f'<link rel="stylesheet" href="{style}">' for style in self.styles)
            route.fulfill(
                content_type="text/html", body=f"<!doctype html><html><head>{links}</head><body></body></html>"
            )
            return
        found = self.app.test_client().get(path, base_url=SITE)
        route.fulfill(status=found.status_code, content_type=found.content_type, body=found.get_data())

    def __call__(self, visitor: Browser, state: str = "") -> None:
        """Look at the page where a visitor is."""
        assert visitor.response is not None and visitor.response.mimetype == "text/html", visitor.path
        self.seen |= {self.endpoint(visitor), self.drawn}
        self.look(f"{visitor.path} ({visitor.response.status_code} {state or self.drawn})", visitor.text)

    def look(self, name: str, html: str) -> None:
        """Look at a page at a desk, unless one of the same bones was looked at."""
        if (found := bones(html)) in LOOKED:
            return
        LOOKED.add(found)
        self.shown.append((name, html))
        self.show(html)
        self.wrong += [f"{name}: {line}" for line in [*chromium.axe_again(self.page), *nameless_cells(self.page)]]

    def show(self, html: str) -> None:
        """Put a page into the browser."""
        styles = STYLES.findall(html)
        if styles != self.styles:
            self.styles = styles
            self.page.goto(f"{SITE}/")
            self.page.evaluate(chromium.axe_source())
        self.page.evaluate(SHOW, html)

    def endpoint(self, visitor: Browser) -> str:
        """What a visitor's page is."""
        assert visitor.response is not None
        try:
            found, _ = self.app.url_map.bind("localhost").match(visitor.path, visitor.response.request.method)
        except HTTPException:
            return ""
        return str(found)

    def narrow(self) -> Iterator[str]:
        """What is wrong with the pages looked at on a telephone, and what is too wide at a desk at 400 %."""
        for size in (PHONE, ZOOMED):
            self.page.set_viewport_size(size)
            for name, html in self.shown:
                self.show(html)
                found = self.page.evaluate(WIDER)
                targets = chromium.axe_again(self.page, TARGETS) if size == PHONE else []
                yield from (f"{name} ({size['width']} px): {line}" for line in [*found, *targets])
        self.page.set_viewport_size(DESKTOP)


def see(look: Looker, visitor: Browser, *paths: str) -> None:
    """Look at pages of a visitor, one after the other."""
    for path in paths:
        visitor.get(path)
        look(visitor)
