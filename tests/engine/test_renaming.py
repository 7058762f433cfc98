"""A part under another code: nothing is lost on the way, and the questionnaire asks and judges what it did."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from questionari import catalogue
from questionari.engine.answer_document import written_answers
from questionari.engine.checks.outline import questions
from questionari.engine.definition import Questionnaire
from questionari.engine.editing.naming import item_renamed, question_renamed
from questionari.engine.editing.places import PARTS, Address, EditError, find
from questionari.engine.editing.renaming import rename
from questionari.engine.editing.spaces import spaces
from questionari.engine.headless import run
from tests.engine.strategies import answers_for

SOURCES = [
    *sorted(Path("tests/documents/valid").glob("*.json")),
    *sorted(Path("schemi/questionari").glob("[BDE]/*.json")),
]
NEW = "ZZ_9"
CONTEXT = {
    "today": "2026-07-01",
    "round": {"period_start": "2026-01-01", "period_end": "2026-06-30", "deadline": "2026-09-30", "title": "Prova"},
    "census": {"type": "01", "province": "072"},
}


def whole(path: Path) -> dict[str, Any]:
    """A document with its lists in it, each row under the code it has by its place."""
    document: dict[str, Any] = copy.deepcopy(dict(catalogue.load_document(path.read_bytes()).document))
    for place in questions(document):
        for part in PARTS:
            listed = place.raw.get(part)
            for at, one in enumerate(listed if isinstance(listed, list) else ()):
                one.setdefault("code", str(at + 1))
    return document


DOCUMENTS = [whole(path) for path in SOURCES]


def compiled(document: dict[str, Any]) -> Questionnaire:
    found = catalogue.compile_document(document)
    assert found.questionnaire is not None, found.findings
    return found.questionnaire


def items(document: dict[str, Any]) -> list[str]:
    held = [(f"domanda/{place.code}", place.raw) for place in questions(document)]
    held += [(f"elenco/{name}", raw) for name, raw in document.get("lists", {}).items()]
    listed = [(owner, part, raw[part]) for owner, raw in held for part in PARTS if isinstance(raw.get(part), list)]
    return [f"{owner}/{part}/{one['code']}" for owner, part, list_ in listed for one in list_]


def renamed_answers(document: dict[str, Any], address: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers to the questionnaire under its new codes."""
    at = Address.of(address)
    if not at.part:
        return question_renamed(answers, at.code, NEW) if at.kind == "domanda" else answers
    users = [user for space in spaces(document, at) for user in space.users]
    return item_renamed(answers, users, at.item, NEW)


def verdict(definition: Questionnaire, answers: dict[str, Any]) -> list[Any]:
    """What a run says, codes apart."""
    told = run(definition, json.loads(json.dumps(answers)), CONTEXT)
    found = [
        [(one["page"], len(one["fields"]), len(one["keys"])) for one in told[key]]
        for key in ("errors", "warnings", "notes")
    ]
    figures = [list(told[key].values()) for key in ("computed", "indicators")]
    pages = [(page["code"], len(page["questions"])) for page in told["pages"]]
    return [pages, found, figures, told["submittable"], told["progress"], len(told["missing"]), len(told["effects"])]


