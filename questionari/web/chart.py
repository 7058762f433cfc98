"""The picture of a curve of answers, worked out on the server: lines of an SVG that needs no script and no style."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from questionari.usecases.rounds.pulse import Curve, Day

WIDTH, HEIGHT = 480, 240
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 16, 28  # room for the labels
MOST_DOTS = 40  # with more days a dot a day would be a blot


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place; ``anchor`` as in SVG."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines as the points of polylines; ``due``: where the deadline stands; ``days``: for the table beside it."""

    answers: str
    pace: str
    dots: tuple[tuple[float, float], ...]
    levels: tuple[Label, ...]
    ends: tuple[Label, ...]
    due: float
    days: tuple[Day, ...]
    expected: int
    deadline: date

    @property
    def so_far(self) -> int:
        """Answers up to the last day drawn."""
        return self.days[-1].so_far if self.days else 0

    @property
    def rows(self) -> tuple[Day, ...]:
        """The days of the table: those with answers, the first and the last."""
        return tuple(day for day in self.days if day.sent or day in (self.days[0], self.days[-1]))


@dataclass(frozen=True, slots=True)
class _Scale:
    opens: date
    span: int
    most: int

    def x(self, day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - self.opens).days / self.span, 1)

    def y(self, number: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / self.most, 1)


def draw(curve: Curve) -> Chart:
    """The picture of a curve; of a round that nobody is expected to answer, or of one day, it is flat but whole."""
    highest = max(curve.expected, curve.days[-1].so_far if curve.days else 0, 1)
    scale = _Scale(curve.opens, max(1, (curve.until - curve.opens).days), highest)
    places = [(scale.x(day.day), scale.y(day.so_far)) for day in curve.days]
    pace = [(scale.x(curve.opens), scale.y(0)), (scale.x(curve.deadline), scale.y(curve.expected))]
    return Chart(
        _points(places),
        _points(pace),
        tuple(places) if len(places) <= MOST_DOTS else (),
        tuple(_levels(scale)),
        tuple(_ends(scale, curve)),
        scale.x(curve.deadline),
        curve.days,
        curve.expected,
        curve.deadline,
    )


def _points(places: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)


def _levels(scale: _Scale) -> Iterator[Label]:
    for number in sorted({0, scale.most // 2, scale.most}):
        yield Label(LEFT - 6, scale.y(number), str(number), "end")


def _ends(scale: _Scale, curve: Curve) -> Iterator[Label]:
    yield Label(LEFT, HEIGHT - 8, f"{curve.opens:%d/%m}", "start")
    yield Label(scale.x(curve.until), HEIGHT - 8, f"{curve.until:%d/%m}", "end")
