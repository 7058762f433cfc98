"""A submission beside that of the round before: numbers per month where periods differ, indicators as they are."""

from datetime import date
from decimal import Decimal
from typing import Any

from questionari.engine.answer_document import read_answers
from questionari.engine.since import Compared, since
from questionari.engine.values import Context, RoundInfo
from tests.engine.builders import definition, question

MOVED = {"relative": 0.5, "absolute": 10}
OF = definition(
    question("Q1", "integer", compare_previous=MOVED, unit_label={"it": "donne"}, not_available=True),
    question("Q2", "integer"),
    question("Q3", "integer", compare_previous=MOVED, visible_if="Q2 == 1"),
    {**question("Q4", "computed", compare_previous=MOVED), "expression": "Q1 + Q2"},
    indicators=[
        {"code": "I1", "title": {"it": "Quota"}, "level": "record", "expression": "Q4 / Q1", "unit": {"it": "quota"}},
        {"code": "I2", "title": {"it": "Tutti"}, "level": "dataset", "expression": "Q1", "method": "total"},
    ],
)
HALF = RoundInfo(date(2026, 1, 1), date(2026, 6, 30), date(2026, 9, 30), "Primo semestre 2026")
YEAR = RoundInfo(date(2025, 1, 1), date(2025, 12, 31), date(2026, 2, 28), "Anno 2025")
SECOND = RoundInfo(date(2025, 7, 1), date(2025, 12, 31), date(2026, 2, 28), "Secondo semestre 2025")


def compared(now: dict[str, Any], then: dict[str, Any], before: RoundInfo = SECOND) -> dict[str, Compared]:
    answers, earlier = (read_answers(OF, given).answers for given in (now, then))
    return {row.label: row for row in since(OF, answers, Context(round=HALF), (earlier, before), "it")}


def test_numbers_of_equal_periods_stand_beside_each_other_as_they_are() -> None:
    found = compared({"Q1": 12, "Q2": 1, "Q3": 4}, {"Q1": 10, "Q2": 2, "Q3": 9})
    assert list(found) == ["Domanda Q1", "Domanda Q3", "Domanda Q4", "Quota"]
    assert found["Domanda Q1"] == Compared("Domanda Q1", "donne", Decimal(10), Decimal(12))
    assert (found["Domanda Q4"].then, found["Domanda Q4"].change) == (Decimal(12), Decimal(1))
    assert found["Quota"].then == Decimal("1.2") and found["Quota"].unit == "quota"


def test_periods_of_different_length_are_compared_by_the_month_indicators_are_not() -> None:
    found = compared({"Q1": 12, "Q2": 0}, {"Q1": 36, "Q2": 0}, YEAR)
    assert found["Domanda Q1"].per_month == (Decimal(3), Decimal(2)) and found["Domanda Q1"].change == -1
    assert found["Quota"].per_month is None and found["Quota"].change == 0


def test_what_is_not_asked_not_known_or_was_not_answered_is_not_compared() -> None:
    assert list(compared({"Q1": {"reserved": -7}, "Q2": 2, "Q3": 4}, {"Q1": 10, "Q2": 1, "Q3": 9})) == []
    assert list(compared({"Q1": 1, "Q2": 2}, {"Q2": 1})) == []
