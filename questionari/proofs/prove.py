"""The proofs of a document: every claim tried, every verdict shown by a response that the engine has run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from questionari.engine.checks.subject import Subject, finding
from questionari.engine.findings import StaticFinding, has_errors
from questionari.proofs.answers import Answers
from questionari.proofs.claims import Case, Claim, claims
from questionari.proofs.observed import Observed, Witness
from questionari.proofs.path import SymbolicPath
from questionari.proofs.solving import Outcome, Prover
from questionari.proofs.submission import Submission
from questionari.proofs.surroundings import Surroundings
from questionari.proofs.terms import World

TOGETHER = 8  # claims that one response is asked to refute at once
REFUTED = -1  # in place of a number of responses
MOST_CLAIMS = 4_000  # that are tried (instrument A has 713); 500 checks of one answer would make 125 000 pairs


@dataclass(frozen=True, slots=True)
class Proved:
    """A finding with the response that shows it; None only where nothing can be answered at all."""

    finding: StaticFinding
    witness: Witness | None

    def as_json(self) -> dict[str, Any]:
        """The finding as printed by the commands, with its witness."""
        return {**self.finding.as_json(), "witness": self.witness.as_json() if self.witness else None}


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved. ``claims`` were tried, of which ``undecided`` stayed open within the bounds of the solver."""

    findings: tuple[Proved, ...]
    claims: int
    undecided: tuple[str, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the document must not be published."""
        return has_errors(proved.finding for proved in self.findings)

    def as_json(self) -> dict[str, Any]:
        """How much was tried, and what stayed open."""
        return {"claims": self.claims, "undecided": list(self.undecided)}


@dataclass(slots=True)
class _Work:
    """The claims of one document as they are worked off."""

    prover: Prover
    pool: list[Observed] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)
    looked: dict[str, int] = field(default_factory=dict)  # how many of the pool each open claim has been shown
    findings: list[Proved] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    def work(self, claims: Sequence[Claim]) -> None:
        """Try each claim, unless a wider one makes it superfluous or a response seen already refutes it."""
        for place, claim in enumerate(claims):
            if self._is_open(claim):
                self._try(claim, claims[place + 1 :])

    def _is_open(self, claim: Claim) -> bool:
        """Whether nothing answers it yet. A claim meets a response once: they are thousands against hundreds."""
        begin = self.looked.get(claim.key, 0)
        if begin == REFUTED or self.dead.intersection(claim.within):
            return False
        refuted = any(map(claim.refutes, self.pool[begin:]))
        self.looked[claim.key] = REFUTED if refuted else len(self.pool)
        return not refuted

    def _try(self, claim: Claim, coming: Sequence[Claim]) -> None:
        outcome = self._refuted(claim, coming)
        if outcome == "impossible":
            self.dead.add(claim.key)
            self.findings.append(Proved(finding(claim.code, claim.pointer, claim.message), self._example(claim)))
        elif outcome == "undecided":
            self.undecided.append(claim.message)

    def _refuted(self, claim: Claim, coming: Sequence[Claim]) -> Outcome:
        """Ordinary responses first; what none of them does, all others might."""
        for ordinary in (True, False):
            outcome = self.prover.ask(claim.refuted, ordinary=ordinary)
            if outcome == "possible":
                return self._confirmed(claim, coming, ordinary)
            if outcome == "undecided":
                return outcome
        return "impossible"

    def _confirmed(self, claim: Claim, coming: Sequence[Claim], ordinary: bool) -> Outcome:
        """A refutation counts when the engine sees it too. Running a response costs more than asking the solver:
        it refutes as many of the coming claims as go together."""
        terms = [claim.refuted]
        for other in islice(filter(self._is_open, coming), TOGETHER):
            if self.prover.ask(*terms, other.refuted, ordinary=ordinary) == "possible":
                terms.append(other.refuted)
        if self.prover.ask(*terms, ordinary=ordinary) != "possible":
            return "undecided"
        run = self.prover.response()
        self.pool.append(run)
        return "possible" if claim.refutes(run) else "undecided"

    def _example(self, claim: Claim) -> Witness | None:
        """A response that shows the fault: one seen before, or one asked for."""
        if self.prover.ask(claim.example) == "possible":
            run = self.prover.response()
            self.pool.append(run)
            if claim.shows(run):
                return run.witness
        return next((run.witness for run in self.pool if claim.shows(run)), None)


def prove(subject: Subject) -> Proof:
    """Prove a document that has no static error. Takes bounded work; says what it could not decide."""
    world = World()
    path = SymbolicPath(subject.questionnaire, world, Answers(world, ""), Surroundings(world))
    made = claims(Case(subject, path))
    tried = list(islice(made, MOST_CLAIMS))
    untried = () if next(made, None) is None else (f"what comes after {MOST_CLAIMS} claims",)
    work = _Work(Prover(path))
    submission = Submission(subject, work.prover, work.pool)
    work.findings += [Proved(*found) for found in submission.findings()]
    work.work(tried)
    undecided = (*submission.undecided, *work.undecided, *untried)
    return Proof(tuple(work.findings), len(tried) + submission.claims + len(untried), undecided)
