"""Where a check begins: the last document that it lets pass and the first that it stops."""

from typing import Any

import pytest

from questionari.catalogue import compile_document
from questionari.engine.answer_types.numbers import MOST_DIGITS
from questionari.engine.checks.sizes import MAX_CELLS, MAX_CHILDREN, MAX_OPTIONS
from tests.engine.builders import document, question

Raw = dict[str, Any]


def options(count: int, **more: Any) -> list[Raw]:
    """So many options."""
    return [{"code": f"o{place}", "text": {"it": f"Voce {place}"}, **more} for place in range(count)]


def axis(count: int) -> list[Raw]:
    return [{"code": f"r{place}", "text": {"it": f"Riga {place}"}} for place in range(count)]


def told(*questions: Raw, **keys: Any) -> list[tuple[str, str]]:
    """Codes and places of what is told of a document of one page."""
    at = "/sections/0/pages/0/questions/"
    found = compile_document(document(*questions, **keys)).findings
    return [(each.code, each.pointer.removeprefix(at)) for each in found]


def codes(*questions: Raw, **keys: Any) -> set[str]:
    return {code for code, _ in told(*questions, **keys)}


def table(rows: int, columns: int) -> Raw:
    return question("Q1", "matrix", rows=axis(rows), columns=axis(columns))


def roster(outer: int, inner: int) -> Raw:
    """So many children, the last of them a roster with so many of its own."""
    below = question("s", "roster", questions=[question(f"t{place}", "integer") for place in range(inner)])
    return question(
        "Q1", "roster", questions=[*(question(f"c{place}", "integer") for place in range(outer - 1)), below]
    )


