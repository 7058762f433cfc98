"""Which keys each type of question takes, and which it cannot do without."""

from typing import Any

import pytest

from questionari.catalogue import compile_document
from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.checks.shape import APPLIES
from tests.engine.builders import document, question
from tests.engine.checks.test_borders import axis, codes, options, told

NUMBERS, CHOICES = {"integer", "decimal", "currency", "percent"}, {"choice", "multi", "ordered"}
#: Key -> a value of it, and the types that take it.
TAKEN: dict[str, tuple[Any, set[str]]] = {
    "options": (options(1), {*CHOICES, "matrix", "computed_text"}),
    "options_from": ("Q9", {*CHOICES, "matrix", "text", "comune"}),
    "appearance": ("list", {"choice", "multi", "yes_no", "yes_no_na"}),
    "min_picks": (1, {"multi", "ordered"}),
    "max_picks": (1, {"multi", "ordered"}),
    "max_length": (9, {"text", "long_text", "url", "unit_ref", "generated"}),
    "sensitive_text": (True, {"text", "long_text"}),
    "min": (1, {*NUMBERS, "matrix"}),
    "max": (1, {*NUMBERS, "matrix"}),
    "places": (1, {"decimal", "currency", "percent", "computed", "matrix"}),
    "cell": ("integer", {"matrix"}),
    "rows": (axis(1), {"matrix"}),
    "columns": (axis(1), {"matrix"}),
    "blocked": ([], {"matrix"}),
    "cell_rules": ([], {"matrix"}),
    "row_totals": (True, {"matrix"}),
    "column_totals": (True, {"matrix"}),
    "min_rows": (1, {"roster"}),
    "max_rows": (1, {"roster"}),
    "fixed_rows": (axis(1), {"roster"}),
    "questions": ([question("n")], {"roster", "group"}),
    "units_from": ("network", {"unit_ref"}),
    "unit_types": (["01"], {"unit_ref"}),
    "units_only": (True, {"unit_ref"}),
    "file_types": (["pdf"], {"attachment"}),
    "max_mb": (1, {"attachment"}),
    "prefill": ("name", set(TYPE_NAMES) - {"attachment"}),
    "suggest": ("1", set(TYPE_NAMES) - {"attachment"}),
    "expression": ("1", {"computed", "computed_text"}),
    "within": ("'072'", {"comune"}),
    "compare_previous": ({"relative": 0.5, "absolute": 9}, {*NUMBERS, "computed"}),
}


@pytest.mark.parametrize("key", TAKEN)
def test_a_key_is_taken_by_its_types_alone(key: str) -> None:
    value, types = TAKEN[key]
    asked = [question(f"Q{place}", kind, **{key: value}) for place, kind in enumerate(TYPE_NAMES)]
    found = {int(at.partition("/")[0]) for code, at in told(*asked) if code == "STR002" and at.endswith(f"/{key}")}
    assert {kind for place, kind in enumerate(TYPE_NAMES) if place not in found} == types


def test_every_key_that_not_all_take_is_known_here() -> None:
    assert set(TAKEN) == set(APPLIES)


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("choice", "options"),
        ("multi", "options"),
        ("ordered", "options"),
        ("matrix", "rows"),
        ("roster", "questions"),
        ("group", "questions"),
        ("computed", "expression"),
        ("computed_text", "expression"),
        ("generated", "max_length"),
    ],
)
def test_a_type_has_what_it_cannot_do_without(kind: str, needed: str) -> None:
    message = f"Q1 ({kind}) needs {needed!r}"
    found = compile_document(document(question("Q1", kind))).findings
    assert [each.message for each in found if each.code == "STR003"] == [message]


def test_a_table_of_choices_needs_its_options() -> None:
    assert ("STR003", "0") in told(question("Q1", "matrix", rows=axis(1), cell="choice"))
    assert "STR003" not in codes(question("Q1", "matrix", rows=axis(1), cell="yes_no"))
