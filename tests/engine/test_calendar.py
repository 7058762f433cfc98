"""Which reminders are due: functions of dates and of what was done."""

from datetime import date, timedelta

from hypothesis import given, settings, strategies as st

from questionari.engine.calendar import OFFSETS, reminder_days, reminders_due

OPENS, DEADLINE, CLOSES = date(2027, 3, 1), date(2027, 3, 29), date(2027, 4, 5)


def due(day: date, *done: str) -> tuple[str, ...]:
    return reminders_due(OPENS, DEADLINE, CLOSES, day, done)


def test_the_first_reminder_is_due_ten_days_before_the_deadline() -> None:
    assert due(date(2027, 3, 18)) == ()
    assert due(date(2027, 3, 19)) == ("reminder_1",)
    assert due(date(2027, 3, 19), "reminder_1") == ()


def test_the_second_reminder_is_due_two_days_after_the_deadline_while_one_may_answer() -> None:
    assert due(date(2027, 3, 30)) == ()
    assert due(date(2027, 3, 31), "reminder_1") == ("reminder_2",)
    assert due(CLOSES, "reminder_1") == ("reminder_2",)
    assert due(CLOSES + timedelta(days=1), "reminder_1") == ()


def test_after_the_deadline_a_missed_first_reminder_is_not_sent_any_more() -> None:
    assert due(date(2027, 4, 1)) == ("reminder_2",)


def test_a_round_without_extra_days_has_no_second_reminder() -> None:
    assert dict(reminder_days(OPENS, DEADLINE, DEADLINE)) == {"reminder_1": date(2027, 3, 19)}


def test_a_round_opened_less_than_ten_days_before_its_deadline_has_no_first_reminder() -> None:
    assert "reminder_1" not in reminder_days(DEADLINE - timedelta(days=9), DEADLINE, CLOSES)


def test_a_reminder_may_fall_on_the_last_day_but_not_on_the_first() -> None:
    first, second = DEADLINE - timedelta(days=10), DEADLINE + timedelta(days=2)
    assert dict(reminder_days(first, DEADLINE, second)) == {"reminder_2": second}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 40), st.sets(st.integers(-5, 120)))
def test_whatever_days_the_machine_was_on_each_reminder_is_sent_once_at_most(
    span: int, late: int, on: set[int]
) -> None:
    deadline = OPENS + timedelta(days=span)
    closes = deadline + timedelta(days=late)
    done: list[str] = []
    for ahead in sorted(on):
        today = OPENS + timedelta(days=ahead)
        found = reminders_due(OPENS, deadline, closes, today, done)
        assert all(OPENS <= today <= closes for _ in found)
        done += found
    assert len(done) == len(set(done)) and set(done) <= set(OFFSETS)
