"""The whole of instrument A without a mouse: from the link to the receipt, in a real browser with its scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import ViewportSize

from questionari import catalogue
from questionari.demo.answers import complete_values
from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import field_name
from questionari.engine.definition import Questionnaire
from questionari.engine.path import find_path
from questionari.engine.values import Context
from questionari.settings import ROOT
from questionari.usecases.territories import type_names
from questionari.web.respond.kinds import LINES
from tests.browser.filling import filled, walker_of
from tests.browser.keyboard import Answers, Keyboard
from tests.browser.site import Site
from tests.browser.walk import Walk
from tests.conftest import PHONE

pytestmark = pytest.mark.browser
CENTRE = "BA-007"  # every section of A, with its tables
INSTRUMENT_A = ROOT / "schemi" / "questionari" / "A" / "2026.1.json"
MAGNIFIED: ViewportSize = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %: bars that stay would hide half of it


def table_of(site: Site, unit: str) -> tuple[str, Answers]:
    """The link of a service, and what is to stand in each field, by its name."""
    walker = walker_of(site, unit)
    questions = walker.definition.questions
    raws = {code: answer_type(questions[code]).raw(questions[code], value) for code, value in walker.values.items()}
    return walker.link, {field_name(code, key): texts for code, raw in raws.items() for key, texts in raw.items()}


def kinds_met(definition: Questionnaire, type_code: str) -> set[str]:
    """The kinds of field on the way of a service of that type, also in tables and rosters; a group is its children."""
    context = Context(census={"type": type_code})
    path = find_path(definition, complete_values(definition, type_code, 1, context), context)
    asked = [question for code, question in definition.questions.items() if path.asked(code)]
    types = {name for q in asked for name in (q.type, *(f"{q.type} of {child.type}" for child in q.children))}
    cells = {f"matrix of {q.matrix.cell}" for q in asked if q.matrix}
    return {" of ".join(drawn(part) for part in name.split(" of ")) for name in types | cells if "group" not in name}


def drawn(kind: str) -> str:
    """A type as the keyboard meets it: numbers, amounts, addresses are all one line to write in."""
    return "line" if kind in (*LINES, "text", "ipa_code") else kind


def fill_and_send(hands: Keyboard) -> int:
    """From the list of sections to the receipt; how many pages there were."""
    hands.press("Comincia")
    pages = 1
    while not hands.fill("Salva e continua").endswith("/riepilogo"):
        pages += 1
    hands.press("Invia il questionario")
    return pages


def test_a_centre_answers_everything_and_sends_it_by_keyboard_alone(site: Site, visitor: Callable[..., Walk]) -> None:
    link, answers = table_of(site, CENTRE)
    walk = visitor("desktop")
    hands = Keyboard(walk.page, answers)
    walk.go(link, look=False)
    hands.press("Apri il questionario")
    pages = fill_and_send(hands)
    assert walk.heading == "Grazie: questionario inviato"
    assert hands.faults == []
    assert pages > 30 and hands.stops > 900


@pytest.mark.parametrize("window", [PHONE, MAGNIFIED], ids=["telephone", "magnified"])
def test_no_field_with_the_focus_is_under_a_bar_in_a_small_window(
    site: Site, visitor: Callable[..., Walk], window: ViewportSize
) -> None:
    walk = visitor("phone")
    walk.page.set_viewport_size(window)
    walk.go(filled(site, CENTRE), look=False)
    walk.press("Riprendi il questionario", look=False)
    home = walk.path
    hands = Keyboard(walk.page, {})
    for page in ("A2b", "A3a", "A5b", "A15a"):
        walk.go(f"{home}/{page}", look=False)
        hands.pass_over("Salva e continua")
        hands.pass_over("Sezioni del questionario")
    assert hands.faults == []
    assert hands.stops > 150


def test_no_type_of_service_meets_a_field_that_the_centre_does_not_fill_by_keyboard() -> None:
    definition = catalogue.compile_document(INSTRUMENT_A.read_bytes()).questionnaire
    assert definition is not None
    met = {code: kinds_met(definition, code) for code in type_names()}
    assert met["16"] and len(met) > 20
    assert {code: kinds - met["01"] for code, kinds in met.items() if kinds - met["01"]} == {}
