"""Instruments B, C, D, E hold every item of the outline, require what it requires, and have no finding."""

import re

import pytest

from questionari.engine.definition import Question
from tests.instruments.example import CODES, compiled, everything, instrument

#: The items of the outline in order; "!" marks the required ones.
OUTLINE = {
    "B": (
        "B1_01! B1_02! B1_03! B1_04 B1_05! B1_06! B1_07! B1_08 B1_09! B1_10! B1_11 B2_01! B2_02 B2_03 "
        "B2_04 B2_05 B2_06 B2_07 B3_01! B3_02 B3_03 B3_04! B3_05! B3_06! B3_07 B3_08 B3_09 B4_01! B4_02! "
        "B4_03! B4_04 B4_06 B4_07 B5_01! B5_02! B5_03 B5_04 B6_01! B6_02! B6_03! B6_04 B6_05 B6_06 B6_07 "
        "B7_01! B7_02 B8_01 B8_02 B8_03 B9_01 B9_02 B9_03 B9_04! B9_05 B10_01 B10_02 B10_03!"
    ),
    "C": (
        "C1_01! C1_02! C1_03! C1_04 C1_05 C2_01! C2_02 C2_03 C2_04 C3_01 C3_02 C3_03 C3_04 C3_05! C4_01 "
        "C4_02! C4_03 C4_04 C4_05 C5_01 C5_02! C5_03 C5_04 C6_01 C6_02 C7_01 C7_02 C7_03 C8_01 C9_01! "
        "C10_01 C10_02 C11_01! C11_02! C11_03! C11_04 C11_05!"
    ),
    "D": (
        "D1_01! D1_02! D1_03 D1_04! D1_05! D1_06 D1_07! D1_08 D1_09 D1_10 D2_01 D2_02 D2_03 D2_04 D2_05 "
        "D2_06 D2_07 D2_08 D2_09 D3_01! D3_02 D3_03 D3_04 D3_05 D3_06 D3_07 D3_08 D3_09 D4_01! D4_02 "
        "D4_03 D4_04 D4_05 D4_06 D5_01 D5_02 D5_03 D5_04 D5_05 D5_06! D5_07 D5_08 D5_09!"
    ),
    "E": (
        "E1_01! E1_02! E1_03! E1_04! E1_05! E1_06 E1_07! E1_08! E1_09! E1_10 E1_11 E1_12! E1_13 E1_14 "
        "E2_01! E2_02! E2_03! E2_04 E2_05 E2_06 E2_07 E3_01 E3_02"
    ),
}
#: Given by the system, so nobody can leave them out; and the two that decision 16 makes optional.
NOT_ASKED = {"D1_01", "E1_01", "E1_08"}
MADE_OPTIONAL = {"D3_01", "D4_01"}
#: The required list of B4_05 stands as four columns of the list; the codes of B4 and C2 are those of their columns.
COLUMNS = {"B4", "C2"}


def named(code: str, outlined: str) -> list[Question]:
    """The questions an item of the outline has become: itself, or itself with a letter."""
    return [q for found, q in everything(code).items() if re.fullmatch(f"{outlined}[a-z]?", found)]


def is_required(code: str, question: Question) -> bool:
    """Whether it must be answered, always or on a condition; of a group, any of its questions."""
    inside = [q for q in instrument(code).questions.values() if q.parent == question.code and question.type == "group"]
    return question.required or question.required_if is not None or any(q.required for q in inside)


def items(code: str) -> list[tuple[str, bool]]:
    return [(item.rstrip("!"), item.endswith("!")) for item in OUTLINE[code].split()]


@pytest.mark.parametrize(("code", "count"), [("B", 57), ("C", 37), ("D", 43), ("E", 23)])
def test_an_instrument_has_every_item_of_the_outline(code: str, count: int) -> None:
    assert len(items(code)) == count
    assert [item for item, _ in items(code) if not named(code, item)] == []


@pytest.mark.parametrize("code", CODES)
def test_an_instrument_requires_what_the_outline_requires(code: str) -> None:
    outlined = {item for item, required in items(code) if required} - NOT_ASKED - MADE_OPTIONAL
    found = {item for item, _ in items(code) if any(is_required(code, q) for q in named(code, item))}
    assert found - outlined == {"C2_02", "C2_03"}.intersection(found)  # obligatory by the state of the commitment
    assert outlined - found == set()


@pytest.mark.parametrize("code", CODES)
def test_an_instrument_asks_nothing_that_the_outline_does_not_ask(code: str) -> None:
    numbered = [q.code for q in instrument(code).questions.values() if q.parent is None and q.code not in COLUMNS]
    known = {item for item, _ in items(code)}
    gates = {"B3_06a", "B7_01a", "C9_01a", "C1_04t"}
    assert {q for q in numbered if q.rstrip("abcd") not in known} - gates == set()


@pytest.mark.parametrize(("code", "expected"), [("B", []), ("C", []), ("D", ["TXT006"]), ("E", [])])
def test_an_instrument_has_no_finding_but_a_translation_to_be_reviewed(code: str, expected: list[str]) -> None:
    assert [finding.code for finding in compiled(code)[1]] == expected


@pytest.mark.parametrize("code", CODES)
def test_every_question_says_what_it_measures(code: str) -> None:
    assert [q.code for q in everything(code).values() if q.concept is None and q.detail_of is None] == []


def test_the_units_and_cardinalities_are_those_of_the_outline() -> None:
    kinds = {code: (instrument(code).unit, instrument(code).cardinality) for code in CODES}
    assert kinds == {"B": ("atr", "one"), "C": ("atr", "one"), "D": ("service", "many"), "E": ("service", "many")}


def test_every_long_text_looks_for_personal_data() -> None:
    texts = [q for code in CODES for q in everything(code).values() if q.type == "long_text"]
    assert len(texts) > 15
    assert all(text.sensitive_text and text.max_length for text in texts)


def test_the_reception_record_has_no_free_text() -> None:
    typed = {q.type for q in instrument("D").questions.values()}
    assert typed == {"generated", "month", "choice", "text", "multi", "yes_no", "yes_no_na"}
    assert [q.code for q in instrument("D").questions.values() if q.type == "text"] == ["D1_06"]
