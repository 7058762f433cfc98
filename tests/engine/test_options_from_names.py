"""Questions answered with what the rows of an earlier list name: texts, comuni, and the rows of a list in its rows."""

from typing import Any

import pytest

from questionari.catalogue import compile_document
from questionari.engine.answer_schema import answer_schema
from questionari.engine.comparing import compare
from questionari.engine.headless import run
from questionari.engine.paper import paper_form
from questionari.usecases.workbench.fields import fields
from tests.engine.builders import definition, document, question, stored
from tests.engine.test_path import asked
from tests.proofs.test_findings import proof_of

DOCUMENT = "options_from_names"
OPTIONS = [{"code": code, "text": {"it": f"Voce {code}"}} for code in ("1", "2")]
ROWS = (
    {"nome": "Mare", "sede": "072006", "turni": ({"tipo": "3"}, {"tipo": "1", "stanza": "A"})},
    {"nome": "Monte", "sede": "072021", "turni": ({"tipo": "1", "stanza": "B"}, {"tipo": "2", "stanza": "C"})},
    {"sede": "072020"},
    {"nome": "Mare"},
)


def named(answers: dict[str, Any], code: str) -> tuple[str, ...] | None:
    of = stored(DOCUMENT)
    return asked(of, answers).named(of.questions[code])


def test_each_text_and_each_comune_of_the_rows_that_ask_it_is_on_offer_once() -> None:
    assert named({"Q1": ROWS}, "Q2") == ("Mare", "Monte")
    assert named({"Q1": ROWS}, "Q3") == ("072006", "072021")  # the third row does not ask its comune
    assert named({}, "Q2") == ()
    assert named({"Q1": ROWS}, "Q1") is None


def test_the_rows_of_a_roster_in_the_rows_of_another_are_options() -> None:
    of = stored(DOCUMENT)
    path = asked(of, {"Q1": ROWS})
    assert [option.code for option in path.options(of.questions["Q4"])] == ["1", "2", "3"]
    assert [option.code for option in asked(of, {"Q1": ROWS[:1]}).options(of.questions["Q4"])] == ["1", "3"]
    assert path.named(of.questions["Q5"].children[0]) == ("A", "B")  # a room is asked of turns of one kind


def told(answers: dict[str, Any]) -> list[str]:
    return [error["code"] for error in run(stored(DOCUMENT), answers, {})["errors"]]


def test_an_answer_that_no_row_says_any_more_is_kept_and_told() -> None:
    rows = [{"nome": "Mare", "sede": "072006", "turni": [{"tipo": "1", "stanza": "A"}]}]
    given = {"Q2": "Mare", "Q3": "072006", "Q4": ["1"], "Q5": [{"dove": "A"}]}
    assert told({"Q1": rows, **given}) == []
    corrected = [{"nome": "Mare Nostro", "sede": "072021", "turni": [{"tipo": "2"}]}]
    assert told({"Q1": corrected, **given}) == [
        "Q2.not_offered",
        "Q3.not_offered",
        "Q4.not_offered",
        "Q5.dove.not_offered",
    ]
    found = run(stored(DOCUMENT), {"Q1": corrected, **given}, {})
    assert (found["exported"]["values"]["Q2"], found["exported"]["values"]["Q3"]) == ("Mare", "072006")
    assert "«Bari (BA)» non è più fra le risposte possibili" in str(found["errors"])


@pytest.mark.parametrize(
    ("kind", "source", "fault"),
    [
        ("text", "R.nome", False),
        ("comune", "R.sede", False),
        ("text", "R.S.nota", False),
        ("text", "R.sede", True),
        ("comune", "R.nome", True),
        ("text", "R.altro", True),
        ("text", "T", True),
        ("text", "R.S.T.nota", True),
        ("long_text", "R.nome", True),
    ],
)
def test_a_text_names_a_text_of_rows_and_a_comune_a_comune(kind: str, source: str, fault: bool) -> None:
    inner = question("S", "roster", questions=[question("nota", "text")])
    roster = question("R", "roster", questions=[question("nome", "text"), question("sede", "comune"), inner])
    written = document(roster, question("T", "text"), question("Q", kind, options_from=source))
    found = {one.code for one in compile_document(written).findings}
    assert ("LST005" in found) is fault
    assert ("STR002" in found) is (kind == "long_text")


def test_the_proofs_follow_names_and_rows_in_rows() -> None:
    inner = question("turni", "roster", questions=[question("tipo", "choice", options=OPTIONS)])
    roster = question("Q1", "roster", questions=[question("nome", "text"), inner])
    chosen = question("Q2", "text", options_from="Q1.nome")
    dead = question("Q3", "integer", visible_if="answered(Q2) && rows(Q1) == 0")
    found = {proved.finding.code for proved in proof_of(document(roster, chosen, dead)).findings}
    assert "LOG001" in found
    alive = question("Q3", "integer", visible_if="Q2 == 'Mare'")
    assert proof_of(document(roster, chosen, alive)).findings == ()
    picked = question("Q2", "choice", options=OPTIONS, options_from="Q1.turni.tipo")
    never = question("Q3", "integer", visible_if="answered(Q2) && rows(Q1) == 0")
    assert "LOG001" in {proved.finding.code for proved in proof_of(document(roster, picked, never)).findings}
    sometimes = question("Q3", "integer", visible_if="Q2 == '2'")
    assert proof_of(document(roster, picked, sometimes)).findings == ()


def test_schema_and_paper_say_where_the_answers_come_from() -> None:
    of = stored(DOCUMENT)
    assert "Q1.nome" in answer_schema(of)["properties"]["Q2"]["$comment"]
    hints = {one.code: one.hint for one in paper_form(of).sections[0].pages[0].questions}
    assert "solo fra quelle indicate in Q1" in hints["Q2"] and "Q1" in hints["Q4"]


def test_a_roster_that_changes_its_code_changes_no_universe_of_what_its_inner_rows_limit() -> None:
    def version(code: str) -> Any:
        inner = question("S", "roster", questions=[question("tipo", "choice", options=OPTIONS)])
        roster = question(code, "roster", concept="c.roster", questions=[inner])
        return definition(roster, question("Q2", "choice", options=OPTIONS, options_from=f"{code}.S.tipo"))

    pair = next(one for one in compare(version("Q1"), version("R1")).questions if one.new_code == "Q2")
    assert [each.what for each in pair.differences if each.what == "options_from"] == []


def offered_to(code: str, kind: str) -> list[str]:
    """What the form of a question offers as sources, but for the first line."""
    found = fields(stored(DOCUMENT), f"domanda/{code}", {"code": code, "type": kind, "text": {"it": "Domanda"}})
    return [name for one in found if one.key == "options_from" for name, _ in one.choices[1:]]


def test_the_form_of_an_author_offers_sources_of_the_same_type_asked_before() -> None:
    assert offered_to("Q2", "text") == ["Q1.nome", "Q1.turni.stanza"]
    assert offered_to("Q3", "comune") == ["Q1.sede"]
    assert offered_to("Q4", "multi") == ["Q1.turni.tipo"]
    assert offered_to("Q5.dove", "text") == ["Q1.nome", "Q1.turni.stanza"]
    assert offered_to("Q1.nome", "text") == []
    assert offered_to("Q5.euro", "integer") == []
