"""The dataset's columns come from the definition; a row says of every absent value why it is absent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from questionari.engine.columns import ExportRow, export_row, layout, wide_columns
from questionari.engine.columns.names import Names
from questionari.engine.definition import Axis, Option, Page, Question, Questionnaire, Section
from questionari.engine.expressions.parser import parse
from questionari.engine.values import Answers, Reserved
from tests.engine.answer_types.questions import COLUMNS, OPTIONS, QUESTIONS, VALUES, question, shape

SUITABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
EMPTY = {"it": ""}


def document(*questions: Question) -> Questionnaire:
    """A questionnaire of one page with these questions."""
    page = Page("P1", EMPTY, tuple(q.code for q in questions))
    return Questionnaire(
        "T", "1", "0" * 64, EMPTY, ("it",), "service", "one", EMPTY, "v1", EMPTY, (1, 2),
        (Section("S1", EMPTY, (page,)),), {q.code: q for q in questions}, (), (), (), (), (), {}, {}, {},
    )  # fmt: skip


@dataclass(frozen=True)
class Route:
    """A path on which everything is asked but what is named."""

    definition: Questionnaire
    hidden: frozenset[str] = frozenset()
    hidden_cells: frozenset[tuple[str, str]] = frozenset()

    @property
    def questions(self) -> frozenset[str]:
        return frozenset(self.definition.questions) - self.hidden

    def cells(self, code: str) -> Sequence[tuple[str, str]]:
        matrix = self.definition.questions[code].matrix
        cells = [(r.code, c.code) for r in matrix.rows for c in matrix.columns] if matrix else []
        return [cell for cell in cells if cell not in self.hidden_cells | (matrix.blocked if matrix else set())]

    def children(self, roster: Question, row: Mapping[str, object], outer: object = None) -> Sequence[Question]:
        return [child for child in roster.children if child.code not in self.hidden]


def row(definition: Questionnaire, answers: Answers, *hidden: str) -> ExportRow:
    """The exported row with everything asked but ``hidden``."""
    return export_row(definition, answers, Route(definition, frozenset(hidden)))


def names(*questions: Question) -> list[str]:
    """Names of the wide columns."""
    return [column.name for column in layout(document(*questions)).wide]


ONE_COLUMN = question("matrix", "A5_07", matrix=shape("integer", COLUMNS[:1]))
TWO_COLUMNS = question("matrix", "A7_01", matrix=shape("integer"))
THREE_ROWS = question("roster", "A5_09", children=(question("country", "paese"),), max_rows=3)
OPEN = replace(QUESTIONS["roster"], code="A2_03", max_rows=None)


def test_names_follow_the_printed_codes() -> None:
    detail = question("text", "A0_03.98", parent="A0_03", detail_of=("A0_03", "98"))
    assert names(question("integer", "A5_01"), detail) == ["A5_01", "A0_03_98_testo"]
    assert names(ONE_COLUMN) == ["A5_07_1", "A5_07_2", "A5_07_20"]
    assert names(TWO_COLUMNS) == ["A7_01_1_a", "A7_01_1_b", "A7_01_2_a", "A7_01_2_b", "A7_01_20_a"]
    assert names(question("ordered", "A15_01", options=OPTIONS, max_picks=2)) == ["A15_01_1", "A15_01_2"]
    assert names(question("multi", "A0_06", options=OPTIONS)) == ["A0_06_01", "A0_06_02", "A0_06_3"]
    assert names(THREE_ROWS) == ["A5_09_1", "A5_09_2", "A5_09_3"]


def test_opening_hours_have_twenty_eight_columns() -> None:
    found = names(question("opening_hours", "A2_04"))
    assert len(found) == 28
    assert found[:4] == ["A2_04_lun_1_da", "A2_04_lun_1_a", "A2_04_lun_2_da", "A2_04_lun_2_a"]


def test_a_roster_of_several_questions_names_row_and_question() -> None:
    two = (question("text", "ente"), question("multi", "ruolo", options=OPTIONS[:2]))
    roster = question("roster", "C1", children=two, max_rows=2)
    assert names(roster)[:4] == ["C1_1_ente", "C1_1_ruolo_01", "C1_1_ruolo_02", "C1_2_ente"]


def test_open_rosters_have_a_file_of_their_own() -> None:
    found = layout(document(OPEN, THREE_ROWS))
    assert [column.question for column in found.wide] == ["A5_09"] * 3
    assert [column.name for column in found.long["A2_03"]][:3] == ["riga", "A2_03_comune", "A2_03_giorni_01"]


def test_contacts_notes_and_what_is_never_exported_have_no_column() -> None:
    questions = (
        question("note", "A0_01"),
        question("text", "A16_01", store="contacts"),
        question("text", "A16_09", export="never"),
        question("group", "A15_05", store="contacts"),
        question("text", "A15_05.titolo", parent="A15_05"),
        question("text", "A1", export="not_public"),
        question("province", "E1_02", export="coarsened"),
    )
    assert [(column.name, column.rule) for column in layout(document(*questions)).wide] == [
        ("A1", "not_public"),
        ("E1_02", "coarsened"),
    ]


def test_a_childs_contact_stays_out_of_both_files() -> None:
    children = (question("text", "ente"), question("email", "contatto", store="contacts"))
    for most, code in ((3, "X"), (None, "Y")):
        found = layout(document(question("roster", code, children=children, max_rows=most)))
        every = [*found.wide, *(column for columns in found.long.values() for column in columns)]
        assert not any("contatto" in column.key for column in every)


def test_reserved_options_are_no_category() -> None:
    (column,) = layout(document(question("choice", "X", options=OPTIONS))).wide
    assert [code for code, _ in column.categories] == ["01", "02", "3"]


def test_codes_that_differ_in_case_or_signs_alone_get_different_names() -> None:
    found = names(question("integer", "a.b"), question("integer", "A_B"), question("integer", "A-b"))
    assert len({name.casefold() for name in found}) == 3
    assert found == names(question("integer", "a.b"), question("integer", "A_B"), question("integer", "A-b"))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=3), max_size=8))
def test_any_codes_make_names_that_every_program_takes(codes: list[list[str]]) -> None:
    given_names = Names()
    found = [given_names.name(*parts) for parts in codes]
    assert all(SUITABLE.fullmatch(name) and not name.endswith("_") for name in found)
    assert len({name.casefold() for name in found}) == len(codes)


def test_values_are_written_as_their_column_says() -> None:
    answers = {
        "n": Decimal(3), "d": Decimal("1.5"), "w": date(2026, 1, 31), "t": Decimal(570), "m": ("02",), "o": ("3", "01"),
        "h": {"lun": ((540, 780), (900, 1440)), "dom": ()},
    }  # fmt: skip
    kinds = {"n": "integer", "d": "decimal", "w": "date", "t": "time", "h": "opening_hours"}
    questions = [question(kind, code) for code, kind in kinds.items()]
    questions += [question("multi", "m", options=OPTIONS), question("ordered", "o", options=OPTIONS)]
    values = row(document(*questions), answers).values
    assert [values[code] for code in ("n", "d", "w", "t")] == [3, Decimal("1.5"), date(2026, 1, 31), "09:30"]
    assert isinstance(values["n"], int)
    assert [values[code] for code in ("m_01", "m_02", "m_3")] == [0, 1, 0]
    assert [values[code] for code in ("o_1", "o_2", "o_3")] == ["3", "01", None]
    assert [values[f"h_lun_{end}"] for end in ("1_da", "1_a", "2_da", "2_a")] == ["09:00", "13:00", "15:00", "24:00"]
    assert values["h_dom_1_da"] is None


@pytest.mark.parametrize("kind", sorted(set(VALUES) - {"roster"}))
def test_an_unanswered_question_is_missing_and_a_hidden_one_not_applicable(kind: str) -> None:
    definition = document(QUESTIONS[kind])
    asked, hidden = row(definition, {}), row(definition, {}, "X")
    assert set(asked.stati.values()) == {-9}
    assert set(hidden.stati.values()) == {-1}
    assert set(asked.values.values()) == set(hidden.values.values()) == {None}


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_a_reserved_answer_is_never_mixed_with_values(kind: str) -> None:
    found = row(document(QUESTIONS[kind]), {"X": Reserved.PREFER_NOT})
    assert set(found.values.values()) <= {None}
    assert set(found.stati.values()) <= {-8}
    assert not any(found.long.values())


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_every_cell_has_a_value_or_a_reason_and_hidden_answers_never_leave(kind: str) -> None:
    definition = document(QUESTIONS[kind])

    @settings(max_examples=25, deadline=None)
    @given(VALUES[kind])
    def law(value: object) -> None:
        found, hidden = row(definition, {"X": value}), row(definition, {"X": value}, "X")
        assert list(found.values) == list(found.stati) == [column.name for column in layout(definition).wide]
        assert all((found.values[name] is None) != (found.stati[name] is None) for name in found.values)
        assert set(hidden.values.values()) <= {None}
        assert set(hidden.stati.values()) <= {-1}
        assert not any(hidden.long.values())

    law()


def test_cells_of_a_matrix_are_told_apart_by_why_they_are_empty() -> None:
    rule = {("2", "b"): parse("A1 == 1")}  # whether it holds, the route says
    definition = document(replace(TWO_COLUMNS, matrix=replace(TWO_COLUMNS.matrix, cell_rules=rule)))
    route = Route(definition, hidden_cells=frozenset({("2", "b")}))
    answers = {"A7_01": {("1", "a"): Decimal(4), ("1", "b"): Reserved.NOT_AVAILABLE, ("2", "b"): Decimal(9)}}
    found = export_row(definition, answers, route)
    assert found.values == {**dict.fromkeys(found.values), "A7_01_1_a": 4}
    expected = {"A7_01_1_a": None, "A7_01_1_b": -7, "A7_01_2_a": -9, "A7_01_2_b": -1, "A7_01_20_a": -9}
    assert found.stati == expected
    assert export_row(definition, {}, route).stati["A7_01_2_b"] == -1


def test_unused_rows_and_ranks_do_not_apply_once_there_is_an_answer() -> None:
    definition = document(THREE_ROWS, question("ordered", "A15_01", options=OPTIONS))
    found = row(definition, {"A5_09": ({"paese": "FR"}, {}), "A15_01": ("3",)})
    assert [found.values[f"A5_09_{n}"] for n in (1, 2, 3)] == ["FR", None, None]
    assert [found.stati[f"A5_09_{n}"] for n in (1, 2, 3)] == [None, -9, -1]
    assert [found.stati[f"A15_01_{n}"] for n in (1, 2, 3)] == [None, -1, -1]


def test_a_child_not_asked_in_a_row_is_not_exported() -> None:
    answer = {"A5_09": ({"paese": "FR"},), "A2_03": ({"comune": "072006", "ore": Decimal("12.5")},)}
    found = row(document(THREE_ROWS, OPEN), answer, "paese", "ore")
    assert (found.values["A5_09_1"], found.stati["A5_09_1"]) == (None, -1)
    assert found.long["A2_03"][0]["A2_03_comune"] == "072006"
    assert found.long["A2_03"][0]["A2_03_ore"] is None


def test_long_rows_are_numbered_and_reserved_cells_are_empty() -> None:
    answer = {"A2_03": ({"comune": "072006", "giorni": ("02",)}, {"ore": Reserved.NOT_AVAILABLE})}
    first, second = row(document(OPEN), answer).long["A2_03"]
    assert (first["riga"], first["A2_03_comune"], first["A2_03_giorni_01"], first["A2_03_giorni_02"]) == (
        1,
        "072006",
        0,
        1,
    )
    assert (second["riga"], second["A2_03_ore"], second["A2_03_comune"]) == (2, None, None)


def test_fixed_rows_are_named_in_the_long_file() -> None:
    fixed = tuple(Axis(str(n), {"it": f"voce {n}"}) for n in range(1, 6))
    roster = question("roster", "C2", children=(question("integer", "n"),), fixed_rows=fixed)
    found = row(document(roster), {"C2": ({}, {"n": Decimal(2)}, {}, {}, {})}).long["C2"]
    assert [(r["voce"], r["C2_n"]) for r in found] == [("1", None), ("2", 2), ("3", None), ("4", None), ("5", None)]


def test_labels_say_question_and_option() -> None:
    multi = question("multi", "X", options=(Option("1", {"it": "Telefono", "de": "Telefon"}),))
    (column,) = layout(document(replace(multi, text={"it": "Accesso", "de": "Zugang"}))).wide
    assert column.label == {"it": "Accesso – Telefono", "de": "Zugang – Telefon"}


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_responses_together_have_the_columns_that_each_has_alone(kind: str) -> None:
    definition = document(QUESTIONS[kind], question("integer", "n"))
    values = st.none() | st.just(Reserved.NOT_AVAILABLE) | VALUES[kind]

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(values, st.booleans()), max_size=4))
    def law(found: list[tuple[object, bool]]) -> None:
        answers = [
            {"n": Decimal(place)} | ({} if value is None else {"X": value}) for place, (value, _) in enumerate(found)
        ]
        paths = [Route(definition, frozenset("X" if hidden else "")) for _, hidden in found]
        alone = [wide_columns(definition, [one], [path]) for one, path in zip(answers, paths, strict=True)]
        assert [list(column) for column in wide_columns(definition, answers, paths)] == [
            [columns[place][0] for columns in alone] for place in range(len(layout(definition).wide))
        ]

    law()
