"""Questions to the solver, within bounds that are the same on every machine, and the responses it answers with."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import z3

from questionari.engine.answer_document import written_answers
from questionari.engine.definition import Questionnaire
from questionari.proofs.observed import Observed, Witness, observe
from questionari.proofs.path import SymbolicPath
from questionari.proofs.terms import NO, Term
from questionari.proofs.witness import Reader, answers_of, context_of

Outcome: TypeAlias = Literal["possible", "impossible", "undecided"]

ONE_QUESTION = 4_000_000  # steps of the solver for one question
ALL_QUESTIONS = 12_000_000  # and for a whole document (A takes five millions, the longest form of others nine)


@dataclass(slots=True)
class Prover:
    """One solver over the axioms of a symbolic path."""

    path: SymbolicPath
    solver: z3.Solver = field(default_factory=z3.SimpleSolver)
    _known: int = 0
    _begun: int = 0  # steps that earlier documents took: the library counts on for as long as the process lasts

    def __post_init__(self) -> None:
        """Begin to count."""
        self.solver.check()
        self._begun = self._counted()

    def ask(self, *terms: Term, ordinary: bool = True) -> Outcome:
        """Whether some response makes all the terms true; ``ordinary`` looks among small, ordinary ones."""
        if any(term is NO for term in terms):
            return "impossible"
        self._learn()
        spent = self._spent()
        if spent > ALL_QUESTIONS:
            return "undecided"
        self.solver.set("rlimit", ONE_QUESTION)
        plain = [self.path.world.plain] if ordinary else []
        return _OUTCOMES[str(self.solver.check(*plain, *terms))]

    def _learn(self) -> None:
        """Hand over the axioms made since the last question."""
        new = self.path.world.axioms[self._known :]
        self._known += len(new)
        self.solver.add(*new)

    def _spent(self) -> int:
        """Steps of the solver for this document so far."""
        return self._counted() - self._begun

    def _counted(self) -> int:
        return next((int(value) for key, value in self.solver.statistics() if key == "rlimit count"), 0)

    def response(self) -> Observed:
        """The response of the last question that was possible, run by the engine."""
        reader = Reader(self.path.world, self.solver.model())
        questions = self.definition.questions.values()
        asked = [question for question in questions if reader.holds(self.path.asked(question.code))]
        values = answers_of(reader, self.path.answers, asked)
        context = context_of(reader, self.path.surroundings)
        earlier = self.path.earlier_answers
        if earlier is not None and reader.holds(z3.Bool("previous:known")):
            context["previous"] = written_answers(self.definition, answers_of(reader, earlier, questions))
        return observe(self.definition, values, context)

    def anything(self) -> Witness | None:
        """Any response at all."""
        return self.response().witness if self.ask() == "possible" else None

    def core(self) -> set[str]:
        """The names of the terms that the last question could not have together."""
        return {str(term) for term in self.solver.unsat_core()}

    @property
    def definition(self) -> Questionnaire:
        """The questionnaire under proof."""
        return self.path.definition


_OUTCOMES: dict[str, Outcome] = {"sat": "possible", "unsat": "impossible", "unknown": "undecided"}
