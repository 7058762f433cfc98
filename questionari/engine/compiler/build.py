"""What a compilation gathers on its way: findings, questions, and every expression with the place it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from questionari.engine.checks.subject import Role, Site, finding, join
from questionari.engine.definition import Check, Question
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.tree import Expression
from questionari.engine.findings import StaticFinding

Raw: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sourced:
    """A piece of the document with its JSON pointer."""

    raw: Raw
    pointer: str


@dataclass(slots=True)
class Build:
    """The state of one compilation; thrown away at its end."""

    lists: dict[str, tuple[Sourced, ...]] = field(default_factory=dict)
    findings: list[StaticFinding] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    pointers: dict[str, str] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    _parsed: dict[str, Expression | ExpressionError] = field(default_factory=dict)

    def report(self, code: str, pointer: str, message: str) -> None:
        """Add a finding; severity and advice come from the table of rules."""
        self.findings.append(finding(code, pointer, message))

    def expression(
        self, at: Sourced, key: str, role: Role, owner: str, *, row: str | None = None, boolean: bool = True
    ) -> Expression | None:
        """The parsed expression under ``key``; None when absent or unreadable (which is reported)."""
        source = at.raw.get(key)
        if source is None:
            return None
        pointer = join(at.pointer, key)
        parsed = self._parse(source)
        if isinstance(parsed, ExpressionError):
            self.report("EXP001", pointer, f"{parsed.message} (column {parsed.column})")
            return None
        position = len(self.order) if role == "visible_if" else None
        self.sites.append(Site(parsed, pointer, role, owner, row, boolean, position))
        return parsed

    def _parse(self, source: str) -> Expression | ExpressionError:
        if source not in self._parsed:
            try:
                self._parsed[source] = parse(source)
            except ExpressionError as error:
                self._parsed[source] = error
        return self._parsed[source]

    def add_question(self, question: Question, pointer: str) -> None:
        """Register a question. A code used twice is a finding of its own; the first one stays."""
        self.questions.setdefault(question.code, question)
        self.pointers.setdefault(question.code, pointer)


def items(at: Sourced, key: str) -> tuple[Sourced, ...]:
    """The objects of the list under ``key``, each with its pointer."""
    return tuple(Sourced(raw, join(at.pointer, key, i)) for i, raw in enumerate(at.raw.get(key, ())))


def decimal(value: float | int | None) -> Decimal | None:
    """The number exactly as it is written in the document."""
    return None if value is None else Decimal(str(value))
