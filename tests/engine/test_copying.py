"""A question copied: the document goes on being one, and the copy asks what the question asks under its own names."""

import json
from typing import Any

import pytest

from questionari import catalogue
from questionari.engine.checks.outline import checks, questions
from questionari.engine.editing.copying import copy_question
from questionari.engine.editing.places import Document, EditError, find
from tests.engine.builders import DOCUMENTS
from tests.engine.test_renaming import DOCUMENTS as EVERY, SOURCES

R: Document = json.loads((DOCUMENTS / "valid" / "respond.json").read_text())
SAMPLE = 12  # of the questions of a document every twelfth


def errors(document: Document) -> list[str]:
    """What forbids publication, but for the effort, which grows."""
    found = catalogue.compile_document(document).findings
    return [f"{one.code} {one.message}" for one in found if one.severity == "error" and one.code[:3] != "BUR"]


@pytest.mark.parametrize("at", range(len(EVERY)), ids=[path.stem for path in SOURCES])
def test_a_copy_of_any_question_leaves_a_questionnaire(at: int) -> None:
    document = EVERY[at]
    for place in [*questions(document)][at % SAMPLE :: SAMPLE]:
        if place.raw["type"] == "generated":  # one code ties the parts of a record
            continue
        made = copy_question(document, f"domanda/{place.code}", "", "")
        assert len([*questions(made)]) > len([*questions(document)])
        codes = [raw["code"] for raw, _, _ in checks(made)]
        assert len(codes) == len(set(codes))
        assert errors(made) == []


def test_what_is_in_the_copy_names_the_copy_and_the_rest_stays() -> None:
    made = copy_question(R, "domanda/Q2", "Q2b", "pagina/P3")
    copied = find(made, "domanda/Q2b").raw
    assert copied["checks"][0]["code"] == "Q2b.molte"
    assert copied["checks"][0]["require"] == "Q2b <= 1000"
    assert "{Q2b}" in copied["checks"][0]["message"]["it"]
    assert copied["visible_if"] == "Q1 == '1'"
    assert find(made, "pagina/P3").raw["questions"][-1] is copied
    assert find(made, "domanda/M1").raw == find(R, "domanda/M1").raw
    assert made["effects"] == R["effects"]


def test_a_blank_code_is_the_next_free_one_and_the_copy_stands_after_its_question() -> None:
    made = copy_question(R, "domanda/Q4", "", "")
    codes = [raw["code"] for raw in find(made, "pagina/P1").raw["questions"]]
    assert codes == ["Q1", "Q2", "Q3", "Q4", "Q6", "Q5"]
    assert find(made, "domanda/Q6").raw["options"] == find(R, "domanda/Q4").raw["options"]


@pytest.mark.parametrize(
    ("address", "code", "page"),
    [
        ("domanda/Q4", "Q5", ""),
        ("domanda/Q4", "Q4", ""),
        ("domanda/Q4", "è", ""),
        ("domanda/Q4/options/1", "Z", ""),
        ("pagina/P1", "Z", ""),
        ("domanda/R1.ore", "Z", "pagina/P1"),
        ("domanda/Q4", "Z", "pagina/P9"),
    ],
)
def test_a_copy_that_cannot_be_is_refused(address: str, code: str, page: str) -> None:
    with pytest.raises(EditError):
        copy_question(R, address, code, page)


def test_a_concept_is_measured_once() -> None:
    document: dict[str, Any] = json.loads(json.dumps(R))
    find(document, "domanda/Q4").raw["concept"] = "service.nature"
    assert "concept" not in find(copy_question(document, "domanda/Q4", "Z", ""), "domanda/Z").raw


@pytest.mark.parametrize("address", ["domanda/Q4/options/1", "pagina/P1"])
def test_what_is_no_question_is_not_copied_and_that_is_said(address: str) -> None:
    with pytest.raises(EditError, match="Solo una domanda si copia"):
        copy_question(R, address, "Z", "")
