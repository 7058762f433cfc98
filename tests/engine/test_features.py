"""What the tiny documents of features do, run without a screen: one line a behaviour someone relies on."""

from typing import Any

import pytest

from questionari.engine.headless import run
from tests.engine.builders import stored

ROUND = {"period_start": "2026-01-01", "period_end": "2026-06-30", "deadline": "2026-12-31"}
YEAR = {"period_start": "2025-01-01", "period_end": "2025-12-31", "deadline": "2026-03-31"}
Json = dict[str, Any]


def codes(report: Json) -> list[str]:
    return [finding["code"] for finding in report["warnings"]]


@pytest.mark.parametrize(
    ("now", "before", "rounds", "warned"),
    [
        (40, 100, {}, ["Q1.calo", "Q1.previous"]),
        (95, 100, {}, []),
        (50, 100, {"round": ROUND, "previous_round": YEAR}, []),  # half the months, half the women
        (5, None, {"round": ROUND}, []),
    ],
)
def test_a_value_is_compared_with_the_previous_round(
    now: int, before: int | None, rounds: Json, warned: list[str]
) -> None:
    context = {**rounds, **({"previous": {"Q1": before}} if before else {})}
    assert codes(run(stored("previous"), {"Q1": now}, context)) == warned


def test_periods_of_different_length_are_compared_per_month_and_the_message_says_so() -> None:
    context = {"round": ROUND, "previous_round": YEAR, "previous": {"Q1": 100}}
    (warning,) = run(stored("previous"), {"Q1": 100}, context)["warnings"]
    assert "100 in 12 mesi; ora 100 in 6" in warning["message"] and "al mese" in warning["message"]


def test_the_parts_of_a_record_know_whose_they_are_and_time_opens_them() -> None:
    records = stored("records")
    assert (records.unit, records.cardinality) == ("atr", "many")
    assert [section.role for section in records.sections] == ["line", "referent"]
    answers = {"Q1": "BA-001", "Q2": "31/03/2026, ore 9.30"}
    pages = {day: run(records, answers, {"today": day})["pages"] for day in ("2026-03-30", "2026-03-31")}
    assert [len(found) for found in pages.values()] == [1, 2]


def test_effects_say_what_they_ask_of_those_who_read_them() -> None:
    answers = {"Q1": "1", "Q2": "Questura", "Q3": "Orari", "Q4": "2026-05-31"}
    report = run(stored("effects"), answers, {"round": ROUND})
    assert [effect["kind"] for effect in report["effects"]] == ["variation", "invite", "agenda", "reminder"]
    assert run(stored("effects"), {"Q1": "2", "Q4": "2027-05-31"}, {"round": ROUND})["effects"] == []


def test_an_indicator_of_a_record_is_exact_and_those_of_a_dataset_wait_for_it() -> None:
    assert run(stored("indicators"), {"Q1": 1, "Q2": 8, "Q3": "1"}, {})["indicators"] == {"I1": "0.125"}
