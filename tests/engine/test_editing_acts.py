"""Acts on a document: the one given stays, what comes out is a document, its faults are findings and never a crash."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from questionari import catalogue
from questionari.engine.checks.outline import questions
from questionari.engine.definition import Question
from questionari.engine.editing import acts, adding, details, renaming
from questionari.engine.editing.conditions import OPERATORS, condition, joined
from questionari.engine.editing.operands import operand_of
from questionari.engine.editing.places import PARTS, EditError, address_at, find
from questionari.engine.editing.skeletons import SKELETONS
from questionari.engine.findings import has_errors

SOURCES = [*sorted(Path("tests/documents/valid").glob("*.json")), Path("schemi/questionari/E/2026.1.json")]
DOCUMENTS: list[dict[str, Any]] = [json.loads(path.read_bytes()) for path in SOURCES]
SMALL = DOCUMENTS[[path.stem for path in SOURCES].index("respond")]
WORDS = st.text(max_size=20)
STEPS = st.sampled_from((-1, 1))


def codes(document: dict[str, Any]) -> list[str]:
    return [place.code for place in questions(document)]


def pages(document: dict[str, Any]) -> list[str]:
    return [page["code"] for section in document["sections"] for page in section["pages"]]


def items(document: dict[str, Any]) -> list[str]:
    """The addresses of the answers, rows and columns written in questions and lists."""
    found = [(f"domanda/{place.code}", place.raw) for place in questions(document)]
    found += [(f"elenco/{name}", raw) for name, raw in document.get("lists", {}).items()]
    listed = [(owner, part, raw[part]) for owner, raw in found for part in PARTS if isinstance(raw.get(part), list)]
    return [
        f"{owner}/{part}/{raw.get('code', at + 1)}" for owner, part, list_ in listed for at, raw in enumerate(list_)
    ]


def rules(document: dict[str, Any]) -> list[str]:
    holders = [*(place.raw for place in questions(document)), document]
    return [f"controllo/{raw['code']}" for holder in holders for raw in holder.get("checks", ())]


def addresses(document: dict[str, Any]) -> list[str]:
    """Every part, and some that are none."""
    found = [f"domanda/{code}" for code in codes(document)] + [f"pagina/{code}" for code in pages(document)]
    found += [f"sezione/{section['code']}" for section in document["sections"]]
    return [*found, *items(document), *rules(document), "documento", "domanda/ZZ", "x", "elenco/Z/options/1"]


@st.composite
def an_act(draw: st.DrawFn) -> tuple[dict[str, Any], Callable[[], Any]]:
    """A document and an act on it, good or not."""
    document = draw(st.sampled_from(DOCUMENTS))
    here, there = (draw(st.sampled_from(addresses(document))) for _ in range(2))
    words, by = draw(WORDS), draw(STEPS)
    made: list[Callable[[], Any]] = [
        lambda: acts.say(document, here, draw(st.sampled_from(("text", "help", "title", "message"))), "it", words),
        lambda: acts.set_flag(document, here, draw(st.sampled_from(acts.FLAGS)), by > 0),
        lambda: acts.set_condition(document, here, draw(st.sampled_from(acts.CONDITIONS)), words),
        lambda: acts.set_number(document, here, "max", words),
        lambda: acts.set_words(document, here, "fields", words),
        lambda: acts.set_minutes(document, words, "7"),
        lambda: acts.set_languages(document, ("it", "de") if by > 0 else ()),
        lambda: acts.move(document, here, by),
        lambda: acts.put_into(document, here, there),
        lambda: acts.remove(document, here),
        lambda: adding.add_item(document, here, draw(st.sampled_from(PARTS)), words, words),
        lambda: adding.add_question(document, here, there, draw(st.sampled_from(list(SKELETONS))), words, words),
        lambda: adding.add_check(document, here, words, "note", words, words),
        lambda: adding.add_list(document, words, words, words),
        lambda: details.retype(document, here, draw(st.sampled_from([*SKELETONS, "x"]))),
        lambda: details.pick_items(document, here, draw(st.sampled_from(("options", "rows", "x"))), {words}),
        lambda: details.own_items(document, here, draw(st.sampled_from(("options", "rows", "x")))),
        lambda: details.ask_detail(document, here, words),
        lambda: details.set_open_cells(document, here, [("1", "a"), (words, words)], [("1", "a")]),
        lambda: renaming.rename(document, here, words),
    ]
    return document, draw(st.sampled_from(made))


@settings(max_examples=120, deadline=None)
@given(an_act())
def test_an_act_leaves_its_document_alone_and_gives_one_that_is_judged(
    drawn: tuple[dict[str, Any], Callable[[], Any]],
) -> None:
    document, act = drawn
    before = copy.deepcopy(document)
    try:
        changed = act()
    except EditError as error:
        assert str(error).endswith(".")
        changed = document
    assert document == before
    assert catalogue.compile_document(changed).findings is not None


@pytest.mark.parametrize("kind", SKELETONS)
def test_a_new_question_of_every_type_is_without_errors(kind: str) -> None:
    changed = adding.add_question(SMALL, "pagina/P1", "Q1", kind, "NEW_1", "Una domanda nuova")
    assert not has_errors(catalogue.compile_document(changed).findings)
    assert codes(changed)[1] == "NEW_1"


def test_two_questions_of_a_type_share_nothing() -> None:
    once = adding.add_question(SMALL, "pagina/P1", "", "choice", "NEW_1", "Prima")
    twice = adding.add_question(once, "pagina/P1", "", "choice", "NEW_2", "Seconda")
    changed = acts.say(twice, "domanda/NEW_1/options/1", "text", "it", "Solo qui")
    assert find(changed, "domanda/NEW_2/options/1").raw["text"]["it"] == "Prima risposta"
    later = adding.add_question(SMALL, "pagina/P1", "", "choice", "NEW_3", "Terza")
    assert find(later, "domanda/NEW_3/options/1").raw["text"]["it"] == "Prima risposta"


@given(st.sampled_from(addresses(SMALL)[:-4]), STEPS)
def test_a_part_moved_there_and_back_is_where_it_was(address: str, by: int) -> None:
    there = acts.move(SMALL, address, by)
    if there != SMALL:
        assert acts.move(there, address, -by) == SMALL


@given(st.sampled_from(DOCUMENTS), st.data())
def test_every_address_leads_to_its_part_and_the_pointer_of_the_part_back_to_it(
    document: dict[str, Any], data: st.DataObject
) -> None:
    address = data.draw(st.sampled_from(addresses(document)[:-4]))
    raw = find(document, address).raw
    assert raw.get("code", address.rpartition("/")[2]) in address
    pointers = {place.pointer: place.code for place in questions(document)}
    for pointer, code in pointers.items():
        assert address_at(document, f"{pointer}/text/it") == f"domanda/{code}"


def test_rows_without_codes_keep_the_one_of_their_place_when_another_goes() -> None:
    rows = [{"text": {"it": words}} for words in ("Prima", "Seconda", "Terza")]
    table = {"code": "M9", "type": "matrix", "text": {"it": "Tabella"}, "rows": rows}
    document = copy.deepcopy(SMALL)
    document["sections"][0]["pages"][0]["questions"].append(table)
    left = acts.remove(document, "domanda/M9/rows/1")
    assert [raw["code"] for raw in find(left, "domanda/M9").raw["rows"]] == ["2", "3"]
    more = adding.add_item(document, "domanda/M9", "rows", "", "Quarta")
    assert find(more, "domanda/M9/rows/4").raw["text"]["it"] == "Quarta"


@pytest.mark.parametrize(
    ("pointer", "address"),
    [
        ("/sections/0/pages/1/questions/0/checks/0/require", "controllo/M1.somma"),
        ("/sections/0/pages/1/visible_if", "pagina/P2"),
        ("/sections/1/title/it", "sezione/S2"),
        ("/sections/1/pages/0/questions/0/questions/1", "domanda/R1.ore"),
        ("/minutes", "documento"),
        ("/effects/0/when", "effetto/1"),
        ("/preparation/0/questions/0", "preparazione/1"),
        ("/burden/0/assume/Q1", ""),
        ("/sections/9/title", ""),
    ],
)
def test_a_finding_is_led_to_the_part_it_is_about(pointer: str, address: str) -> None:
    assert address_at(SMALL, pointer) == address


def test_a_removed_question_that_others_read_is_told_by_the_checks() -> None:
    found = catalogue.compile_document(acts.remove(SMALL, "domanda/Q1")).findings
    assert "REF001" in {finding.code for finding in found}


@pytest.mark.parametrize(
    ("code", "operator", "value"),
    [
        ("Q1", "==", "1"),
        ("Q2", ">=", "12,5"),
        ("Q4", "!=", "98"),
        ("Q5", "in", "01"),
        ("Q5", "not-in", "99"),
        ("Q3", "answered", ""),
        ("Q3", "not-answered", ""),
        ("Q2", "<", "T1"),
    ],
)
def test_a_condition_made_by_the_form_is_one_the_compiler_takes(code: str, operator: str, value: str) -> None:
    question = _question(code)
    source = joined("Q1 == '1'", made(question, operator, value), "or")
    changed = acts.set_condition(
        SMALL, "domanda/L1", "visible_if", joined(source, made(question, operator, value), "new")
    )
    assert not has_errors(catalogue.compile_document(changed).findings)


@given(st.sampled_from(codes(SMALL)[:5]), st.sampled_from([*OPERATORS, "?"]), WORDS)
def test_whatever_is_typed_in_the_form_of_a_condition_is_refused_or_taken(code: str, operator: str, value: str) -> None:
    try:
        source = condition(operand_of(_question(code)), operator, value)
    except EditError as error:
        assert str(error)
        return
    assert (
        catalogue.compile_document(acts.set_condition(SMALL, "domanda/L1", "visible_if", source)).findings is not None
    )


def made(question: Question, operator: str, value: str) -> str:
    """The condition on a value; on the answer to another question where its code is given."""
    other = operand_of(_question(value)) if value in codes(SMALL) else None
    return condition(operand_of(question), operator, value, other)


def _question(code: str) -> Question:
    definition = catalogue.compile_document(SMALL).questionnaire
    assert definition is not None
    return definition.questions[code]
