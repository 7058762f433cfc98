"""Whether a response can be submitted at all, and with each required question on its path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import z3

from questionari.engine.checks.subject import Subject, finding
from questionari.engine.findings import StaticFinding
from questionari.proofs.complete import Demand, demands
from questionari.proofs.observed import Observed, Witness
from questionari.proofs.solving import Outcome, Prover
from questionari.proofs.terms import Term

Found = tuple[StaticFinding, Witness | None]


@dataclass(slots=True)
class Submission:
    """The claims about whole responses. Responses met on the way go to ``pool``."""

    subject: Subject
    prover: Prover
    pool: list[Observed]
    undecided: list[str] = field(default_factory=list)
    claims: int = 0

    def findings(self) -> Iterator[Found]:
        """LOG010, LOG011 when nobody can submit; else LOG012 for questions that no submitted response answers."""
        labels = {f"{'check' if d.is_check else 'answer'} {d.code}": d for d in demands(self.prover.path)}
        terms = {label: z3.Bool(label) for label in labels}
        self.prover.path.world.assume(*(z3.Implies(terms[label], demand.holds) for label, demand in labels.items()))
        self.claims += 1
        outcome = self._submitted([*terms.values()])
        if outcome == "impossible":
            yield self._nobody(labels, terms)
        elif outcome == "undecided":
            self.undecided.append("whether a response can be submitted")
        else:
            yield from self._each_required([*terms.values()])

    def _submitted(self, terms: list[Term], code: str | None = None) -> Outcome:
        """Whether some response may be submitted, with a question on its path."""
        more = [] if code is None else [self.prover.path.asked(code)]
        for ordinary in (True, False):
            outcome = self.prover.ask(*terms, *more, ordinary=ordinary)
            if outcome == "possible":
                run = self.prover.response()
                self.pool.append(run)
                return "possible" if _is_whole(run, code) else "undecided"
            if outcome == "undecided":
                return outcome
        return "impossible"

    def _each_required(self, terms: list[Term]) -> Iterator[Found]:
        for code, question in self.prover.definition.questions.items():
            if not question.required and question.required_if is None:
                continue
            self.claims += 1
            if any(_is_whole(run, code) for run in self.pool):
                continue
            outcome = self._submitted(terms, code)
            if outcome == "undecided":
                self.undecided.append(f"whether {code} is on the path of a response that can be submitted")
            elif outcome == "impossible" and self._asked_at_all(code):
                message = f"whoever is asked {code} cannot submit"
                yield finding("LOG012", self.subject.pointer(code), message), self.pool[-1].witness

    def _asked_at_all(self, code: str) -> bool:
        """A question that is never asked is told by LOG001."""
        if self.prover.ask(self.prover.path.asked(code)) != "possible":
            return False
        self.pool.append(self.prover.response())
        return True

    def _nobody(self, labels: Mapping[str, Demand], terms: Mapping[str, Term]) -> Found:
        """The least demands that cannot be met together, and a response that meets all the others."""
        core = self._core(terms)
        checks = [labels[label] for label in core if labels[label].is_check]
        codes = ", ".join(labels[label].code for label in core)
        if not checks:
            message = f"nobody can answer all of {codes or 'it'}"
            return finding("LOG011", self._place(labels[core[0]]) if core else "", message), self._missing_one(
                terms, core
            )
        message = f"nobody can submit: {codes} cannot be met together"
        return finding("LOG010", self._place(checks[0]), message), self._missing_one(terms, core)

    def _core(self, terms: Mapping[str, Term]) -> list[str]:
        """A set of demands that cannot be met together and of which each is needed."""
        self.prover.ask(*terms.values(), ordinary=False)
        core = [label for label in terms if label in self.prover.core()]
        for label in list(core):
            rest = [terms[other] for other in core if other != label]
            if self.prover.ask(*rest, ordinary=False) == "impossible":
                core.remove(label)
        return core

    def _missing_one(self, terms: Mapping[str, Term], core: list[str]) -> Witness | None:
        for label in reversed(core):
            rest = [term for other, term in terms.items() if other != label]
            if self.prover.ask(*rest) == "possible":
                run = self.prover.response()
                if run.errors:
                    return run.witness
        return self.prover.anything()

    def _place(self, demand: Demand) -> str:
        """Where a check or a question stands."""
        sites = (site.pointer for site in self.subject.sites if demand.is_check and site.owner == demand.code)
        return next(sites, self.subject.pointer(demand.code))


def _is_whole(run: Observed, code: str | None) -> bool:
    """Whether the engine would let a response be submitted, with the question on its path."""
    return not run.errors and (code is None or run.path.asked(code))
