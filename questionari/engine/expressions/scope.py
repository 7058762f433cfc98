"""What an expression may ask of the world: the third value and the two protocols, at rest and at work."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, Literal, Protocol

from questionari.engine.definition import Question
from questionari.engine.values import Context, Reserved, Value


class Unknown(Enum):
    """The third value: an operand that is off the path, unanswered or reserved, or a division by zero."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Refuse to be mistaken for true or false."""
        raise TypeError("an unknown is neither true nor false: compare with `is UNKNOWN`")


UNKNOWN: Final = Unknown.UNKNOWN


class StaticScope(Protocol):
    """What the type checker needs: the questions by code (group children and details by their dotted code)."""

    def question(self, code: str) -> Question | None:
        """The question with that code, or None."""


def table(scope: StaticScope, code: str) -> Question | None:
    """The question with that code, or the roster in the rows of another that "R.S" names; None when there is none."""
    found = scope.question(code)
    outer = None if found is not None else scope.question(code.rpartition(".")[0])
    inside = outer.children if outer is not None and outer.type == "roster" else ()
    inner = (child for child in inside if child.type == "roster" and child.code == code.rpartition(".")[2])
    return found or next(inner, None)


#: Types answered by what earlier rows say, where ``options_from`` names a child of the same type.
NAMED = frozenset({"text", "comune"})


def repeated(scope: StaticScope, code: str) -> tuple[tuple[Question, ...], Question] | None:
    """The child of a roster that "R.child" names, or "R.S.child" in the rows of another; the rosters, outermost first.

    None where that is no child of a roster.
    """
    around, _, last = code.rpartition(".")
    roster = None if scope.question(code) is not None else table(scope, around)
    if roster is None or roster.type != "roster":
        return None
    outer = None if scope.question(around) is not None else scope.question(around.rpartition(".")[0])
    rosters = (roster,) if outer is None else (outer, roster)
    return next(((rosters, child) for child in roster.children if child.code == last), None)


class Scope(StaticScope, Protocol):
    """What evaluation needs: the answers of one response as they stand on its path."""

    @property
    def context(self) -> Context:
        """Today, round, census, previous answers; a missing part is unknown."""

    def lookup(self, code: str) -> Value | Literal[Unknown.UNKNOWN]:
        """The answer, perhaps ``Reserved``; UNKNOWN when unanswered or off the path, also in a roster's rows."""

    def asked(self, code: str) -> bool:
        """Whether the question is on the path."""

    def cells(self, code: str) -> Sequence[tuple[str, str]]:
        """The active (visible, not blocked) cells of a matrix, in the order of its rows, then columns."""


def is_unknown(value: object) -> bool:
    """Whether an operand counts as unknown: the third value itself or a reserved answer."""
    return value is UNKNOWN or value.__class__ is Reserved
