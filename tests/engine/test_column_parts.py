"""What each answer type becomes in the dataset: kinds, names, labels and categories of its columns."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from questionari.engine.columns import Column, Content, Kind, column_states, column_values, layout
from questionari.engine.columns.names import LONGEST, Names, plain_name
from questionari.engine.definition import Axis, MatrixShape, Option, Question
from questionari.engine.expressions.parser import parse
from questionari.engine.values import Reserved
from tests.engine.answer_types.questions import COLUMNS, OPTIONS, QUESTIONS, ROWS, question, shape
from tests.engine.test_columns import document, row

KINDS: Mapping[str, str] = {
    "code": "yes_no yes_no_na choice comune province country",
    "integer": "integer",
    "decimal": "decimal currency percent computed",
    "text": "text long_text unit_ref computed_text generated email pec phone url fiscal_code ipa_code datetime",
    "date": "date month",
    "time": "time",
}
DETAILS = {"text": "testo", "integer": "numero", "decimal": "numero", "date": "data", "time": "ora", "choice": "codice"}
DETAILS["unit_ref"] = "testo"


def columns(*questions: Question) -> tuple[Column, ...]:
    """The wide columns of these questions."""
    return layout(document(*questions)).wide


@pytest.mark.parametrize(("type_", "kind"), [(type_, kind) for kind, types in KINDS.items() for type_ in types.split()])
def test_a_type_of_one_value_has_one_column_of_its_kind(type_: str, kind: str) -> None:
    assert [(c.name, c.key, c.kind) for c in columns(question(type_))] == [("X", (), kind)]


@pytest.mark.parametrize(("type_", "suffix"), DETAILS.items())
def test_a_detail_is_named_by_what_it_holds(type_: str, suffix: str) -> None:
    detail = question(type_, "Q1.98", parent="Q1", detail_of=("Q1", "98"))
    assert [c.name for c in columns(question("choice", "Q1"), detail)] == ["Q1", f"Q1_98_{suffix}"]


def labels(*questions: Question) -> list[str]:
    """The Italian labels."""
    return [c.label["it"] for c in columns(*questions)]


def test_labels_say_row_and_column_of_a_cell_and_no_column_where_there_is_but_one() -> None:
    assert labels(QUESTIONS["counts"])[:2] == ["Domanda – donne – giunte da", "Domanda – donne – inviate a"]
    assert labels(QUESTIONS["judgements"])[:2] == ["Domanda – donne", "Domanda – uomini"]


def test_labels_say_day_span_and_end_of_hours_and_the_rank_of_a_choice() -> None:
    assert labels(QUESTIONS["opening_hours"])[:4] == [
        "Domanda – lunedì, 1ª fascia, dalle",
        "Domanda – lunedì, 1ª fascia, alle",
        "Domanda – lunedì, 2ª fascia, dalle",
        "Domanda – lunedì, 2ª fascia, alle",
    ]
    assert labels(QUESTIONS["ordered"]) == ["Domanda – 1ª scelta", "Domanda – 2ª scelta", "Domanda – 3ª scelta"]


def test_a_label_is_in_every_language_of_its_question() -> None:
    asked = question("multi", options=OPTIONS, text={"it": "Canali", "de": "Kanäle"})
    assert columns(asked)[0].label == {"it": "Canali – Telefono", "de": "Kanäle – Telefono"}


def test_a_service_of_the_census_has_a_code_and_a_name() -> None:
    found = columns(question("unit_ref", units_from="network"))
    assert [(c.name, c.key, c.kind, c.label) for c in found] == [
        ("X", ("codice",), "text", {"it": "Domanda – codice nel censimento"}),
        ("X_nome", ("nome",), "text", {"it": "Domanda – denominazione"}),
    ]


def test_the_ranks_of_a_choice_hold_codes() -> None:
    assert [(c.key, c.kind) for c in columns(QUESTIONS["ordered"])] == [((rank,), "code") for rank in "123"]


CHILD = question("integer", "n", text={"it": "ore", "de": "Stunden"})


def test_labels_of_a_row_begin_with_its_text_or_its_number() -> None:
    fixed = (Axis("a", {"it": "mattina", "de": "Morgen"}), Axis("b", {"it": "sera"}))
    first, second = columns(question("roster", fixed_rows=fixed, children=(CHILD,)))
    assert (first.label, second.label["de"]) == ({"it": "mattina – ore", "de": "Morgen – Stunden"}, "sera – Stunden")
    assert labels(question("roster", max_rows=2, children=(CHILD,))) == ["riga 1 – ore", "riga 2 – ore"]


def test_the_only_child_of_a_roster_is_not_named_in_its_columns() -> None:
    only = question("roster", "R", max_rows=1, children=(question("multi", "m", options=OPTIONS),))
    assert [c.name for c in columns(only)] == ["R_1_01", "R_1_02", "R_1_3"]


def test_the_keys_lead_into_the_answer() -> None:
    roster = question("roster", max_rows=1, children=(CHILD, QUESTIONS["counts"]))
    assert [c.key for c in columns(roster)][:2] == [("1", "n"), ("1", "X", "1", "a")]
    assert [c.key for c in columns(QUESTIONS["judgements"])] == [("1", "a"), ("2", "a"), ("20", "a")]
    assert [c.key for c in columns(QUESTIONS["opening_hours"])][:3] == [
        ("lun", "1", "from"),
        ("lun", "1", "to"),
        ("lun", "2", "from"),
    ]


def test_categories_are_those_of_the_options_offered() -> None:
    taken = tuple((option.code, option.text) for option in OPTIONS[:3])
    assert columns(QUESTIONS["judgements"])[0].categories == taken
    assert [c.categories for c in columns(QUESTIONS["ordered"])] == [taken] * 3
    assert [code for code, _ in columns(question("matrix", matrix=shape("yes_no", COLUMNS[:1])))[0].categories] == [
        "1",
        "2",
    ]
    assert [(c.kind, c.categories) for c in columns(QUESTIONS["multi"])] == [("flag", ())] * 3


@pytest.mark.parametrize(("most", "ranks"), [(None, 3), (2, 2), (9, 3)])
def test_an_ordered_choice_has_a_column_for_each_rank_that_can_be_used(most: int | None, ranks: int) -> None:
    assert len(columns(question("ordered", options=OPTIONS, max_picks=most))) == ranks


@pytest.mark.parametrize(("rows", "long"), [(3, False), (4, True)])
def test_a_roster_of_more_than_three_rows_has_a_file_of_its_own(rows: int, long: bool) -> None:
    found = layout(document(question("roster", max_rows=rows, children=(CHILD,))))
    assert (len(found.wide), len(found.long)) == ((0, 1) if long else (rows, 0))
    axes = tuple(Axis(str(n), {"it": f"voce {n}"}) for n in range(rows))
    found = layout(document(question("roster", fixed_rows=axes, max_rows=99, children=(CHILD,))))
    assert (len(found.wide), len(found.long)) == ((0, 1) if long else (rows, 0))


def test_a_long_file_begins_with_the_number_of_the_row_and_its_fixed_code() -> None:
    axes = (*ROWS, Axis("21", {"it": "altri"}))
    (found,) = layout(document(question("roster", fixed_rows=axes, children=(CHILD,)))).long.values()
    assert [(c.name, c.question, c.key, c.kind, c.label["it"]) for c in found] == [
        ("riga", "X", ("riga",), "integer", "Numero della riga"),
        ("voce", "X", ("voce",), "code", "Voce della riga"),
        ("X_n", "X", ("n",), "integer", "ore"),
    ]
    assert [code for code, _ in found[1].categories] == ["1", "2", "20", "21"]


def test_what_belongs_to_a_question_that_is_never_exported_stays_with_it() -> None:
    detail = question("text", "Q1.98", parent="Q1", detail_of=("Q1", "98"))
    assert columns(question("choice", "Q1", export="never"), detail) == ()
    children = (CHILD, question("text", "s", export="never"))
    assert [c.name for c in columns(question("roster", max_rows=1, children=children))] == ["X_1_n"]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("B4", "B4_01"), "B4_01"),
        (("B4", "B40"), "B4_B40"),
        (("B4_01",), "B4_01"),
        (("1", "a"), "v_1_a"),
        (("1", "X"), "v_1_X"),
        (("", "."), "v"),
        (("à è",), "a_e"),
        (("x" * LONGEST,), "x" * LONGEST),
    ],
)
def test_a_name_keeps_what_can_be_kept(parts: tuple[str, ...], name: str) -> None:
    assert plain_name(parts) == name


def test_a_name_too_long_ends_with_a_digest_of_all_of_it() -> None:
    first, second = plain_name(("x" * 33,)), plain_name(("x" * 34,))
    assert first[:26] == second[:26] == "x" * 25 + "_"
    assert (len(first), first != second) == (LONGEST, True)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("x" * 33,), "xxxxxxxxxxxxxxxxxxxxxxxxx_11ba55"),
        (("Q1", "y" * 40), "Q1_yyyyyyyyyyyyyyyyyyyyyy_c61dd7"),
        (("\ud800" + "x" * 40,), "xxxxxxxxxxxxxxxxxxxxxxxxx_63361d"),
    ],
)
def test_a_name_that_was_cut_is_the_same_in_every_release(parts: tuple[str, ...], name: str) -> None:
    assert plain_name(parts) == name


def test_names_of_one_file_differ_in_more_than_case() -> None:
    names = Names()
    found = [names.name("a"), names.name("A"), names.name("a")]
    assert found == ["a", "A_e61c21", "a_ffe9aa"]  # as in every release


def test_an_option_without_a_reserved_meaning_is_a_category() -> None:
    options = (Option("1", {"it": "Sì"}), Option("8", {"it": "Preferisco non dirlo"}, reserved=-8))
    assert [code for code, _ in columns(question("choice", options=options))[0].categories] == ["1"]


def test_zero_is_a_value_and_nothing_is_none() -> None:
    definition = document(question("integer", "n"), question("decimal", "d"), question("text", "t"))
    found = row(definition, {"n": Decimal(0), "d": Decimal("0.0"), "t": ""})
    assert (found.values, found.stati) == ({"n": 0, "d": 0, "t": None}, {"n": None, "d": None, "t": -9})


def test_a_part_of_a_row_that_was_not_asked_or_left_blank_says_so() -> None:
    children = (QUESTIONS["counts"], question("multi", "m", options=OPTIONS), question("integer", "n"))
    definition = document(question("roster", "R", max_rows=1, children=children))
    found = row(definition, {"R": ({"X": {("1", "a"): Decimal(2)}, "n": Reserved.NOT_AVAILABLE},)}, "X")
    assert {state for name, state in found.stati.items() if "_X_" in name} == {-1}
    assert {name: found.stati[name] for name in ("R_1_m_01", "R_1_m_3", "R_1_n")} == {
        "R_1_m_01": -9,
        "R_1_m_3": -9,
        "R_1_n": -7,
    }


def test_an_ordered_choice_that_holds_more_than_its_ranks_keeps_the_first() -> None:
    found = row(document(question("ordered", "o", options=OPTIONS, max_picks=2)), {"o": ("3", "01", "02")})
    assert found.values == {"o_1": "3", "o_2": "01"}


def test_the_second_span_of_a_day_with_one_does_not_apply() -> None:
    found = row(document(question("opening_hours", "h")), {"h": {"lun": ((540, 780),), "dom": ((0, 600), (600, 1440))}})
    ends = ("1_da", "1_a", "2_da", "2_a")
    assert [found.values[f"h_lun_{end}"] for end in ends] == ["09:00", "13:00", None, None]
    assert [found.stati[f"h_lun_{end}"] for end in ends] == [None, None, -1, -1]
    assert [found.values[f"h_dom_{end}"] for end in ends] == ["00:00", "10:00", "10:00", "24:00"]
    assert {state for name, state in found.stati.items() if name.startswith("h_mar")} == {-1}


def test_a_roster_hidden_blank_or_reserved_has_no_row_in_its_file() -> None:
    definition = document(replace(QUESTIONS["roster"], code="R", max_rows=None))
    rows = ({"ore": Decimal(1)}, {"ore": Decimal(2)})
    assert [r["riga"] for r in row(definition, {"R": rows}).long["R"]] == [1, 2]
    assert row(definition, {"R": rows}, "R").long["R"] == ()
    assert row(definition, {}).long["R"] == row(definition, {"R": Reserved.PREFER_NOT}).long["R"] == ()


RULED = replace(shape("integer"), cell_rules={("2", "b"): parse("A1 == 1")})  # whether it holds, the route says


@pytest.mark.parametrize("matrix", [shape("integer"), RULED], ids=["fixed cells", "cells with a condition"])
def test_a_table_says_of_each_cell_what_it_holds_and_of_none_when_it_is_reserved_or_hidden(matrix: MatrixShape) -> None:
    definition = document(question("matrix", "T", matrix=matrix))
    answer = {("1", "a"): Decimal(4), ("1", "b"): Decimal(0), ("20", "a"): Reserved.NOT_AVAILABLE}
    found = row(definition, {"T": answer})
    assert list(found.values.values()) == [4, 0, None, None, None]
    assert list(found.stati.values()) == [None, None, -9, -9, -7]
    assert set(row(definition, {"T": Reserved.PREFER_NOT}).stati.values()) == {-8}
    assert set(row(definition, {"T": answer}, "T").stati.values()) == {-1}
    assert set(row(definition, {}).stati.values()) == {-9}


@pytest.mark.parametrize(
    ("kind", "contents", "values"),
    [
        ("integer", [Decimal(3), Reserved.MISSING, Decimal(0)], [3, None, 0]),
        ("integer", [Decimal(3)], [3]),
        ("time", [Decimal(570), Reserved.NOT_AVAILABLE], ["09:30", None]),
        ("code", ["01", Reserved.NOT_APPLICABLE], ["01", None]),
        ("decimal", [Decimal("1.5"), Reserved.PREFER_NOT], [Decimal("1.5"), None]),
        ("text", ["a", "b"], ["a", "b"]),
    ],
)
def test_a_column_holds_values_or_reasons(kind: Kind, contents: list[Content], values: list[object]) -> None:
    found = column_values(kind, contents)
    assert list(found) == values and [type(one) for one in found] == [type(one) for one in values]
    states = [int(content) if isinstance(content, Reserved) else None for content in contents]
    assert list(column_states(contents)) == states
