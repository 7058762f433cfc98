"""Which facts a questionnaire reads beside its own answers, wherever it says so."""

from typing import Any

import pytest

from questionari.engine.linked import generated_codes, linked_names, prefilled_names, previous_codes, text_facts
from tests.engine.builders import definition, document, question

READ = {"it": "Erano {linked.joined}, prima {previous(Q9)}."}


def voices(**keys: Any) -> list[dict[str, Any]]:
    return [{"code": "1", "text": {"it": "Una"}, **keys}]


@pytest.mark.parametrize(
    "asked",
    [
        question("Q1", text=READ),
        question("Q1", help=READ),
        question("Q1", "choice", options=voices(text=READ)),
        question("Q1", "matrix", rows=voices(text=READ)),
        question("Q1", "matrix", rows=voices(), columns=voices(text=READ)),
        question("Q1", "matrix", rows=voices(), cell="choice", options=voices(text=READ)),
        question("Q1", "roster", fixed_rows=voices(text=READ), questions=[question("n", "integer")]),
        question("Q1", "roster", questions=[question("n", "integer", text=READ)]),
        question("Q1", "roster", questions=[question("s", "roster", questions=[question("n", help=READ)])]),
    ],
    ids=["question", "help", "option", "row", "column", "cell", "fixed row", "child", "inner child"],
)
def test_what_only_a_text_names_is_looked_up(asked: dict[str, Any]) -> None:
    of = definition(asked, question("Q9", "integer"))
    assert (linked_names(of), previous_codes(of)) == ({"joined"}, {"Q9"})


WHEN = {"visible_if": "linked.joined > previous(Q9)"}


@pytest.mark.parametrize(
    "asked",
    [
        question("Q1", **WHEN),
        question("Q1", required_if=WHEN["visible_if"]),
        question("Q1", "choice", options=voices(**WHEN)),
        question("Q1", "matrix", rows=voices(**WHEN)),
        question("Q1", "matrix", rows=voices(), columns=voices(**WHEN)),
        question("Q1", "matrix", rows=voices(), columns=voices(), cell_rules=[{"row": "1", "column": "1", **WHEN}]),
        question("Q1", "roster", questions=[question("n", "integer", **WHEN)]),
        question("Q1", "roster", questions=[question("s", "roster", questions=[question("n", **WHEN)])]),
    ],
    ids=["question", "required", "option", "row", "column", "cell", "child", "inner child"],
)
def test_what_only_a_condition_names_is_looked_up(asked: dict[str, Any]) -> None:
    of = definition(question("Q9", "integer"), asked)
    assert (linked_names(of), previous_codes(of)) == ({"joined"}, {"Q9"})


def test_what_the_census_says_is_no_fact_of_another_instrument() -> None:
    assert linked_names(definition(question("Q1", visible_if="census.type == 'a' && linked.kind > 1"))) == {"kind"}


def test_titles_and_messages_are_texts_too() -> None:
    check = {"code": "T.x", "severity": "note", "require": "Q9 > 1", "fields": ["Q9"], "message": READ}
    raw = document(question("Q9", "integer"))
    raw["sections"][0]["pages"][0] |= {"intro": {"it": "{linked.other}"}}
    assert linked_names(definition(question("Q9", "integer"), checks=[check])) == {"joined"}
    assert linked_names(definition(question("Q9", "integer"), sections=raw["sections"])) == {"other"}


@pytest.mark.parametrize(
    ("asked", "facts"),
    [
        (question("Q1", visible_if="linked.kind == 'a'"), {"kind"}),
        (question("Q1", visible_if="linked.kind in ['a', 'b']"), {"kind"}),
        (question("Q1", visible_if="linked.kind == 1"), set()),
        (question("Q1", visible_if="linked.kind in [1, 2]"), set()),
        (question("Q1", visible_if="census.type == 'a' && linked.kind > 1"), set()),
        (question("Q1", "computed_text", expression="linked.kind"), {"kind"}),
        (question("Q1", "computed_text", expression="plural(linked.kind, 'una', 'più')"), set()),
        (question("Q1", "computed", expression="linked.kind"), set()),
        (question("Q1", "text", suggest="linked.kind"), {"kind"}),
        (question("Q1", "long_text", suggest="linked.kind"), {"kind"}),
        (question("Q1", "choice", options=voices(), suggest="linked.kind"), {"kind"}),
        (question("Q1", "yes_no", suggest="linked.kind"), {"kind"}),
        (question("Q1", "integer", suggest="linked.kind"), set()),
    ],
)
def test_a_fact_compared_with_a_text_or_standing_for_one_is_no_number(asked: dict[str, Any], facts: set[str]) -> None:
    assert text_facts(definition(asked)) == facts


def test_of_the_previous_round_only_what_is_read_is_asked() -> None:
    options = [{"code": "98", "text": {"it": "Altro"}, "detail": {"text": {"it": "Quale?"}}}]
    of = definition(
        question("Q1", "choice", options=options),
        question("Q2", "integer"),
        question("Q3", "integer", visible_if="answered(Q2) && previous(Q1) == '98'"),
    )
    assert previous_codes(of) == {"Q1", "Q1.98"}


def test_what_the_census_fills_in_and_what_is_drawn_by_lot_are_told() -> None:
    of = definition(question("Q1", prefill="name"), question("Q2"), question("Q3", "generated", max_length=12))
    assert prefilled_names(of) == {"name"}
    assert generated_codes(of) == {"Q3": 12}
