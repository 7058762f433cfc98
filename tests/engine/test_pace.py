"""How long pages take, from the instants of their saves; what is left of it is classes alone."""

from datetime import UTC, datetime, timedelta

from questionari.engine.pace import IDLE_S, MINUTES, TIMES, class_of, median_class, page_saves, page_seconds

BEGUN = datetime(2026, 11, 22, 10, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return BEGUN + timedelta(seconds=seconds)


def test_a_stretch_belongs_to_the_page_saved_at_its_end_and_interruptions_count_nothing() -> None:
    saves = [(at(60), "P1"), (at(60), "P1"), (at(90), "P1"), (at(200), "P2"), (at(201 + IDLE_S), "P2")]
    assert page_seconds(BEGUN, saves) == {"P1": 90.0, "P2": 110.0}
    assert page_saves(saves) == {"P1": 2, "P2": 2}
    assert page_seconds(BEGUN, []) == {}
    assert page_seconds(BEGUN, [(at(600), "P1"), (at(1200), "P1"), (at(1801), "P1")]) == {"P1": 1200.0}


def test_values_fall_into_classes_and_the_median_is_one_of_them() -> None:
    assert [class_of(value, MINUTES) for value in (0, 0.9, 1, 4.9, 5, 999)] == [0, 0, 1, 3, 5, 240]
    assert median_class({1: 4, 20: 5}, MINUTES) == (20, 30)
    assert median_class({1: 5, 20: 4}, MINUTES) == (1, 2)
    assert median_class({240: 1}, MINUTES) == (240, None)
    assert median_class({1: 4, 20: 4}, MINUTES) == (1, 2)
    assert median_class({180: 1}, MINUTES) == (180, 240)
    assert median_class({4: 1}, TIMES) == (20, None)  # kept under a class that is none any more
    assert (class_of(-1, MINUTES), class_of(4, TIMES), class_of(21, TIMES)) == (0, 3, 20)


def test_the_classes_are_those_that_counts_were_kept_under() -> None:
    assert MINUTES == (0, 1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 120, 180, 240)
    assert TIMES == (1, 2, 3, 5, 10, 20)
