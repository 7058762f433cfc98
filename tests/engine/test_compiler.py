"""What the compiler makes of a document: defaults, details, groups, lists, codes, dependencies."""

from decimal import Decimal

import pytest

from tests.engine.builders import definition, question, stored


@pytest.mark.parametrize("kind", ["integer", "decimal", "currency", "percent"])
def test_numbers_offer_not_available_unless_told_otherwise(kind: str) -> None:
    of = definition(question("Q1", kind), question("Q2", kind, not_available=False))
    assert [of.questions[code].not_available for code in ("Q1", "Q2")] == [True, False]


def test_numeric_matrices_offer_not_available_and_choice_matrices_do_not() -> None:
    of = stored("matrix")
    assert [of.questions[code].not_available for code in ("Q2", "Q4")] == [True, False]


def test_long_texts_look_for_personal_data_and_short_ones_do_not() -> None:
    of = definition(question("Q1", "long_text"), question("Q2", "text"))
    assert [of.questions[code].sensitive_text for code in ("Q1", "Q2")] == [True, False]


def test_yes_no_has_its_options_and_the_third_is_reserved() -> None:
    of = definition(question("Q1", "yes_no"), question("Q2", "yes_no_na"))
    assert [o.code for o in of.questions["Q1"].options] == ["1", "2"]
    assert [(o.code, o.reserved) for o in of.questions["Q2"].options] == [("1", None), ("2", None), ("7", -7)]


def test_a_detail_becomes_a_question_of_its_own_after_its_parent() -> None:
    of = stored("details")
    detail = of.questions["Q1.98"]
    assert (detail.type, detail.parent, detail.detail_of, detail.required) == ("text", "Q1", ("Q1", "98"), True)
    assert of.pages()[0].questions[:2] == ("Q1", "Q1.98")
    option = of.questions["Q1"].option("98")
    assert option is not None and option.detail == "Q1.98"


def test_children_of_a_group_are_questions_with_the_group_as_parent() -> None:
    of = stored("group")
    assert of.pages()[0].questions == ("Q1", "Q2", "Q2.titolo", "Q2.anno", "Q3")
    assert of.questions["Q2.anno"].parent == "Q2"


def test_the_detail_of_a_rosters_child_stands_in_the_row() -> None:
    children = stored("roster").questions["Q1"].children
    assert [(c.code, c.detail_of) for c in children[:2]] == [("tipo", None), ("tipo.98", ("tipo", "98"))]


def test_rows_without_codes_are_numbered_in_order() -> None:
    shape = stored("matrix").questions["Q3"].matrix
    assert shape is not None
    assert ([r.code for r in shape.rows], [c.code for c in shape.columns]) == (["1", "2"], ["n"])


def test_only_without_and_plus_choose_options_of_a_list() -> None:
    of = stored("lists")
    assert [o.code for o in of.questions["Q1"].options] == ["01", "02", "98"]
    assert [o.code for o in of.questions["Q2"].options] == ["1", "2", "98"]
    assert "Q2.98" in of.questions


def test_numbers_of_the_document_are_exact() -> None:
    of = definition(question("Q1", "decimal", max=0.1, compare_previous={"relative": 0.5, "absolute": 10}))
    compared = of.questions["Q1"].compare_previous
    assert of.questions["Q1"].max == Decimal("0.1")
    assert compared is not None and compared.relative == Decimal("0.5")


def test_dependents_follow_conditions_checks_pages_and_groups() -> None:
    assert stored("routing").dependents["Q1"] >= {"Q2", "Q3", "Q4"}
    assert stored("checks").dependents["Q1"] >= {"Q2"}
    assert stored("group").dependents["Q2.anno"] == {"Q3"}
    assert stored("computed").dependents["Q2"] == {"C2"}
    assert stored("options_from").dependents["Q1"] >= {"Q2", "Q3", "Q4"}


def test_a_checks_fields_default_to_the_question_it_stands_in() -> None:
    assert {check.code: check.fields for check in stored("checks").checks} == {
        "Q2.contatti": ("Q2", "Q1"),
        "Q2.alto": ("Q2",),
        "Q2.nota": ("Q2",),
        "T.tutto": ("Q1", "Q2"),
    }
