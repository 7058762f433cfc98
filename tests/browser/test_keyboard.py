"""The whole of instrument A without a mouse: from the link to the receipt, in a real browser with its scripts."""

from collections.abc import Callable

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import field_name
from tests.browser.filling import walker_of
from tests.browser.keyboard import Answers, Keyboard
from tests.browser.site import Site
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
CENTRE = "BA-007"  # every section of A, with its tables


def table_of(site: Site, unit: str) -> tuple[str, Answers]:
    """The link of a service, and what is to stand in each field, by its name."""
    walker = walker_of(site, unit)
    questions = walker.definition.questions
    raws = {code: answer_type(questions[code]).raw(questions[code], value) for code, value in walker.values.items()}
    return walker.link, {field_name(code, key): texts for code, raw in raws.items() for key, texts in raw.items()}


def test_a_centre_answers_everything_and_sends_it_by_keyboard_alone(site: Site, visitor: Callable[..., Walk]) -> None:
    link, answers = table_of(site, CENTRE)
    walk = visitor("desktop")
    hands = Keyboard(walk.page, answers)
    walk.go(link, look=False)
    hands.press("Apri il questionario")
    hands.press("Comincia")
    pages = 1
    while not hands.fill("Salva e continua").endswith("/riepilogo"):
        pages += 1
    hands.press("Invia il questionario")
    assert walk.heading == "Grazie: questionario inviato"
    assert hands.faults == []
    assert pages > 30 and hands.stops > 900
