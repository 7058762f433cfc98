"""The solver's meaning of an expression and of a path is the engine's: same verdict on any answers, three values
and exact arithmetic included."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import z3
from hypothesis import given, settings

from questionari.engine.definition import Question
from questionari.engine.expressions.evaluate import truth
from questionari.engine.expressions.parser import parse
from questionari.engine.values import Reserved
from questionari.proofs.answers import Answers
from questionari.proofs.encode import encode
from questionari.proofs.frame import Frame, condition
from questionari.proofs.operands import NOTHING, Operand
from questionari.proofs.surroundings import Surroundings
from questionari.proofs.terms import NO, YES, Term, World as Axioms
from tests.engine.expressions.strategies import COMPLETE, condition_sources, partial
from tests.engine.expressions.world import CONTEXT, QUESTIONS, World, options
from tests.proofs.pinning import answered, pinned, pinned_context


def loose(question: Question) -> Question:
    """A question that may be negative or not available, and so its children."""
    children = tuple(map(loose, question.children))
    return replace(question, not_available=True, prefer_not=True, min=Decimal(-1000), children=children)


ASKED = {
    code: loose(question)
    for code, question in QUESTIONS.items()
    if code not in {"K2", "K3", "F1", "G1", "G1.titolo", "S1", "S1.98", "Z1"}
}
ASKED["C2"] = replace(ASKED["C2"], options=options("1", "2"))  # as the compiler completes it


@dataclass
class Everything:
    """A symbolic response in which everything is asked, as in ``world.World``."""

    world: Axioms
    answers: Answers
    surroundings: Surroundings

    def question(self, code: str) -> Question | None:
        return QUESTIONS.get(code)

    def lookup(self, code: str) -> Operand:
        if code == "K1":
            return encode(parse("N1 + N2").root, Frame(self, {}))
        return self.answers.of(ASKED[code]) if code in ASKED else NOTHING

    def asked(self, code: str) -> Term:
        return YES if code in QUESTIONS else NO

    def previous(self) -> Any:
        before = Answers(self.world, "previous:", bounded=False)
        return z3.Bool("previous:known"), Everything(self.world, before, self.surroundings.before())


def verdicts(axioms: list[Term], verdict: Any, expected: bool | None) -> tuple[str, str]:
    """Whether the verdict expected is possible, and whether another one is."""
    wanted = z3.And(verdict.yes == (expected is True), verdict.no == (expected is False))
    solver = z3.SolverFor("ALL")
    solver.set("rlimit", 20_000_000)
    solver.add(*axioms)
    return str(solver.check(wanted)), str(solver.check(z3.Not(wanted)))


def assert_alike(source: str, values: dict[str, Any]) -> None:
    """The solver, told these answers, can come to the engine's verdict and to no other."""
    axioms = Axioms()
    scope = Everything(axioms, Answers(axioms, ""), Surroundings(axioms))
    verdict = condition(encode(parse(source).root, Frame(scope, {})))
    pins = [
        *pinned(scope.answers, ASKED, values),
        *pinned(Answers(axioms, "previous:", bounded=False), ASKED, CONTEXT.previous or {}),
        *pinned_context(axioms, scope.surroundings, CONTEXT, ()),
    ]
    expected = truth(parse(source), World(values, CONTEXT))
    assert verdicts([*axioms.axioms, *pins], verdict, expected) == ("sat", "unsat")


@settings(max_examples=60, deadline=None)
@given(condition_sources(2, helpers=True), COMPLETE.flatmap(partial).map(answered))
def test_a_condition_means_to_the_solver_what_it_means_to_the_engine(source: str, values: dict[str, Any]) -> None:
    assert_alike(source, values)


#: What random conditions seldom meet.
HARD: list[tuple[str, dict[str, Any]]] = [
    ("N1 / N2 >= 0", {"N1": Decimal(3), "N2": Decimal(0)}),
    ("!(N1 / N2 > 1)", {"N1": Decimal(3), "N2": Decimal(0)}),
    ("N1 / N2 > 2", {"N1": Decimal(-9), "N2": Decimal(-4)}),
    ("N1 / N2 > 2", {"N1": Decimal(9), "N2": Decimal(-4)}),
    ("N1 / 3 * 3 == N1", {"N1": Decimal(10)}),
    ("N1 / N2 + N2 / N1 == 2.5", {"N1": Decimal(2), "N2": Decimal(1)}),
    ("min(N1 / N2, 1) < 1", {"N1": Decimal(1), "N2": Decimal(3)}),
    ("sum(X1) == 3", {"X1": {("1", "n"): Decimal(1), ("2", "n"): Decimal(2)}}),
    ("known(X1)", {"X1": {("1", "n"): Decimal(1), ("2", "n"): Reserved.NOT_AVAILABLE, ("3", "n"): Decimal(0)}}),
    ("answered(X1) && !known(X1)", {"X1": Reserved.NOT_AVAILABLE}),
    ("unavailable(X1['1'])", {"X1": {("1", "n"): Reserved.NOT_AVAILABLE}}),
    ("year(D1) == 2024 && year(D2) == 2023", {"D1": date(2024, 12, 31), "D2": date(2023, 12, 31)}),
    ("T1 == C1", {"T1": "01", "C1": "01"}),
    ("province(T1) == '072'", {"T1": "072006"}),
    ("size(T1) == 6 && date(T1) == date('2026-02-29')", {"T1": "2026-02-29"}),
    ("date(T1) < date('2026-03-02')", {"T1": "2026-03-01T09:30"}),
    ("value_or(N1, N2) == N2", {"N2": Decimal(4)}),
    ("(N1 > 0 ? N2 : N2) == 4", {"N2": Decimal(4)}),
    ("R1.all(r, r.ore > 0) && rows(R1) == 2", {"R1": ({"ore": Decimal(1)}, {"ore": Decimal("0.5")})}),
    ("sum(R1.ore) > 1", {"R1": ({"ore": Decimal(2)}, {"tipo": "1"})}),
    ("R1.turni.all(t, t.n > 0)", {"R1": ({"turni": ({"n": Decimal(1)},)}, {"turni": ({"n": Decimal(2)},)})}),
    ("rows(R1.turni) == 1", {"R1": ({"turni": ({"n": Decimal(1)},)}, {"ore": Decimal(2)})}),
    ("sum(R1.turni.n) > 2", {"R1": ({"turni": ({"n": Decimal(1)}, {"n": Decimal(2)})},)}),
    ("N1 in [1, 2, N2]", {"N1": Decimal(3)}),
    ("plural(N1, 'a', 'b', 'c', 'd') == 'b'", {"N1": Decimal(102)}),
]


@pytest.mark.parametrize(("source", "values"), HARD)
def test_the_hard_spots_mean_the_same(source: str, values: dict[str, Any]) -> None:
    assert_alike(source, values)
