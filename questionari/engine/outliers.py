"""Numbers that lie far from those of the same kind, by a rule that a few strange ones cannot bend.

The distance from the median is measured in median absolute deviations: beyond 3.5 of them, scaled so that they compare
with standard deviations, a number is looked at (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). Where
more than half of the numbers are equal that deviation is zero, and the mean absolute deviation takes its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TypeVar

LEAST = 8  # numbers: among fewer nothing can be called far
FAR = Decimal("3.5")
NEAR = Decimal(5)  # nearer than this to the median nothing is worth a look, however alike the others are
_BY_MEDIAN, _BY_MEAN = Decimal("1.4826"), Decimal("1.2533")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Peers:
    """What a number is compared with: how many there are, their median, how far from it is far."""

    number: int
    middle: Decimal
    reach: Decimal

    def far(self, value: Decimal) -> bool:
        """Whether a number lies far from them."""
        return abs(value - self.middle) > self.reach


def peers(values: Sequence[Decimal]) -> Peers | None:
    """What numbers of the same kind say together; None where they are too few, or all equal."""
    if len(values) < LEAST:
        return None
    middle = median(values)
    away = [abs(value - middle) for value in values]
    spread = median(away) * _BY_MEDIAN or sum(away, Decimal(0)) / len(away) * _BY_MEAN
    return Peers(len(values), middle, max(FAR * spread, NEAR)) if spread else None


def outliers(values: Mapping[K, Decimal]) -> Mapping[K, Peers]:
    """Whose numbers lie far from the others, and what those say together."""
    found = peers(list(values.values()))
    return {key: found for key, value in values.items() if found.far(value)} if found is not None else {}
