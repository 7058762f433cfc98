"""Nothing that a question has is passed over when two versions are compared."""

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest

from questionari.engine.comparing import compare
from questionari.engine.comparing.matching import Item
from questionari.engine.comparing.model import Difference, Kind
from questionari.engine.comparing.questions import Pair, differences
from questionari.engine.definition import Axis, Check, ComparePrevious, MatrixShape, Option, Question
from questionari.engine.expressions.parser import parse
from tests.engine.builders import definition, question

ONE = {"it": "Uno"}
CHECK = Check("c", "warning", parse("Q1 > 1"), ONE, ("Q1",))
#: Attribute -> another value, and what is told of it.
OTHER: dict[str, tuple[Any, str]] = {
    "type": ("decimal", "type"),
    "text": ({"it": "Altro"}, "text"),
    "help": (ONE, "help"),
    "unit_label": (ONE, "unit_label"),
    "required": (True, "required"),
    "required_if": (parse("Q2 > 1"), "required_if"),
    "visible_if": (parse("Q2 > 1"), "visible_if"),
    "not_available": (True, "not_available"),
    "prefer_not": (True, "prefer_not"),
    "store": ("contacts", "store"),
    "export": ("never", "export"),
    "scope": ("body", "scope"),
    "sensitive_text": (True, "sensitive_text"),
    "concept": ("test.other", "concept"),
    "options": ((Option("1", ONE),), "option"),
    "options_from": ("Q2", "options_from"),
    "appearance": ("list", "appearance"),
    "min_picks": (1, "min_picks"),
    "max_picks": (2, "max_picks"),
    "min_rows": (1, "min_rows"),
    "max_rows": (2, "max_rows"),
    "fixed_rows": ((Axis("1", ONE),), "fixed_row"),
    "min": (Decimal(0), "min"),
    "max": (Decimal(9), "max"),
    "max_length": (9, "max_length"),
    "places": (2, "places"),
    "expression": (parse("Q2 + 1"), "expression"),
    "within": (parse("Q2"), "within"),
    "prefill": ("name", "prefill"),
    "from_previous": (True, "from_previous"),
    "suggest": (parse("Q2"), "suggest"),
    "compare_previous": (ComparePrevious(Decimal("0.5"), Decimal(3)), "compare_previous_relative"),
    "units_from": ("network", "units_from"),
    "unit_types": (("01", "02"), "unit_types"),
    "units_only": (True, "units_only"),
    "file_types": (("pdf",), "file_types"),
    "max_mb": (3, "max_mb"),
    "checks": ((CHECK,), "check"),
    "needs_register": (True, "needs_register"),
    "matrix": (MatrixShape((Axis("1", ONE),), (), "integer"), "row"),
}
#: What says which question is which and where it stands; questions of their own that stand in it; the author's note.
ELSEWHERE = {"code", "parent", "detail_of", "children", "change_note"}


def told(old: Question, new: Question) -> list[Difference]:
    """The differences between two questions of the same place."""
    one, other = (Item(each.code, each, "S", "P", None, _own(each), None) for each in (old, new))
    return list(differences(Pair(one, other, {}, shifted=False)))


def _own(each: Question) -> tuple[Any, ...]:
    return (each.visible_if,) if each.visible_if else ()


PLAIN = Question("Q1", "integer", {"it": "Domanda"})


def test_every_attribute_of_a_question_is_compared() -> None:
    assert set(OTHER) | ELSEWHERE == {each.name for each in fields(Question)}


@pytest.mark.parametrize("name", OTHER)
def test_an_attribute_that_changes_is_told_under_its_name(name: str) -> None:
    value, what = OTHER[name]
    changed = replace(PLAIN, **{name: value})
    assert what in {each.what for each in told(PLAIN, changed)}
    assert {each.what for each in told(PLAIN, changed)} == {each.what for each in told(changed, PLAIN)}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"cell": "decimal"}, "cell"),
        ({"row_totals": True}, "row_totals"),
        ({"column_totals": True}, "column_totals"),
        ({"blocked": frozenset({("1", "1")})}, "cell_visible_if"),
        ({"cell_rules": {("1", "1"): parse("Q2 > 1")}}, "cell_visible_if"),
        ({"options": (Option("1", ONE),)}, "option"),
        ({"columns": ()}, "column"),
    ],
)
def test_what_changes_in_a_table_is_told_under_its_name(changes: dict[str, Any], what: str) -> None:
    axis = (Axis("1", ONE),)
    table = replace(PLAIN, matrix=MatrixShape(axis, axis, "integer"))
    found = told(table, replace(table, matrix=replace(table.matrix, **changes)))
    assert [each.what for each in found] == [what]


