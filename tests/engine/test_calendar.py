"""Which reminder is due: functions of dates."""

from datetime import date, timedelta

from hypothesis import given, settings, strategies as st

from questionari.engine.calendar import USUAL, Offset, Span, latest_due, reminder_day, reminder_days
from questionari.engine.working_days import working_day

OPENS, DEADLINE, CLOSES = date(2027, 3, 1), date(2027, 4, 9), date(2027, 4, 16)
SPAN = Span(OPENS, DEADLINE, CLOSES)
BEFORE, AFTER = USUAL


def due(day: date, *offsets: Offset, place: str = "") -> Offset | None:
    found = latest_due(offsets or USUAL, SPAN, day, place)
    return found[0] if found else None


def test_a_reminder_that_falls_on_a_feast_comes_earlier_before_the_deadline_and_later_after_it() -> None:
    assert reminder_day(BEFORE, DEADLINE) == date(2027, 3, 30)
    assert reminder_day(Offset(-12), DEADLINE) == date(2027, 3, 26)  # Easter, back to Friday
    assert reminder_day(AFTER, DEADLINE) == date(2027, 4, 12)  # Sunday, on to Monday
    assert reminder_day(Offset(-3, True), date(2027, 12, 9), "BA") == date(2027, 12, 2)
    assert reminder_day(Offset(-3, True), date(2027, 12, 9), "") == date(2027, 12, 3)


def test_a_reminder_is_owed_from_its_day_until_the_deadline_or_the_closing() -> None:
    assert due(date(2027, 3, 29)) is None
    assert due(date(2027, 3, 30)) == due(DEADLINE) == BEFORE
    assert due(date(2027, 4, 10)) is None
    assert due(date(2027, 4, 12)) == due(CLOSES) == AFTER
    assert due(CLOSES + timedelta(days=1)) is None


def test_of_several_that_came_due_only_the_latest_is_owed() -> None:
    several = (Offset(-10), Offset(-5), Offset(-1, True))
    assert due(date(2027, 4, 1), *several) == Offset(-10)
    assert due(date(2027, 4, 6), *several) == Offset(-5)
    assert due(date(2027, 4, 8), *several) == Offset(-1, True)


def test_a_reminder_outside_the_open_days_does_not_exist() -> None:
    assert reminder_days(USUAL, Span(OPENS, DEADLINE, DEADLINE)) == {BEFORE: date(2027, 3, 30)}
    assert reminder_days(USUAL, Span(date(2027, 3, 30), DEADLINE, CLOSES)) == {AFTER: date(2027, 4, 12)}


def test_the_text_follows_the_side_of_the_deadline_and_the_usual_two_keep_their_names() -> None:
    assert [one.key for one in (*USUAL, Offset(-3, True), Offset(4))] == ["reminder_1", "reminder_2", "-3l", "+4"]
    assert [one.kind for one in (Offset(0), Offset(1), Offset(-3, True))] == ["reminder_1", "reminder_2", "reminder_1"]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.builds(Offset, st.integers(-30, 30).filter(bool), st.booleans()), max_size=4),
    st.integers(3, 60),
    st.integers(0, 40),
    st.sampled_from(["", "BA", "TS"]),
)
def test_every_reminder_is_on_a_working_day_within_the_open_ones(
    offsets: list[Offset], span: int, late: int, place: str
) -> None:
    deadline = OPENS + timedelta(days=span)
    days = reminder_days(offsets, Span(OPENS, deadline, deadline + timedelta(days=late)), place)
    for offset, day in days.items():
        assert working_day(day, place) and OPENS < day <= deadline + timedelta(days=late)
        assert (offset.days > 0) == (day > deadline)
