"""Indicators of a record, and those of a whole dataset, whose sums grow row by row in constant memory."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from esportazioni.fields import fitted
from questionari.engine.definition import Indicator, Questionnaire
from questionari.engine.expressions.evaluate import evaluate, truth
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.tree import Expression
from questionari.engine.outcomes import indicators as of_record
from questionari.engine.path import Path

SCALE = 6
FEWEST_PAIRS = 3  # two points always lie on a line
Pair = tuple[Decimal, Decimal]


@dataclass(slots=True)
class Sums:
    """What a correlation, a share or a total needs of its pairs (x, y), and how often each x came."""

    n: int = 0
    x: Decimal = Decimal(0)
    y: Decimal = Decimal(0)
    xx: Decimal = Decimal(0)
    yy: Decimal = Decimal(0)
    xy: Decimal = Decimal(0)
    times: Counter[Decimal] = field(default_factory=Counter)

    def add(self, x: Decimal, y: Decimal) -> None:
        """Count one pair."""
        self.n += 1
        self.x, self.y = self.x + x, self.y + y
        self.xx, self.yy, self.xy = self.xx + x * x, self.yy + y * y, self.xy + x * y
        self.times[x] += 1

    def correlation(self) -> Decimal | None:
        """Pearson's coefficient; None for too few pairs, or where one side never varies."""
        spread = (self.n * self.xx - self.x**2) * (self.n * self.yy - self.y**2)
        if self.n < FEWEST_PAIRS or spread <= 0:
            return None
        return (self.n * self.xy - self.x * self.y) / spread.sqrt()

    def share(self) -> Decimal | None:
        """The sum of x over the sum of y."""
        return self.x / self.y if self.y else None

    def total(self) -> Decimal | None:
        """The sum of x; None where no record has one."""
        return self.x if self.n else None

    def median(self) -> Decimal | None:
        """The middle x, or the mean of the two in the middle."""
        return (self._at((self.n + 1) // 2) + self._at(self.n // 2 + 1)) / 2 if self.n else None

    def ninth_decile(self) -> Decimal | None:
        """The least x that nine in ten do not exceed (nearest rank)."""
        return self._at(-(-9 * self.n // 10)) if self.n else None

    def _at(self, rank: int) -> Decimal:
        """The x of that rank, from 1."""
        passed = 0
        for x in sorted(self.times):
            passed += self.times[x]
            if passed >= rank:
                return x
        raise IndexError(rank)


def _correlated(numerator: Expression, expression: Expression, path: Path) -> Iterator[Pair]:
    """The pairs of two columns of a matrix where both numbers are known."""
    left, right = evaluate(numerator, path.scope), evaluate(expression, path.scope)
    for x, y in zip(_items(left), _items(right), strict=False):
        if isinstance(x, Decimal) and isinstance(y, Decimal):
            yield x, y


def _shared(numerator: Expression, expression: Expression, path: Path) -> Iterator[Pair]:
    """One pair (1 or 0, 1) of a record that counts."""
    counted = truth(numerator, path.scope)
    if truth(expression, path.scope) and counted is not None:
        yield Decimal(int(counted)), Decimal(1)


def _numbered(numerator: Expression, expression: Expression, path: Path) -> Iterator[Pair]:
    """The number of a record that has one. There is no numerator: it is the number itself."""
    value = evaluate(expression, path.scope)
    if isinstance(value, Decimal):
        yield value, Decimal(1)


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


PLAIN = frozenset({"total", "median", "p90"})  # methods that take one number a record
Pairs = Callable[[Expression, Expression, Path], Iterator[Pair]]
_METHODS: Mapping[str, tuple[Pairs, Callable[[Sums], Decimal | None]]] = {
    "correlation": (_correlated, Sums.correlation),
    "share": (_shared, Sums.share),
    "total": (_numbered, Sums.total),
    "median": (_numbered, Sums.median),
    "p90": (_numbered, Sums.ninth_decile),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An indicator of the whole dataset: its value, and how many pairs (or records) it stands on."""

    indicator: Indicator
    value: Decimal | None
    n: int


@dataclass(slots=True)
class Indicators:
    """The indicators of a questionnaire while its records pass by."""

    definition: Questionnaire
    sums: dict[str, Sums] = field(default_factory=dict)
    numerators: dict[str, Expression] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for indicator in self.whole():
            self.sums[indicator.code] = Sums()
            self.numerators[indicator.code] = parse(_numerator(indicator))

    def whole(self) -> tuple[Indicator, ...]:
        """Those of the whole dataset that can be reckoned."""
        known = (i for i in self.definition.indicators if i.level == "dataset" and i.method in _METHODS)
        return tuple(i for i in known if _numerator(i) and i.expression)

    def add(self, path: Path) -> tuple[Decimal | None, ...]:
        """Count one record; the value of each indicator in it, in the order of the questionnaire."""
        found: dict[str, object] = {**of_record(self.definition, path)}
        for indicator in self.whole():
            found[indicator.code] = self._count(indicator, path)
        return tuple(_number(found.get(indicator.code)) for indicator in self.definition.indicators)

    def _count(self, indicator: Indicator, path: Path) -> Decimal | None:
        pairs, reckon = _METHODS[indicator.method or ""]
        own = Sums()
        if indicator.expression is not None:
            for pair in pairs(self.numerators[indicator.code], indicator.expression, path):
                own.add(*pair)
                self.sums[indicator.code].add(*pair)
        return reckon(own)

    def outcomes(self) -> tuple[Outcome, ...]:
        """The indicators of the whole dataset so far."""
        return tuple(
            Outcome(i, _METHODS[i.method or ""][1](self.sums[i.code]), self.sums[i.code].n) for i in self.whole()
        )


def _numerator(indicator: Indicator) -> str:
    """What is set against the expression; of a plain number, the number."""
    own = indicator.expression.source if indicator.expression and indicator.method in PLAIN else ""
    return indicator.numerator or own


def _number(value: object) -> Decimal | None:
    return fitted(value, SCALE) if isinstance(value, Decimal) else None
