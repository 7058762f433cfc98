"""Every page of a questionnaire: its weight, its headings, its labels."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from questionari import catalogue
from questionari.engine.answer_types import answer_type, field_name
from questionari.engine.definition import Questionnaire
from questionari.settings import ROOT
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser

pytestmark = pytest.mark.engine("sqlite")

SMALL = factories.DOCUMENTS / "respond.json"
INSTRUMENT_A = ROOT / "schemi" / "questionari" / "A" / "2026.1.json"
FIELD = re.compile(r"<(?:input|textarea|select)\b([^>]*)>")


def pages_of(browser: Browser, public_id: str) -> Iterator[tuple[str, str]]:
    """Every page on the path, as it opens and with all there is to say about it."""
    browser.get(f"/rispondi/{public_id}")
    links = re.findall(rf'href="(/rispondi/{public_id}/[^"?/]+)"', browser.text)
    others = (
        "riepilogo",
        "preparazione",
        "segnalazione",
        "informativa",
        "dati-personali",
        "modulo",
        "persone",
        "miei",
        "nuovo-referente",
    )
    for path in dict.fromkeys(p for p in links if not p.endswith(others)):
        plain = browser.get(path).get_data(as_text=True)
        yield plain, browser.get(f"{path}?esamina=1").get_data(as_text=True)


def assert_labelled(html: str) -> None:
    """Every field has a label, or the headers of its row and column."""
    labels = set(re.findall(r'<label for="([^"]+)"', html))
    for field in FIELD.findall(html):
        named = re.search(r'\bid="([^"]+)"', field)
        assert 'type="hidden"' in field or "aria-labelledby=" in field or (named and named[1] in labels), field


def assert_heard_once(html: str) -> None:
    """A cell named by its row and column has its visible words kept from screen readers, who would say them again."""
    cells = re.findall(r'\bid="([^"]+)"[^>]*aria-labelledby=[^>]*><label for="([^"]+)"([^>]*)>', html)
    assert all(cell == target and "aria-hidden" in rest for cell, target, rest in cells), cells


def assert_linked(html: str) -> None:
    """Ids are unique, and whatever refers to one finds it."""
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    described = " ".join(re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html)).split()
    assert {*described, *re.findall(r'href="#([^"]+)"', html)} <= set(ids)


def fields_of(definition: Questionnaire, code: str, value: Any) -> dict[str, list[str]]:
    """The fields that give an answer written as JSON."""
    question = definition.questions[code]
    raw = answer_type(question).from_json(question, value).raw
    return {field_name(code, key): list(values) for key, values in raw.items()}


def answer(browser: Browser, public_id: str, definition: Questionnaire, assumed: Mapping[str, Any]) -> None:
    """Give answers page by page, so that the modules they open are on the path (twice: questions open on the page)."""
    for page in (page for page in definition.pages() for _ in range(2)):
        given = {code: value for code, value in assumed.items() if code in page.questions}
        if given and browser.get(f"/rispondi/{public_id}/{page.code}").status_code == 200:
            typed = [fields_of(definition, code, value) for code, value in given.items()]
            browser.fill({name: values for fields in typed for name, values in fields.items()})


@pytest.mark.parametrize(("document", "least"), [(SMALL, 3), (INSTRUMENT_A, 30)], ids=["small", "A"])
def test_every_page_is_light_and_sound(browser: Browser, store: Database, document: Path, least: int) -> None:
    definition = catalogue.compile_document(document.read_bytes()).questionnaire
    assert definition is not None
    profile = next(iter(definition.burden), None)
    with store.writing() as session:
        invitation = factories.invited(session, document)
    browser.enter(invitation.token)
    answer(browser, invitation.public_id, definition, profile.assume if profile else {"Q1": "1"})
    drawn = list(pages_of(browser, invitation.public_id))
    assert len(drawn) >= least
    assert not [html for plain, html in drawn if "Totale retribuite" in plain + html]  # the table has its totals
    for plain, html in drawn:
        inputs = sum('type="hidden"' not in field for field in FIELD.findall(plain))
        sections = len(re.findall(r"<li><a href=", plain[plain.index('id="sezioni"') :]))
        assert len(plain.encode()) <= 8192 + 250 * inputs + 150 * sections
        assert html.count("<h1") == 1
        assert "style=" not in html
        assert html.count("<script") == html.count('<script type="module" src="/static/js/')
        assert_labelled(html)
        assert_linked(html)
        assert_heard_once(html)