MANY = 10**MOST_DIGITS
#: What passes, what does not, the code, where it points.
BORDERS: dict[str, tuple[Raw, Raw, str, str]] = {
    "options without search": (
        question("Q1", "choice", options=options(40)),
        question("Q1", "choice", options=options(41)),
        "LST011",
        "0/options",
    ),
    "options with search": (
        question("Q1", "choice", options=options(41), appearance="search"),
        question("Q1", "choice", options=options(41), appearance="list"),
        "LST011",
        "0/options",
    ),
    "options of several": (
        question("Q1", "multi", options=options(41)),
        question("Q1", "choice", options=options(41)),
        "LST011",
        "0/options",
    ),
    "most options": (
        question("Q1", "multi", options=options(MAX_OPTIONS)),
        question("Q1", "multi", options=options(MAX_OPTIONS + 1)),
        "LIM002",
        "0",
    ),
    "most cells": (table(MAX_CELLS // 40, 40), table(MAX_CELLS // 40, 41), "LIM002", "0"),
    "most children": (roster(30, MAX_CHILDREN - 30), roster(30, MAX_CHILDREN - 29), "LIM002", "0"),
    "min and max": (
        question("Q1", "integer", min=5, max=5),
        question("Q1", "integer", min=6, max=5),
        "RNG001",
        "0/min",
    ),
    "rows": (
        question("Q1", "roster", questions=[question("n")], min_rows=2, max_rows=2),
        question("Q1", "roster", questions=[question("n")], min_rows=3, max_rows=2),
        "RNG001",
        "0/min_rows",
    ),
    "picks": (
        question("Q1", "multi", options=options(3), min_picks=3),
        question("Q1", "multi", options=options(3), min_picks=4),
        "RNG002",
        "0/min_picks",
    ),
    "picks at most": (
        question("Q1", "multi", options=options(3), max_picks=3),
        question("Q1", "multi", options=options(3), max_picks=4),
        "RNG002",
        "0/max_picks",
    ),
    "decimals of a limit": (
        question("Q1", "decimal", places=1, max=0.5),
        question("Q1", "decimal", places=1, max=0.55),
        "RNG003",
        "0/max",
    ),
    "decimals of a whole number": (
        question("Q1", "integer", min=10),
        question("Q1", "integer", min=0.5),
        "RNG003",
        "0/min",
    ),
    "digits": (question("Q1", "integer", max=MANY - 1), question("Q1", "integer", max=MANY), "RNG005", "0/max"),
    "digits below zero": (
        question("Q1", "integer", min=1 - MANY),
        question("Q1", "integer", min=-MANY),
        "RNG005",
        "0/min",
    ),
    "fixed rows": (
        question("Q1", "roster", questions=[question("n")], fixed_rows=axis(2)),
        question("Q1", "roster", questions=[question("n")], fixed_rows=axis(2), max_rows=2),
        "RNG004",
        "0/max_rows",
    ),
    "required": (
        question("Q1", "text", required=False, required_if="1 == 1"),
        question("Q1", "text", required=True, required_if="1 == 1"),
        "STR005",
        "0/required_if",
    ),
    "wide texts": (
        question("Q1", "text", max_length=1000),
        question("Q1", "text", max_length=1001),
        "PRI006",
        "0/max_length",
    ),
    "wide texts looked into": (
        question("Q1", "text", max_length=1001, sensitive_text=True),
        question("Q1", "text", max_length=1001, sensitive_text=False),
        "PRI006",
        "0/max_length",
    ),
    "births": (
        {**question("Q1", "choice", options=options(2)), "text": {"it": "In che anno di nascita"}},
        {**question("Q1", "integer"), "text": {"it": "Quale anno di nascita"}},
        "PRI005",
        "0/text",
    ),
    "births by concept": (
        question("Q1", "integer", concept="person.years"),
        question("Q1", "integer", concept="person.birth_year"),
        "PRI005",
        "0/text",
    ),
    "exclusive options of several": (
        question("Q1", "multi", options=[*options(1), *options(2, exclusive=True)[1:]]),
        question("Q1", "multi", options=options(2, exclusive=True)),
        "LST007",
        "0/options",
    ),
    "a single exclusive option": (
        question("Q1", "multi", options=options(1, exclusive=True)),
        question("Q1", "multi", options=options(2, exclusive=True)),
        "LST007",
        "0/options",
    ),
    "exclusive options of one": (
        question("Q1", "multi", options=[*options(2), {**options(1)[0], "code": "x", "exclusive": True}]),
        question("Q1", "choice", options=[*options(2), {**options(1)[0], "code": "x", "exclusive": True}]),
        "LST008",
        "0/options",
    ),
    "not available": (
        question("Q1", "choice", options=[*options(2), *options(1, reserved=-9)], not_available=True),
        question("Q1", "choice", options=[*options(2), *options(1, reserved=-7)], not_available=True),
        "LST010",
        "0/not_available",
    ),
    "codes that are one number": (
        question("Q1", "choice", options=[{"code": "a1", "text": {"it": "A"}}, {"code": "a01", "text": {"it": "B"}}]),
        question("Q1", "choice", options=[{"code": "1", "text": {"it": "A"}}, {"code": "01", "text": {"it": "B"}}]),
        "VAR003",
        "0/options/1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BORDERS)
def test_a_check_begins_at_its_border(name: str) -> None:
    inside, outside, code, place = BORDERS[name]
    assert code not in codes(inside)
    assert (code, place) in told(outside)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("note", {}),
        ("computed", {"expression": "1 + 1"}),
        ("computed_text", {"expression": "'a'"}),
        ("generated", {"max_length": 9}),
        ("group", {"questions": [question("n")]}),
    ],
)
def test_nobody_can_be_obliged_to_answer_what_is_no_question(kind: str, keys: Raw) -> None:
    for required in ({"required": True}, {"required_if": "1 == 1"}):
        assert ("CHK005", "0") in told(question("Q1", kind, **keys, **required))
    assert "CHK005" not in codes(question("Q1", kind, **keys))


def test_minutes_may_be_the_same_and_not_the_other_way_round() -> None:
    assert "RNG001" not in codes(question("Q1"), minutes={"min": 5, "max": 5})
    assert ("RNG001", "/minutes") in told(question("Q1"), minutes={"min": 6, "max": 5})


def test_a_roster_stands_in_the_rows_of_another_and_no_deeper() -> None:
    third = question("c", "roster", questions=[question("n")])
    second = question("b", "roster", questions=[question("n"), third])
    assert "STR004" not in codes(question("Q1", "roster", questions=[{**second, "questions": [question("n")]}]))
    assert ("STR004", "0/questions/0/questions/1/type") in told(question("Q1", "roster", questions=[second]))


@pytest.mark.parametrize("kind", ["matrix", "group", "note", "computed", "attachment"])
def test_what_fits_no_row_does_not_stand_in_one(kind: str) -> None:
    assert ("STR004", "0/questions/0/type") in told(question("Q1", "roster", questions=[question("n", kind)]))


def test_a_concept_is_measured_once_but_rows_may_repeat_it() -> None:
    one, other = (question(code, "integer", concept="test.number") for code in ("Q1", "Q2"))
    assert ("COD008", "1/concept") in told(one, other)
    in_rows = question("Q2", "roster", questions=[question("n", "integer", concept="test.number")])
    assert "COD008" not in codes(one, in_rows)


def test_a_reserved_state_is_said_by_one_option() -> None:
    twice = [{"code": code, "text": {"it": code}, "reserved": -7} for code in ("8", "9")]
    assert ("LST009", "0/options/2") in told(question("Q1", "choice", options=[*options(1), *twice]))
    assert "LST009" not in codes(question("Q1", "choice", options=[*options(1), twice[0]]))


def test_a_text_that_names_a_question_of_the_document_names_one_that_is_there() -> None:
    def text(words: str) -> Raw:
        return {**question("Q1_01"), "text": {"it": words}}

    assert "REF006" not in codes(text("Vedi la T1_02"), question("T1_02a"))
    assert ("REF006", "0/text/it") in told(text("Vedi la T1_02"), question("T1_03"))


def test_an_indicator_takes_no_variable_s_name_whatever_the_case() -> None:
    def named(code: str) -> Raw:
        return {"code": code, "title": {"it": "Uno"}, "level": "record", "expression": "Q1 + 1"}

    asked = question("Q1", "integer")
    assert ("VAR002", "/indicators/1/code") in told(asked, indicators=[named("I1"), named("q1")])
    assert "VAR002" not in codes(asked, indicators=[named("I1")])
