"""Given answers as constraints on the variables of a symbolic response: what holds the proofs to the engine."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import z3

from questionari.engine.definition import Question
from questionari.engine.values import Context, Reserved, RoundInfo
from questionari.proofs.answers import Answers
from questionari.proofs.operands import Hours, Known, Outside, Picks, Rows, Scalar, Table
from questionari.proofs.surroundings import Surroundings
from questionari.proofs.terms import World, exactly


def pinned(answers: Answers, questions: Mapping[str, Question], values: Mapping[str, Any]) -> Iterator[Any]:
    """The constraints that make these answers, and no others, the answers of the response."""
    for code, question in questions.items():
        operand = answers.of(question)
        if isinstance(operand, Known):
            yield from _pin(answers.world, operand, values.get(code))


def _pin(world: World, operand: Any, value: Any) -> Iterator[Any]:
    if isinstance(operand, Table):
        yield operand.unavailable == (value is Reserved.NOT_AVAILABLE)
        cells = value if isinstance(value, Mapping) else {}
        for place, (_, cell) in operand.cells.items():
            yield from _pin(world, cell, cells.get(place))
        return
    yield operand.known == (value is not None and not isinstance(value, Reserved))
    yield operand.unavailable == (value is Reserved.NOT_AVAILABLE)
    yield operand.declined == (value is Reserved.PREFER_NOT)
    if value is not None and not isinstance(value, Reserved):
        yield from _content(world, operand, value)


def _content(world: World, operand: Any, value: Any) -> Iterator[Any]:
    match operand:
        case Scalar():
            yield operand.value == constant_of(world, value)
        case Picks(picks=picks):
            yield from (pick == (code in value) for code, pick in picks.items())
        case Hours():
            yield operand.minutes == sum(end - start for spans in value.values() for start, end in spans)
            yield operand.days == sum(bool(spans) for spans in value.values())
        case Rows():
            yield operand.count == len(value)
            for (_, row), given in zip(operand.rows, value, strict=False):
                for code, (_, cell) in row.cells.items():
                    yield from _pin(world, cell, given.get(code))


def constant_of(world: World, value: Any) -> Any:
    """A value as a term."""
    if isinstance(value, str):
        return world.text(value)
    return exactly(value.toordinal() if isinstance(value, date) else value)


def pinned_context(world: World, around: Surroundings, context: Context, census: Iterable[str]) -> Iterator[Any]:
    """The constraints that make this context the response's; ``census``: the fields that are read."""
    if context.today is not None:
        yield z3.Int("today") == context.today.toordinal()
    yield from _round("round", context.round)
    yield from _round("previous_round", context.previous_round)
    yield z3.Bool("previous:known") == (context.previous is not None)
    for name in census:
        yield from _census(world, around.read("census", name), (context.census or {}).get(name))


def _round(name: str, info: RoundInfo | None) -> Iterator[Any]:
    yield z3.Bool(f"{name}:known") == (info is not None)
    if info is not None:
        for field in ("period_start", "period_end", "deadline"):
            yield z3.Int(f"{name}.{field}") == getattr(info, field).toordinal()


def _census(world: World, operand: Any, value: Any) -> Iterator[Any]:
    yield operand.known == (value is not None)
    if isinstance(operand, Outside) and value is not None:
        member = z3.Function(f"in {operand.name}", z3.IntSort(), z3.BoolSort())
        text = z3.Int("any text")
        among = z3.Or(*(text == world.text(item) for item in value))
        yield z3.ForAll([text], member(text) == among)
    elif value is not None:
        yield operand.value == world.text(value)


def answered(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as reading gives them: nothing picked, or no row filled, is no answer."""
    rows = {
        code: tuple(filter(None, value)) if code == "R1" and isinstance(value, tuple) else value
        for code, value in values.items()
    }
    return {code: value for code, value in rows.items() if value not in ((), {})}
