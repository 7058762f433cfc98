"""Comuni of a province: judged, proved, compared, described."""

from typing import Any

import pytest

from questionari.engine.answer_schema import answer_schema
from questionari.engine.comparing import compare
from questionari.engine.headless import run
from questionari.engine.paper import paper_form
from questionari.engine.places import comuni
from tests.engine.builders import definition, document, question, stored
from tests.proofs.test_findings import proof_of

CENSUS = {"census": {"atr_provinces": ["072", "074"]}}


def told(answers: dict[str, Any]) -> list[tuple[str, str | None, list[str]]]:
    """The errors: code, row, fields concerned."""
    found = run(stored("within"), answers, CENSUS)["errors"]
    return [(error["code"], error["row"], error["keys"]) for error in found]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"Q1": "072", "Q2": "072006"}, []),
        ({"Q1": "074", "Q2": "072006"}, [("Q2.within", None, [])]),
        ({"Q2": "015146", "Q5": "015009"}, []),
        ({"Q2": "015146", "Q5": "072006"}, [("Q5.within", None, [])]),
        ({"Q4": "074001"}, []),
        ({"Q4": "015146"}, [("Q4.within", None, [])]),
        (
            {"Q3": [{"comune": "072006"}, {"provincia": "074", "comune": "072006"}]},
            [("Q3.comune.within", "2", ["1:comune"])],
        ),
    ],
)
def test_a_comune_of_another_province_is_told_where_the_province_is_known(
    answers: dict[str, Any], expected: list[tuple[str, str | None, list[str]]]
) -> None:
    assert told(answers) == expected


def test_the_message_names_comune_and_province() -> None:
    (error,) = run(stored("within"), {"Q1": "074", "Q2": "072006"}, {})["errors"]
    assert error["message"].startswith("«Bari (BA)» non è in provincia di Brindisi:")


def test_the_solver_knows_that_a_comune_lies_in_its_province() -> None:
    made = document(
        question("Q1", "province"),
        question("Q2", "comune", within="Q1", required=True),
        question("Q3", visible_if="Q1 == '072' && province(Q2) == '074'"),
        question("Q4", visible_if="Q1 == '072' && province(Q2) == '072'"),
    )
    never = [found.finding.pointer.rpartition("questions/")[2] for found in proof_of(made).findings]
    assert never == ["2/visible_if"]


def test_a_change_of_the_province_is_a_change_of_who_may_answer_what() -> None:
    first, second = (
        definition(question("Q1", "province"), question("Q2", "comune", within=source))
        for source in ("Q1", "census.province")
    )
    pair = next(one for one in compare(first, second).questions if one.new_code == "Q2")
    assert [(each.what, each.old, each.new) for each in pair.differences] == [("within", "Q1", "census.province")]


def test_schema_and_paper_say_that_the_list_depends_on_an_answer() -> None:
    of = stored("within")
    assert "Q1" in answer_schema(of)["properties"]["Q2"]["$comment"]
    hints = {one.code: one.hint for one in paper_form(of).sections[0].pages[0].questions}
    assert hints["Q2"] == "comune della provincia indicata"


def test_the_comuni_of_provinces_are_searched_and_listed_among_themselves() -> None:
    assert {place.parent for place in comuni().search("san", 20, {"072", "074"})} == {"072", "074"}
    bari = comuni().inside({"072"})
    assert {place.parent for place in bari} == {"072"}
    assert len(bari) == 41
