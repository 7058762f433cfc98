"""The curve of answers as lines: inside its frame, never going down, whole also where there is little to draw."""

import uuid
from datetime import date, timedelta

from hypothesis import given, settings, strategies as st

from questionari.engine.states import RoundState
from questionari.usecases.completion import RoundLine, Tally
from questionari.usecases.rounds.pulse import curve
from questionari.web.chart import HEIGHT, WIDTH, Chart, draw

OPENS = date(2026, 11, 1)


def chart(sent: dict[int, int], today: int, deadline: int = 30, closes: int = 40, asked: int = 50) -> Chart:
    """The picture of a round: answers by days from its opening."""
    days = (OPENS, OPENS + timedelta(days=deadline), OPENS + timedelta(days=closes))
    line = RoundLine(uuid.uuid4(), "R", "R", RoundState.OPEN, "aperta", (OPENS, OPENS), *days, 0)
    by_day = {OPENS + timedelta(days=day): number for day, number in sent.items()}
    return draw(curve(by_day, line, Tally("", asked, 0, 0, 0, 0), OPENS + timedelta(days=today)))


def places(points: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (point.split(",") for point in points.split())]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(0, 60), st.integers(1, 90), max_size=20),
    st.integers(0, 90),
    st.integers(0, 30),
    st.integers(0, 60),
)
def test_the_curve_stays_in_its_frame_and_never_goes_down(
    sent: dict[int, int], today: int, deadline: int, asked: int
) -> None:
    found = chart({day: number for day, number in sent.items() if day <= today}, today, deadline, 30, asked)
    drawn = places(found.answers)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawn + places(found.pace))
    assert [y for _, y in drawn] == sorted((y for _, y in drawn), reverse=True)
    assert found.so_far == sum(number for day, number in sent.items() if day <= today)
    assert sum(day.sent for day in found.rows) == found.so_far


def test_a_round_of_today_without_answers_is_a_point_and_a_pace() -> None:
    found = chart({}, 0)
    assert len(places(found.answers)) == 1 and len(places(found.pace)) == 2
    assert [label.text for label in found.ends] == ["01/11", "01/12"]


def test_the_table_has_the_days_with_answers_and_both_ends() -> None:
    found = chart({2: 3, 5: 1}, 9)
    assert [(day.day.day, day.sent, day.so_far) for day in found.rows] == [(1, 0, 0), (3, 3, 3), (6, 1, 4), (10, 0, 4)]