@pytest.mark.parametrize(
    ("changes", "what", "value"),
    [
        ({"reserved": -7}, "option_reserved", "-7"),
        ({"score": Decimal("0.50")}, "option_score", "0.50"),
        ({"score": Decimal(0)}, "option_score", "0"),
        ({"visible_if": parse("Q2>1")}, "option_visible_if", "Q2 > 1"),
    ],
)
def test_what_changes_in_an_option_is_told_with_its_value(changes: dict[str, Any], what: str, value: str) -> None:
    option = Option("1", ONE)
    before, after = (replace(PLAIN, options=(each,)) for each in (option, replace(option, **changes)))
    assert [(each.what, each.old, each.new, each.place) for each in told(before, after)] == [(what, None, value, "1")]


def test_an_option_that_excludes_the_others_is_told_as_true_or_false() -> None:
    before, after = (replace(PLAIN, options=(Option("1", ONE, exclusive=alone),)) for alone in (False, True))
    assert [(each.what, each.old, each.new) for each in told(before, after)] == [("option_exclusive", "false", "true")]


def test_who_fills_it_in_and_where_it_stands_are_told() -> None:
    there = Item("Q1", PLAIN, "S", "P", None, (), None)
    moves = {"role": "line", "section": "S2", "page": "P2", "parent": "G"}
    for name, value in moves.items():
        (found,) = differences(Pair(there, replace(there, **{name: value}), {}, shifted=False))
        assert (found.what, found.new) == (name, value)
    assert [one.what for one in differences(Pair(there, there, {}, shifted=True))] == ["order"]
    assert (
        list(differences(Pair(replace(there, parent="R"), replace(there, parent="S"), {"R": "S"}, shifted=False))) == []
    )


def test_several_types_are_told_side_by_side_and_none_as_none() -> None:
    (found,) = told(PLAIN, replace(PLAIN, unit_types=("01", "02")))
    assert (found.old, found.new) == (None, "01, 02")


def test_a_check_is_told_with_its_rows_its_condition_and_its_gravity() -> None:
    rows = replace(CHECK, foreach="Q1", when=parse("Q2==1"))
    (came,) = told(PLAIN, replace(PLAIN, checks=(rows,)))
    assert came.new == "warning: Q1 > 1 (when Q2 == 1) (each row of Q1)"
    (plain,) = told(PLAIN, replace(PLAIN, checks=(CHECK,)))
    assert plain.new == "warning: Q1 > 1"
    with_it, without = replace(PLAIN, checks=(CHECK,)), replace(PLAIN, checks=(replace(CHECK, message={"it": "Due"}),))
    assert [(each.what, each.kind, each.place) for each in told(with_it, without)] == [
        ("check_message", Kind.RULES, "c")
    ]


def test_what_answers_set_off_is_compared_too() -> None:
    effect = {"kind": "variation", "when": "Q1 > 1", "fields": ["Q1"], "text": {"it": "Avviso"}}
    old = definition(question("Q1", "integer", concept="test.first"), effects=[effect])
    same = definition(
        question("R1", "integer", concept="test.first"), effects=[{**effect, "when": "R1>1", "fields": ["R1"]}]
    )
    other = definition(question("Q1", "integer", concept="test.first"), effects=[{**effect, "when": "Q1 > 2"}])
    assert compare(old, same).document == ()
    assert [(each.what, each.old, each.new) for each in compare(old, other).document] == [
        ("effect", "variation: Q1 > 1 (Q1)", None),
        ("effect", None, "variation: Q1 > 2 (Q1)"),
    ]