@st.composite
def a_rename(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """A document and the address of a question, an answer, a row, a column, a rule, a list."""
    document = draw(st.sampled_from(DOCUMENTS))
    named = [f"domanda/{place.code}" for place in questions(document)]
    named += [f"elenco/{name}" for name in document.get("lists", {})] + items(document)
    return document, draw(st.sampled_from(named))


@settings(max_examples=60, deadline=None)
@given(a_rename(), st.data())
def test_a_rename_leaves_the_meaning_and_its_inverse_gives_the_document_back(
    drawn: tuple[dict[str, Any], str], data: st.DataObject
) -> None:
    document, address = drawn
    before = copy.deepcopy(document)
    try:
        changed = rename(document, address, NEW)
    except EditError as error:
        assert "censimento" in str(error)
        return
    assert document == before
    at = Address.of(address)
    holder, dot, last = at.code.rpartition(".")
    back, old = (f"{at.owner}/{at.part}/{NEW}", at.item) if at.part else (f"{at.kind}/{holder}{dot}{NEW}", last)
    assert rename(changed, back, old) == document
    definition, other = compiled(document), compiled(changed)
    told, now = (sorted(one.code for one in catalogue.compile_document(each).findings) for each in (document, changed))
    assert told == now
    answers = written_answers(definition, data.draw(answers_for(definition)))
    assert verdict(other, renamed_answers(document, address, answers)) == verdict(definition, answers)


def tiny() -> dict[str, Any]:
    """A page of linked questions."""
    found: dict[str, Any] = json.loads(Path("tests/documents/valid/codes_together.json").read_bytes())
    return found


def test_an_answer_is_renamed_in_every_list_that_means_it_and_nowhere_else() -> None:
    document = tiny()
    changed = rename(document, "elenco/L/options/1", "uno")
    asked = {place.code: place.raw for place in questions(changed)}
    assert [one["code"] for one in changed["lists"]["L"]["options"]] == ["uno", "2", "3"]
    assert [one["code"] for one in asked["Q2"]["options"]] == ["uno", "2"]  # limited to the picks of Q1
    assert asked["M"]["blocked"] == [["uno", "b"]]
    assert asked["M"]["checks"][0]["require"] == "row_code != 'uno' || row.a > 0"
    assert asked["T"]["expression"] == "'uno' in Q1 ? '1' : '2'"  # its own answers are others
    assert [one["code"] for one in asked["T"]["options"]] == ["1", "2"]
    assert [one["code"] for one in asked["D"]["options"]] == ["1", "98"]
    assert changed["burden"][0]["assume"] == {"Q1": ["uno"], "M": {"uno": {"a": 3}}, "D.98": "x"}


def test_columns_details_computed_texts_and_plain_mentions_follow() -> None:
    document = tiny()
    asked = {place.code: place.raw for place in questions(rename(document, "domanda/M/columns/a", "n"))}
    assert asked["M"]["cell_rules"][0]["column"] == "n" and "row.n > 0" in asked["M"]["checks"][0]["require"]
    asked = {place.code: place.raw for place in questions(rename(document, "domanda/T/options/1", "si"))}
    assert asked["T"]["expression"] == "'1' in Q1 ? 'si' : '2'"
    changed = rename(document, "domanda/D/options/98", "99")
    asked = {place.code: place.raw for place in questions(changed)}
    assert asked["D"]["checks"][0]["fields"] == ["D.99"] and "detail(D, '99')" in asked["D"]["checks"][0]["require"]
    assert changed["burden"][0]["assume"]["D.99"] == "x"
    asked = {place.code: place.raw for place in questions(rename(document, "domanda/Q1", "QUALI_1"))}
    assert asked["M"]["text"]["it"] == "Tabella (QUALI_1)" and asked["Q2"]["options_from"] == "QUALI_1"
    assert asked["M"]["checks"][0]["message"]["it"] == "{row_code}: {size(QUALI_1)}"


@pytest.mark.parametrize(
    ("address", "new", "why"),
    [
        ("domanda/Q1", "Q2", "già usato"),
        ("domanda/Q1", "row", "già usato"),
        ("domanda/Q1", "con spazio", "lettere senza accenti"),
        ("elenco/L/options/1", "9", "già usato"),  # Q1 adds it
        ("elenco/L/options/1", "2", "già usato"),
        ("documento", "Y", "non ha un codice"),
    ],
)
def test_a_code_that_cannot_be_is_refused(address: str, new: str, why: str) -> None:
    with pytest.raises(EditError, match=why):
        rename(tiny(), address, new)


def test_codes_that_the_census_fills_in_stay() -> None:
    document = tiny()
    find(document, "domanda/D").raw["prefill"] = "type"
    with pytest.raises(EditError, match="censimento"):
        rename(document, "domanda/D/options/1", "uno")


def test_sections_pages_rules_and_lists_have_other_names() -> None:
    document = tiny()
    for address, new in (("sezione/S", "S9"), ("pagina/P", "P9"), ("controllo/D.c", "D.nuova"), ("elenco/L", "VOCI")):
        document = rename(document, address, new)
        find(document, f"{address.partition('/')[0]}/{new}")
    asked = {place.code: place.raw for place in questions(document)}
    assert asked["Q1"]["options"]["list"] == asked["M"]["rows"]["list"] == "VOCI"
    compiled(document)
