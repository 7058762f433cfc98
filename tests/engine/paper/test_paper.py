"""The blank form: numbers, logic in words, where to go on, space for every answer."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from questionari.catalogue import SCHEMI
from questionari.engine.comparing.matching import items
from questionari.engine.definition import Questionnaire
from questionari.engine.paper import PaperForm, PaperQuestion, paper_form
from questionari.engine.path import find_path
from questionari.engine.values import NO_CONTEXT, Context, RoundInfo
from tests.engine.builders import DOCUMENTS, compiled, definition, question
from tests.engine.strategies import answers_for

INSTRUMENTS = sorted((SCHEMI / "questionari").glob("*/*.json"))
PATHS = [*sorted((DOCUMENTS / "valid").glob("*.json")), *INSTRUMENTS]
SILENT = ("note", "group", "computed", "computed_text", "generated")


def read(path: Path) -> Questionnaire:
    return compiled(json.loads(path.read_bytes()))


def questions(form: PaperForm) -> Iterator[PaperQuestion]:
    """Every question of a form, those of groups after their group."""
    for section in form.sections:
        for page in section.pages:
            for one in page.questions:
                yield from (one, *one.inner)


def by_code(form: PaperForm) -> dict[str, PaperQuestion]:
    return {one.code: one for one in questions(form)}


ROUTED = (
    question("Q1", "yes_no"),
    question("Q2", visible_if="Q1 == '1'"),
    question("Q3", "integer", visible_if="Q1 == '1'"),
    question("Q4", "yes_no"),
    question("Q5", visible_if="Q4 == '1' && Q3 > 2"),
)


def test_an_answer_that_closes_what_follows_says_where_to_go_on() -> None:
    found = by_code(paper_form(definition(*ROUTED)))
    assert [(box.text, box.goto) for box in found["Q1"].boxes] == [("Sì", ""), ("No", "vada alla domanda 4")]
    assert [box.goto for box in found["Q4"].boxes] == ["", "vada alla fine"]


def test_a_condition_is_said_in_words_with_the_number_of_what_it_reads() -> None:
    found = by_code(paper_form(definition(*ROUTED)))
    assert found["Q2"].condition == "Risponda solo se «1. Domanda Q1» è «Sì»."
    assert found["Q5"].condition == "Risponda solo se «4. Domanda Q4» è «Sì» e «3. Domanda Q3» è maggiore di 2."


def test_texts_speak_of_the_round_that_is_known_and_show_an_ellipsis_for_the_rest() -> None:
    of = definition(question("Q1"), {**question("Q2"), "text": {"it": "Fino al {round.period_end}, {Q1}"}})
    known = Context(round=RoundInfo(date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 13)))
    assert by_code(paper_form(of, context=known))["Q2"].text == "Fino al 30/06/2026, …"
    assert by_code(paper_form(of))["Q2"].text == "Fino al …, …"


def test_what_only_seems_closed_while_nothing_is_answered_sends_nobody_on() -> None:
    of = definition(question("Q1", "yes_no"), question("Q2"), question("Q3", visible_if="Q1 == '1' || answered(Q2)"))
    assert [box.goto for box in by_code(paper_form(of))["Q1"].boxes] == ["", ""]


def test_a_form_cut_for_a_type_leaves_out_what_it_is_never_asked_and_conditions_that_hold_anyway() -> None:
    whole, cut = paper_form(read(INSTRUMENTS[0])), paper_form(read(INSTRUMENTS[0]), "02", "Casa rifugio")
    assert set(by_code(cut)) < set(by_code(whole))
    said = [one.condition for one in questions(cut)]
    assert not [words for words in said if words.startswith("Risponda solo se «10. Tipologia prevalente»")]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_question_of_every_document_stands_on_the_form_with_space_for_its_answer(path: Path) -> None:
    of = read(path)
    form = paper_form(of)
    found = by_code(form)
    known = items(of)
    on_pages = {code for page in of.pages() for code in page.questions if of.questions[code].detail_of is None}
    inner = {code for code, one in known.items() if one.question.type == "roster"}
    assert list(found) == [code for code in known if code in on_pages | inner]
    numbers = [one.number for one in questions(form) if one.number]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    bare = [c for c, one in found.items() if not (one.boxes or one.blank or one.lines or one.grid or one.reserved)]
    assert [code for code in bare if known[code].question.type not in SILENT] == []
    assert not [one.code for one in questions(form) if "{" in one.text + one.help]


@pytest.mark.parametrize("path", INSTRUMENTS, ids=lambda path: path.parent.name)
def test_who_follows_the_arrows_skips_nothing_that_the_engine_asks(path: Path) -> None:
    of = read(path)
    form = by_code(paper_form(of))
    order = [code for code, one in form.items() if one.number]
    place = {form[code].number: position for position, code in enumerate(order)}
    words = {code: {box.text: box.goto for box in form[code].boxes} for code in order}
    texts = {code: {o.code: o.text["it"] for o in items(of)[code].question.options} for code in order}

    @settings(max_examples=8, deadline=None)
    @given(answers_for(of))
    def law(answers: dict[str, Any]) -> None:
        path_ = find_path(of, answers, NO_CONTEXT)
        for position, code in enumerate(order):
            goto = words[code].get(texts[code].get(str(answers.get(code)), ""), "")
            if goto and path_.asked(code):
                until = place[goto.rpartition(" ")[2]] if "domanda" in goto else len(order)
                assert [skipped for skipped in order[position + 1 : until] if path_.asked(skipped)] == [], (code, goto)

    law()


def test_a_form_in_another_language_says_its_logic_in_that_language() -> None:
    form = paper_form(read(next(path for path in INSTRUMENTS if path.parent.name == "D")), language="de")
    found = by_code(form)
    assert "Antworten Sie nur, wenn «5. Ist es der erste Kontakt mit dem Dienst?» «Nein» ist." in {
        one.condition for one in found.values()
    }
    assert form.how.startswith("Dieses Formular dient") and "Minuten" in form.subtitle
    assert {box.goto.split()[0] for one in found.values() for box in one.boxes if box.goto} == {"gehen"}


def test_instrument_a_has_arrows_and_a_page_of_definitions() -> None:
    form = paper_form(read(INSTRUMENTS[0]))
    assert sum(bool(box.goto) for one in questions(form) for box in one.boxes) > 10
    assert len(form.definitions()) > 20
