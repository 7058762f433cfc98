"""A response as the engine sees it: what every claim of the solver is tried on before it is believed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from questionari.engine.answer_document import read_answers, written_answers
from questionari.engine.answer_types import Problem
from questionari.engine.definition import Check, Questionnaire
from questionari.engine.expressions.evaluate import truth
from questionari.engine.expressions.tree import Expression
from questionari.engine.findings import Finding
from questionari.engine.headless import context_of
from questionari.engine.path import Path, find_path
from questionari.engine.validation import validate
from questionari.engine.values import Answers, Context


@dataclass(frozen=True, slots=True)
class Witness:
    """Answers and context in the JSON that `flask questionnaire run` takes."""

    answers: Mapping[str, Any]
    context: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The witness as printed."""
        return {"answers": dict(self.answers), "context": dict(self.context)}


@dataclass(frozen=True)
class Observed:
    """A witness run by the engine: its path and, where it is asked, what the engine finds wrong."""

    witness: Witness
    definition: Questionnaire
    answers: Answers
    context: Context
    path: Path
    problems: Mapping[str, Problem]
    _told: dict[str, frozenset[bool | None]] = field(default_factory=dict)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the engine finds wrong."""
        return validate(self.definition, self.answers, self.path, self.context, self.problems, {})

    def verdict(self, expression: Expression) -> bool | None:
        """What the engine makes of a condition."""
        return truth(expression, self.path.scope)

    def told(self, check: Check) -> frozenset[bool | None]:
        """What a check's requirement comes to, on every row that it looks at. Each pair of checks asks it again."""
        found = self._told.get(check.code)
        if found is None:
            found = self._told[check.code] = frozenset(self._verdicts(check))
        return found

    def _verdicts(self, check: Check) -> Iterator[bool | None]:
        if not any(self.path.asked(code) for code in check.fields):
            return
        for variables in [{}] if check.foreach is None else self.path.rows(check.foreach):
            if check.when is None or truth(check.when, self.path.scope, variables) is True:
                yield truth(check.require, self.path.scope, variables)

    @property
    def errors(self) -> set[str]:
        """The codes of what stands in the way of submission."""
        return {finding.code for finding in self.findings if finding.severity == "error"}


def observe(definition: Questionnaire, values: Answers, context: Mapping[str, Any]) -> Observed:
    """Run a response by way of its JSON, as anybody would who has the witness alone."""
    return run(definition, Witness(written_answers(definition, values), context))


def run(definition: Questionnaire, witness: Witness) -> Observed:
    """A witness as the engine reads and judges it."""
    read = read_answers(definition, witness.answers)
    context = context_of(definition, witness.context)
    path = find_path(definition, read.answers, context)
    return Observed(witness, definition, read.answers, context, path, read.problems)
