"""Instrument A holds every item of its printed outline, no more, with the same marks.

How the 174 items are counted: one a printed code, notes and computed values included, options' details, the children of
rosters and groups not. A3_02 is one printed item and three questions (a, b, c). An item is required when it carries
``required`` or ``required_if``.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from questionari import catalogue
from tests.instruments.world import FILE, document, instrument_a

#: Section -> how many items it has, in print.
ITEMS = {
    "A0": 9, "A1": 21, "A2": 19, "A3": 8, "A4": 7, "A5": 19, "A6": 9, "A7": 5, "A8": 10, "A9": 7, "A10A": 4, "A10B": 8,
    "A10C": 7, "A10D": 4, "A10E": 5, "A10F": 4, "A11": 5, "A12": 4, "A13": 5, "A14": 3, "A15": 6, "A16": 5,
}  # fmt: skip
FIRST_ZERO = {"A5"}  # A5 begins with A5_00
REQUIRED = """
A0_02 A0_03 A0_04 A0_05 A0_07 A0_08 A1_01 A1_02 A1_04 A1_05 A1_08 A1_10 A1_12 A1_13 A1_16 A1_18 A1_21 A2_01 A2_04 A2_07
A2_08 A2_09 A2_11 A2_17 A3_01 A3_03 A3_04 A4_01 A4_02 A5_00 A5_02 A5_07 A5_08 A6_01 A6_03 A7_01 A7_02 A8_01 A8_02 A9_01
A10B_01 A10B_03 A11_01 A12_01 A13_01 A15_01 A16_01 A16_05
"""
MODULES = ["A10A", "A10B", "A10C", "A10D", "A10E", "A10F"]


def printed_codes() -> list[str]:
    first = {section: 0 if section in FIRST_ZERO else 1 for section in ITEMS}
    return [f"{s}_{n:02d}" for s, count in ITEMS.items() for n in range(first[s], first[s] + count)]


def written() -> list[Mapping[str, Any]]:
    return [q for s in document()["sections"] for p in s["pages"] for q in p["questions"]]


def item_of(code: str) -> str:
    return code[:-1] if code.startswith("A3_02") else code


def test_the_document_compiles_without_a_finding() -> None:
    assert catalogue.compile_document(FILE.read_bytes()).findings == ()


def test_the_outline_has_174_items() -> None:
    assert len(printed_codes()) == 174


def test_every_item_is_there_in_printed_order_and_nothing_else() -> None:
    assert list(dict.fromkeys(item_of(q["code"]) for q in written())) == printed_codes()


def test_48_items_are_required() -> None:
    required = [q["code"] for q in written() if q.get("required") or q.get("required_if")]
    assert required == REQUIRED.split()
    assert len(required) == 48


def test_there_are_17_sections_and_six_modules() -> None:
    sections = instrument_a().sections
    assert [s.code for s in sections] == [f"A{n}" for n in range(17)]
    assert [p.code for p in sections[10].pages] == MODULES


def test_the_shared_lists_have_their_printed_lengths() -> None:
    lengths = {name: len(raw["options"]) for name, raw in document()["lists"].items()}
    assert lengths == {
        "L_TIPO": 25, "L_VIOL": 12, "L_REL": 15, "L_ETA": 8, "L_CITT": 4, "L_OCC": 8, "L_NODI": 24, "L_PREST": 21,
        "L_FIG": 14, "L_FIN": 9, "L_LIN": 14, "L_CRIT": 17, "L_GIUD": 6, "L_FREQ": 5, "L_FORM": 11,
    }  # fmt: skip


#: Tables and how many cells a respondent may fill in.
CELLS = {
    "A3_01": 42, "A4_01": 21, "A5_06": 5, "A5_07": 8, "A5_08": 4, "A5_10": 8, "A5_11": 6, "A6_01": 12, "A6_03": 16,
    "A6_05": 7, "A6_07": 5, "A7_01": 44, "A7_02": 19, "A7_03": 19, "A8_07": 6, "A9_04": 7, "A10A_01": 5, "A10A_03": 3,
    "A10B_01": 2, "A10B_03": 2, "A10B_06": 6, "A10B_07": 5, "A10C_02": 2, "A10C_04": 5, "A10C_06": 2, "A10D_04": 2,
    "A10E_02": 5, "A10F_04": 2, "A11_04": 4, "A12_03": 2, "A12_04": 3,
}  # fmt: skip


def test_every_table_has_its_printed_cells() -> None:
    tables = {q.code: q.matrix for q in instrument_a().questions.values() if q.matrix}
    found = {code: len(shape.rows) * len(shape.columns) - len(shape.blocked) for code, shape in tables.items()}
    assert found == CELLS


OPTIONS = {
    "A0_02": "1", "A0_03": "1 2 3 98", "A0_04": "1 2 3 4 5", "A0_06": "1 2 3 4 98", "A0_07": "1 2 3", "A0_08": "1 2",
    "A1_05": "1 2 3 4 5 6 7 8 9 98", "A1_08": "1 2 3 4 5 98", "A1_16": "1 2 3", "A1_18": "1 2 3 4 5",
    "A1_19": "1 2 7", "A1_20": "1 2 3 4 7", "A1_21": "1 2", "A2_07": "1 2 3", "A2_08": "1 2", "A2_09": "1 2 3 4 98",
    "A2_10": "1 2 3 4", "A2_11": "1 2 3 4 5 6 7 98", "A2_14": "1 2 3 4", "A2_16": "1 2 3 4", "A2_17": "1 2 3",
    "A2_19": "1 2 3 4 5 6 98", "A3_07": "1 2 3 4", "A3_08": "1 2 3", "A4_02": "1 2 3 4", "A4_03": "1 2 3 4 98",
    "A4_04": "1 2 3", "A4_05": "1 2 3 4", "A4_06": "1 2 7", "A4_07": "1 2 3 4 5", "A5_00": "1 2 3 4",
    "A6_08": "1 2 3 4 5 6 98", "A7_04": "1 2 3 4", "A8_01": "1 2 3 7", "A8_02": "1 2 3", "A8_08": "1 2 3 4 5 6 7 98",
    "A9_01": "1 2 3 4", "A9_02": "1 2 3 4 98", "A9_07": "1 2 3 4 98", "A10A_02": "1 2 3 4", "A10B_02": "1 2 3 4",
    "A10B_08": "1 2 3 4 5 6", "A10C_01": "1 2 3", "A10C_07": "1 2 3 7", "A10D_01": "1 2 3", "A10F_01": "1 2 3 4",
    "A11_03": "1 2 3 4 5 6", "A12_01": "1 2 3", "A12_02": "1 2 3", "A13_01": "1 2 3 4 5 6", "A13_02": "1 2 3 4 5 98",
    "A13_03": "1 2 3 7", "A13_04": "1 2 3 4 5 98", "A13_05": "1 2 3 4 5 6", "A14_03": "1 2 3 7",
    "A15_03": "1 2 3 4 5 6", "A16_05": "1",
}  # fmt: skip


@pytest.mark.parametrize("code", OPTIONS)
def test_a_question_offers_its_printed_options(code: str) -> None:
    assert [o.code for o in instrument_a().questions[code].options] == OPTIONS[code].split()


EXCLUSIVE = {
    "A2_14": "4", "A4_07": "5", "A8_08": "7", "A10B_08": "6", "A10F_01": "4", "A11_03": "6", "A13_01": "6",
    "A13_02": "5", "A13_05": "6", "A15_01": "16", "A15_03": "6",
}  # fmt: skip


@pytest.mark.parametrize("code", EXCLUSIVE)
def test_none_of_these_cannot_go_with_others(code: str) -> None:
    exclusive = [o.code for o in instrument_a().questions[code].options if o.exclusive]
    assert exclusive == [EXCLUSIVE[code]]


def test_a_shelter_is_never_offered_among_the_other_types_of_a_place() -> None:
    assert instrument_a().questions["A1_03"].option("02") is None


def test_only_yes_no_not_available_offers_a_reserved_option() -> None:
    reserved = {q.code: [o.code for o in q.options if o.reserved] for q in instrument_a().questions.values()}
    assert {code: codes for code, codes in reserved.items() if codes} == {
        code: ["7"] for code in ("A1_19", "A4_06", "A10C_03")
    }


def test_contacts_and_private_figures_are_kept_apart() -> None:
    questions = instrument_a().questions
    contacts = [q.code for q in questions.values() if q.store == "contacts"]
    assert contacts == ["A15_05.contatto", "A16_01", "A16_02"]
    assert questions["A14_02"].export == "not_public"


def test_every_count_offers_not_available() -> None:
    counts = [q for q in instrument_a().questions.values() if q.type in ("integer", "decimal", "currency")]
    assert all(q.not_available for q in counts)
