"""The answers of an invented service while they are being made up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from questionari.demo.dice import Dice
from questionari.engine.definition import Question
from questionari.engine.path import Path
from questionari.engine.values import Context, Matrix, Value


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known so far. ``answers`` grows; ``path`` is that of the answers when the present page began."""

    dice: Dice
    context: Context
    path: Path
    answers: dict[str, Value] = field(default_factory=dict)

    def count(self, code: str, otherwise: int = 0) -> int:
        """A number already answered, or the sum of a table with one column; ``otherwise`` when there is none."""
        answer = self.answers.get(code)
        if isinstance(answer, Decimal):
            return int(answer)
        return sum(self.cells(code).values()) if isinstance(answer, dict) else otherwise

    def cells(self, code: str) -> dict[tuple[str, str], int]:
        """The numbers of a table already answered; none when it is not."""
        answer = self.answers.get(code)
        found = answer.items() if isinstance(answer, dict) else ()
        return {place: int(cell) for place, cell in found if isinstance(cell, Decimal)}

    def rows(self, question: Question, column: str | None = None) -> Sequence[str]:
        """The rows of a table that have an active cell (in that column)."""
        active = self.path.cells(question.code)
        return tuple(dict.fromkeys(row for row, col in active if column in (None, col)))

    def chance(self, question: Question, low: int, high: int) -> Decimal:
        """A number drawn for a question."""
        return Decimal(self.dice.number(question.code, low, high))


def column(numbers: dict[str, int], code: str = "n") -> Matrix:
    """Numbers by row as a table of one column."""
    return {(row, code): Decimal(number) for row, number in numbers.items()}
