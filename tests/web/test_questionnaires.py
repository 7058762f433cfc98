"""Published questionnaires as staff and ATR read them."""

import json
from collections.abc import Callable
from pathlib import Path

from questionari import catalogue
from questionari.engine.answer_types.registry import ANSWER_TYPES
from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.checks.codes import RULES
from questionari.engine.checks.italian import ITALIAN
from questionari.engine.definition import say
from questionari.store.session import Database
from questionari.usecases.workbench.outline import Item, outline
from tests.web import managing
from tests.web.browser import Browser

VERSION = "/gestione/questionari/pubblicati/R/2026.1"


def test_the_list_names_every_version_and_the_rounds_that_ask_it(centres: Browser) -> None:
    centres.get("/gestione/questionari")
    assert VERSION in centres.text
    assert managing.ROUND in centres.text
    centres.get(VERSION)
    assert "Primo semestre 2026" in centres.text


def test_a_version_shows_its_questions_definitions_and_conditions_in_words(staff: Browser) -> None:
    staff.get(VERSION)
    for told in (
        "Donne accolte nel periodo",
        "Conti ogni donna una sola volta.",
        "se «Il servizio è attivo?» è",
        "Pubblica",
    ):
        assert told in staff.text
    assert "{Q2}" not in staff.text


def test_the_document_comes_back_as_it_was_published(staff: Browser) -> None:
    answer = staff.get(f"{VERSION}/documento")
    document = json.loads(answer.data)
    assert (document["code"], document["version"]) == ("R", "2026.1")
    assert "filename=R-2026.1.json" in answer.headers["Content-Disposition"]
    assert catalogue.canonical_bytes(catalogue.load_document(answer.data)) == answer.data


def test_an_atr_reads_the_questions_and_not_the_rounds(
    staff: Browser, store: Database, new_browser: Callable[[], Browser]
) -> None:
    atr = managing.login(new_browser(), store, "atr", "atr.bari")
    atr.get("/atr/questionari")
    assert "/atr/questionari/R/2026.1" in atr.text
    atr.get("/atr/questionari/R/2026.1")
    assert "Donne accolte nel periodo" in atr.text
    assert "documento" not in atr.text


def test_every_finding_and_every_type_has_its_italian_words() -> None:
    assert set(ITALIAN) == set(RULES)
    assert set(TYPE_NAMES) == set(ANSWER_TYPES)


def test_the_outline_of_every_instrument_names_every_question() -> None:
    for path in sorted(Path("schemi/questionari").glob("*/*.json")):
        definition = catalogue.compile_document(path.read_bytes()).questionnaire
        assert definition is not None
        items = [item for section in outline(definition) for page in section.pages for item in page.items]
        told = {code for item in items for code in codes(item)}
        assert {q.code for q in definition.questions.values()} <= told
        assert say(definition.title)


def codes(item: Item) -> list[str]:
    """The code of an item and of all in it."""
    return [item.code, *(code for inner in item.inner for code in codes(inner))]
