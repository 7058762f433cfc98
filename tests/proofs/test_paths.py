"""The symbolic path is the engine's: it asks the same questions, fires the same checks, is complete alike."""

from decimal import Decimal
from typing import Any

import z3
from hypothesis import given, settings

from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.path import find_path
from questionari.engine.validation import validate
from questionari.engine.values import Answers as Values, Context
from questionari.proofs.answers import Answers
from questionari.proofs.complete import demands, fires
from questionari.proofs.path import SymbolicPath
from questionari.proofs.surroundings import Surroundings
from questionari.proofs.terms import World
from tests.engine.builders import definition, question
from tests.engine.expressions.world import CONTEXT
from tests.engine.test_path import responses
from tests.proofs.pinning import answered, pinned, pinned_context

PASSIVE = {"note", "group", "computed"}
SERVICE = Context(today=CONTEXT.today, round=CONTEXT.round, census={"type": "01"})


def symbolic(of: Questionnaire, bounded: bool) -> SymbolicPath:
    """The path of a response of variables."""
    axioms = World()
    return SymbolicPath(of, axioms, Answers(axioms, "", bounded=bounded), Surroundings(axioms))


def given_answers(path: SymbolicPath, values: Values, context: Context) -> z3.Solver:
    """A solver that knows the answers and the context; a question that nothing reads is looked up too."""
    questions = {c: q for c, q in path.definition.questions.items() if q.type not in PASSIVE and path.lookup(c)}
    pins = [
        *pinned(path.answers, questions, answered(values)),
        *pinned_context(path.world, path.surroundings, context, ("type", "comune")),
    ]
    solver = z3.SolverFor("ALL")
    solver.set("rlimit", 20_000_000)
    solver.add(*path.world.axioms, *pins)
    return solver


@settings(max_examples=40, deadline=None)
@given(responses())
def test_questions_are_asked_and_checks_fire_alike(
    response: tuple[Questionnaire, Values],
) -> None:
    of, values = response
    values = {code: value for code, value in answered(values).items() if readable(of.questions[code], value)}
    path, engine = symbolic(of, bounded=False), find_path(of, values, SERVICE)
    claims = {path.asked(code): engine.asked(code) for code in of.questions}
    found = {f.code for f in validate(of, values, engine, SERVICE, {}, {})}
    claims |= {fires(path, check): check.code in found for check in of.checks}
    solver = given_answers(path, values, SERVICE)
    alike = z3.And(*(claim == expected for claim, expected in claims.items()))
    assert (str(solver.check(alike)), str(solver.check(z3.Not(alike)))) == ("sat", "unsat")


@settings(max_examples=40, deadline=None)
@given(responses())
def test_what_the_engine_accepts_is_complete_and_nothing_else(
    response: tuple[Questionnaire, Values],
) -> None:
    of, values = response
    values = {code: value for code, value in answered(values).items() if readable(of.questions[code], value)}
    path, engine = symbolic(of, bounded=True), find_path(of, values, SERVICE)
    values = {code: value for code, value in values.items() if engine.asked(code)}
    whole = z3.And(*(demand.holds for demand in demands(path)))
    errors = [f for f in validate(of, values, engine, SERVICE, {}, {}) if f.severity == "error"]
    solver = given_answers(path, values, SERVICE)
    possible = str(solver.check(whole)) == "sat"
    assert possible == (not errors)


def readable(question: Question, value: Any) -> bool:
    """Whether a value can be typed: the random ones may be negative where no sign is taken."""
    kind = answer_type(question)
    return kind.from_json(question, kind.to_json(question, value)).value == value


def test_what_is_demanded_of_tables_picks_rows_and_rounded_values_is_the_engines() -> None:
    table = question("T", "matrix", required=True, not_available=False, rows=[{"text": {"it": r}} for r in ("a", "b")])
    several = question("M", "multi", min_picks=2, required_if="C >= 3", options=[option(c) for c in "123"])
    rows = question("R", "roster", questions=[question("a", required=True), question("b", "integer")])
    half = question("C", "computed", expression="T['1'] / 2", places=0)
    of = definition(table, half, several, rows)
    for values in PARTIAL:
        path, engine = symbolic(of, bounded=True), find_path(of, values, SERVICE)
        whole = z3.And(*(demand.holds for demand in demands(path)))
        errors = [f for f in validate(of, values, engine, SERVICE, {}, {}) if f.severity == "error"]
        assert (str(given_answers(path, values, SERVICE).check(whole)) == "sat") == (not errors), (values, errors)


def option(code: str) -> dict[str, Any]:
    return {"code": code, "text": {"it": f"Voce {code}"}}


def cells(*numbers: int) -> dict[tuple[str, str], Decimal]:
    return {(str(i), "n"): Decimal(number) for i, number in enumerate(numbers, 1)}


#: Halves are rounded up: 5 / 2 is 3, and so M is required.
PARTIAL: list[dict[str, Any]] = [
    {},
    {"T": cells(1)},
    {"T": cells(4, 0)},
    {"T": cells(5, 0)},
    {"T": cells(5, 0), "M": ("1",)},
    {"T": cells(5, 0), "M": ("1", "3")},
    {"T": cells(4, 0), "M": ("1",)},
    {"T": cells(4, 0), "R": ({"b": Decimal(1)},)},
    {"T": cells(4, 0), "R": ({"a": "x"}, {"a": "y", "b": Decimal(1)})},
    {"T": cells(4, 0), "R": ({"a": "x"}, {"b": Decimal(1)})},
]
