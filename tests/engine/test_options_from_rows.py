"""Options that are the rows of an earlier roster: offered by what was chosen in them, never by their number."""

from typing import Any

import pytest

from questionari.engine.answer_schema import answer_schema
from questionari.engine.comparing import compare
from questionari.engine.headless import run
from questionari.engine.paper import paper_form
from tests.engine.builders import definition, document, question, stored
from tests.engine.test_path import asked
from tests.proofs.test_findings import proof_of

DOCUMENT = "options_from_rows"
OPTIONS = [{"code": code, "text": {"it": f"Voce {code}"}} for code in ("1", "2", "3")]


def offered(answers: dict[str, Any], code: str) -> list[str]:
    of = stored(DOCUMENT)
    return [option.code for option in asked(of, answers).options(of.questions[code])]


def test_a_choice_and_a_table_offer_what_the_rows_say_whatever_their_order() -> None:
    of = stored(DOCUMENT)
    rows = ({"tipo": "3"}, {"tipo": "1"}, {})
    assert offered({"Q1": rows}, "Q2") == offered({"Q1": rows[::-1]}, "Q2") == ["1", "3"]
    assert asked(of, {"Q1": rows}).cells("Q3") == (("1", "n"), ("3", "n"))
    assert [o.code for o in asked(of, {"Q1": rows}).options(of.questions["Q5"].children[0], {})] == ["1", "3"]
    assert offered({}, "Q2") == offered({"Q1": ({},)}, "Q2") == []


def test_a_row_that_does_not_ask_the_child_offers_nothing() -> None:
    assert offered({"Q1": ({"tipo": "1", "altri": ("2", "3")},)}, "Q4") == ["2", "3"]
    assert offered({"Q1": ({"tipo": "2", "altri": ("2", "3")},)}, "Q4") == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["1", "2", "3"], []),
        (["3", "2"], []),  # a row removed, another moved: the answer stays
        (["1", "3"], ["Q2.not_offered"]),
        ([], ["Q2.not_offered"]),
    ],
)
def test_removing_a_row_moves_no_answer(rows: list[str], expected: list[str]) -> None:
    found = run(stored(DOCUMENT), {"Q1": [{"tipo": code} for code in rows], "Q2": "2"}, {})
    assert [error["code"] for error in found["errors"]] == expected
    assert found["exported"]["values"]["Q2"] == "2"


def test_a_row_of_a_later_roster_is_judged_by_the_rows_of_the_earlier() -> None:
    found = run(stored(DOCUMENT), {"Q1": [{"tipo": "1"}], "Q5": [{"quale": "1"}, {"quale": "3"}]}, {})
    assert [(error["code"], error["row"]) for error in found["errors"]] == [("Q5.quale.not_offered", "2")]


def test_the_proofs_follow_the_rows() -> None:
    roster = question("Q1", "roster", questions=[question("tipo", "choice", options=OPTIONS[:2])])
    chosen = question("Q2", "choice", options=OPTIONS, options_from="Q1.tipo")
    dead = question("Q3", "integer", visible_if="Q2 == '3'")
    found = {proved.finding.code for proved in proof_of(document(roster, chosen, dead)).findings}
    assert {"LOG001", "LOG003"} <= found
    alive = question("Q3", "integer", visible_if="Q2 == '2'")
    assert proof_of(document(roster, {**chosen, "options": OPTIONS[:2]}, alive)).findings == ()


def test_schema_and_paper_say_where_the_options_come_from() -> None:
    of = stored(DOCUMENT)
    member = answer_schema(of)["properties"]["Q2"]
    assert "'3'" in str(member) and "Q1.tipo" in member["$comment"]
    hints = {one.code: one.hint for one in paper_form(of).sections[0].pages[0].questions}
    assert hints["Q2"] == "una sola risposta, solo fra quelle indicate in Q1"


def test_a_roster_that_changes_its_code_changes_no_universe() -> None:
    def version(code: str) -> Any:
        roster = question(code, "roster", concept="c.roster", questions=[question("tipo", "choice", options=OPTIONS)])
        return definition(roster, question("Q2", "choice", options=OPTIONS, options_from=f"{code}.tipo"))

    pair = next(one for one in compare(version("Q1"), version("R1")).questions if one.new_code == "Q2")
    assert [each.what for each in pair.differences if each.what == "options_from"] == []
