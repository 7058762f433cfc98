"""How long pages take, from the instants of their saves; what is left of it is classes alone."""

from datetime import UTC, datetime, timedelta

from questionari.engine.pace import IDLE_S, MINUTES, class_of, median_class, page_saves, page_seconds

BEGUN = datetime(2026, 11, 22, 10, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return BEGUN + timedelta(seconds=seconds)


def test_a_stretch_belongs_to_the_page_saved_at_its_end_and_interruptions_count_nothing() -> None:
    saves = [(at(60), "P1"), (at(60), "P1"), (at(90), "P1"), (at(200), "P2"), (at(201 + IDLE_S), "P2")]
    assert page_seconds(BEGUN, saves) == {"P1": 90.0, "P2": 110.0}
    assert page_saves(saves) == {"P1": 2, "P2": 2}
    assert page_seconds(BEGUN, []) == {}


def test_values_fall_into_classes_and_the_median_is_one_of_them() -> None:
    assert [class_of(value, MINUTES) for value in (0, 0.9, 1, 4.9, 5, 999)] == [0, 0, 1, 3, 5, 240]
    assert median_class({1: 4, 20: 5}, MINUTES) == (20, 30)
    assert median_class({1: 5, 20: 4}, MINUTES) == (1, 2)
    assert median_class({240: 1}, MINUTES) == (240, None)
