"""Every page of a questionnaire: its weight, its headings, its labels."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from questionari.settings import ROOT
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser

SMALL = factories.DOCUMENTS / "respond.json"
INSTRUMENT_A = ROOT / "schemi" / "questionari" / "A" / "2026.1.json"
FIELD = re.compile(r"<(?:input|textarea|select)\b([^>]*)>")


def pages_of(browser: Browser, public_id: str) -> Iterator[str]:
    """Every page on the path, drawn with all there is to say about it."""
    browser.get(f"/rispondi/{public_id}")
    links = re.findall(rf'href="(/rispondi/{public_id}/[^"?/]+)"', browser.text)
    for path in dict.fromkeys(p for p in links if not p.endswith(("riepilogo", "preparazione", "segnalazione"))):
        browser.get(f"{path}?esamina=1")
        yield browser.text


def assert_labelled(html: str) -> None:
    """Every field has a label, or the headers of its row and column."""
    labels = set(re.findall(r'<label for="([^"]+)"', html))
    for field in FIELD.findall(html):
        named = re.search(r'\bid="([^"]+)"', field)
        assert 'type="hidden"' in field or "aria-labelledby=" in field or (named and named[1] in labels), field


def assert_linked(html: str) -> None:
    """Ids are unique, and whatever refers to one finds it."""
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    described = " ".join(re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html)).split()
    assert {*described, *re.findall(r'href="#([^"]+)"', html)} <= set(ids)


@pytest.mark.parametrize(
    ("document", "page", "answers", "least"),
    [(SMALL, "P1", {"Q1": "1"}, 3), (INSTRUMENT_A, "A0b", {"A0_04": "1", "A0_07": "1"}, 25)],
    ids=["small", "A"],
)
def test_every_page_is_light_and_sound(
    browser: Browser, store: Database, document: Path, page: str, answers: dict[str, str], least: int
) -> None:
    with store.writing() as session:
        invitation = factories.invited(session, document)
    browser.enter(invitation.token)
    browser.get(f"/rispondi/{invitation.public_id}/{page}")
    browser.fill(answers)
    drawn = list(pages_of(browser, invitation.public_id))
    assert len(drawn) >= least
    for html in drawn:
        inputs = sum('type="hidden"' not in field for field in FIELD.findall(html))
        assert len(html.encode()) <= 8192 + 250 * inputs
        assert html.count("<h1") == 1
        assert "style=" not in html
        assert "<script" not in html
        assert_labelled(html)
        assert_linked(html)
