"""A small questionnaire with one question of each kind, and answers to it: what these tests speak about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from questionari.engine.definition import Axis, MatrixShape, Option, Question
from questionari.engine.expressions.evaluate import Result, evaluate, truth
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.scope import UNKNOWN, Unknown
from questionari.engine.values import NO_CONTEXT, Attached, Context, Reserved, RoundInfo, Value

NA = Reserved.NOT_AVAILABLE
PREFER_NOT = Reserved.PREFER_NOT


def question(code: str, type_name: str, **more: Any) -> Question:
    """A question without a text of interest."""
    return Question(code, type_name, {"it": code}, **more)


def options(*codes: str, reserved: Sequence[str] = (), scores: Mapping[str, int] | None = None) -> tuple[Option, ...]:
    """Options by their codes."""
    marks = scores or {}
    return tuple(
        Option(
            code,
            {"it": code},
            reserved=-7 if code in reserved else None,
            score=Decimal(marks[code]) if code in marks else None,
        )
        for code in codes
    )


def axes(*codes: str) -> tuple[Axis, ...]:
    """Rows or columns by their codes."""
    return tuple(Axis(code, {"it": code}) for code in codes)


_SCORES = {"4": 4, "5": 5}

QUESTIONS = {
    found.code: found
    for found in (
        question("C1", "choice", options=options("01", "02", "03", "9", reserved=["9"], scores={"01": 1, "02": 3})),
        question("C2", "yes_no"),
        question("M1", "multi", options=options("1", "2", "16", scores={"1": 1, "2": 2})),
        question("N1", "integer"),
        question("N2", "integer"),
        question("N3", "decimal"),
        question("T1", "text"),
        question("D1", "date"),
        question("D2", "date"),
        question("H1", "opening_hours"),
        question("X1", "matrix", matrix=MatrixShape(axes("1", "2", "3"), axes("n"), "integer")),
        question(
            "X2",
            "matrix",
            matrix=MatrixShape(axes("01", "20"), axes("a", "b"), "integer", blocked=frozenset({("20", "b")})),
        ),
        question(
            "X3", "matrix", matrix=MatrixShape(axes("1", "2"), axes("n"), "choice", options("4", "5", scores=_SCORES))
        ),
        question(
            "R1",
            "roster",
            children=(
                question("comune", "comune"),
                question("ore", "decimal"),
                question("tipo", "choice", options=options("1", "2")),
                question("turni", "roster", children=(question("n", "integer"),), required=True),
            ),
        ),
        question("F1", "roster", children=(question("ore", "decimal"),), fixed_rows=axes("map", "rel")),
        question("G1", "group"),
        question("G1.titolo", "text", parent="G1"),
        question("S1", "choice", options=options("1", "98")),
        question("S1.98", "text", parent="S1", detail_of=("S1", "98")),
        question("K1", "computed", expression=parse("N1 + N2")),
        question("K2", "computed", expression=parse("K3 > 0")),
        question("K3", "computed", expression=parse("K2 ? 1 : 0")),
        question("Z1", "note"),
        question("V1", "generated", expression=parse("linked.V1")),
    )
}


@dataclass(frozen=True)
class World:
    """The answers of one response; all is on the path but the ``hidden`` and ``inactive``."""

    answers: Mapping[str, Value]
    context: Context = NO_CONTEXT
    hidden: frozenset[str] = frozenset()
    inactive: frozenset[tuple[str, str, str]] = field(default_factory=frozenset)

    def question(self, code: str) -> Question | None:
        """The question with that code."""
        return QUESTIONS.get(code)

    def lookup(self, code: str) -> Value | Literal[Unknown.UNKNOWN]:
        """The answer, unknown when hidden or absent; computed questions are worked out."""
        found = QUESTIONS.get(code)
        if code in self.hidden or found is None:
            return UNKNOWN
        if code == "K1":
            return evaluate(parse("N1 + N2"), self)
        return self.answers.get(code, UNKNOWN)

    def asked(self, code: str) -> bool:
        """Whether the question is on the path."""
        return code in QUESTIONS and code not in self.hidden

    def cells(self, code: str) -> Sequence[tuple[str, str]]:
        """Cells neither blocked nor inactive."""
        found = QUESTIONS[code].matrix
        assert found is not None
        places = [(row.code, column.code) for row in found.rows for column in found.columns]
        return [place for place in places if place not in found.blocked and (code, *place) not in self.inactive]


ROUND = RoundInfo(date(2026, 1, 1), date(2026, 6, 30), date(2026, 9, 30))
CONTEXT = Context(
    today=date(2026, 7, 15),
    round=ROUND,
    census={"type": "01", "atr_provinces": ("072", "110")},
    previous={
        "N1": Decimal(10),
        "N2": NA,
        "X1": {("1", "n"): Decimal(4), ("2", "n"): Decimal(6)},
        "T1": Attached.file("a" * 32, "statuto.pdf", 1),
    },
    linked={"calls": Decimal(5)},
)


def numbers(code: str, *cells: int | Reserved | None) -> dict[tuple[str, str], Any]:
    """Cells of a matrix in order; None leaves one blank."""
    places = World({}).cells(code)
    return {
        place: cell if isinstance(cell, Reserved) else Decimal(cell)
        for place, cell in zip(places, cells, strict=True)
        if cell is not None
    }


def answer(value: Any) -> Any:
    """A plain Python value as a typed answer."""
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool | Reserved) else value


def value_of(source: str, answers: Mapping[str, Any], context: Context = CONTEXT) -> Result:
    """The value of an expression over some answers."""
    return evaluate(parse(source), World({code: answer(value) for code, value in answers.items()}, context))


def verdict(source: str, answers: Mapping[str, Any], context: Context = CONTEXT) -> bool | None:
    """The truth of an expression over some answers."""
    return truth(parse(source), World({code: answer(value) for code, value in answers.items()}, context))
