"""PRI: long texts look for personal data, shelters are never located, persons' addresses stay apart.

A shelter (type 02) may not be asked its place, telephone or hours (decisions.md 18). What a question measures is told
by its concept; a question is safe only if it is certainly hidden when the type is '02', whatever else is answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from questionari.engine.checks.outline import questions
from questionari.engine.checks.subject import Subject, finding, join
from questionari.engine.definition import Page, Question, Section
from questionari.engine.expressions.context import PREVIOUS
from questionari.engine.expressions.evaluate import truth
from questionari.engine.expressions.scope import UNKNOWN, Unknown
from questionari.engine.expressions.tree import Call, Expression, Name, Node, names_of
from questionari.engine.findings import StaticFinding
from questionari.engine.values import Context, Value

SHELTER = "02"
TYPE_CONCEPT = "service.type"
LOCATING = frozenset({"place.address", "place.comune", "contact.phone", "place.hours"})
#: Functions that are never unknown: of what nobody answered yet they would say "no" with certainty.
TWO_VALUED = frozenset({"answered", "known", "unavailable", "asked", "value_or"})
_LOCATING_TYPES = frozenset({"comune", "opening_hours"})
_PERSONAL_TYPES = frozenset({"email", "phone"})


def sensitive_texts(subject: Subject) -> Iterator[StaticFinding]:
    """PRI001: nobody switches the search for personal data off on a long text."""
    for place in questions(subject.document):
        if place.raw["type"] == "long_text" and place.raw.get("sensitive_text") is False:
            yield finding(
                "PRI001", join(place.pointer, "sensitive_text"), f"{place.code} does not look for personal data"
            )


def shared_answers(subject: Subject) -> Iterator[StaticFinding]:
    """PRI007: an ATR never reads what a service answers (flows.md, 7)."""
    raw = subject.document
    if "shared_with" in raw and (raw["unit"], raw["cardinality"]) != ("atr", "one"):
        message = f"{raw['cardinality']} times the {raw['unit']} answers: only an ATR's one response is shared"
        yield finding("PRI007", "/shared_with", message)


def personal_contacts(subject: Subject) -> Iterator[StaticFinding]:
    """PRI003: e-mails and telephones that are not the service's belong with the contacts."""
    for place in questions(subject.document):
        raw = place.raw
        of_service = raw.get("concept", "").startswith("contact.") or raw.get("prefill", PREVIOUS) != PREVIOUS
        if raw["type"] in _PERSONAL_TYPES and raw.get("store") != "contacts" and not of_service:
            yield finding("PRI003", place.pointer, f"{place.code} may be the address of a person")


def located_shelters(subject: Subject) -> Iterator[StaticFinding]:
    """PRI002: no locating question can be on the path of a shelter."""
    scope = _ShelterScope(subject)
    everything = subject.questionnaire.questions
    pages = ((section, page) for section in subject.questionnaire.sections for page in section.pages)
    places = ((section, page, everything[code]) for section, page in pages for code in page.questions)
    for section, page, question in places:
        if _locates(question) and scope.possible(section, page, question):
            yield finding("PRI002", subject.pointer(question.code), f"{question.code} may be asked of a shelter")


def _locates(question: Question) -> bool:
    return question.concept in LOCATING or any(map(_locates, question.children))


def untold_places(subject: Subject) -> Iterator[StaticFinding]:
    """PRI004: hours and comuni that do not say whose they are, which PRI002 cannot judge."""
    for place in questions(subject.document):
        if place.raw["type"] in _LOCATING_TYPES and "concept" not in place.raw:
            yield finding("PRI004", place.pointer, f"{place.code} does not say what it measures")


@dataclass(frozen=True, slots=True)
class _ShelterScope:
    """A response of a shelter of which nothing else is known."""

    subject: Subject

    @property
    def context(self) -> Context:
        """The census knows the type."""
        return Context(census={"type": SHELTER})

    def question(self, code: str) -> Question | None:
        """The question with that code."""
        return self.subject.question(code)

    def asked(self, code: str) -> bool:
        """Never read: calls of ``asked`` are made unknown."""
        return True

    def lookup(self, code: str) -> Value | Literal[Unknown.UNKNOWN]:
        """The type, and nothing else."""
        question = self.subject.question(code)
        return SHELTER if question is not None and question.concept == TYPE_CONCEPT else UNKNOWN

    def cells(self, code: str) -> Sequence[tuple[str, str]]:
        """No cell is known."""
        return ()

    def possible(self, section: Section, page: Page, question: Question) -> bool:
        """Whether nothing on the way to a question is certainly false."""
        conditions = [section.visible_if, page.visible_if, question.visible_if]
        while question.parent is not None:
            question = self.subject.questionnaire.questions[question.parent]
            conditions.append(question.visible_if)
        return all(c is None or truth(_widened(c), self) is not False for c in conditions)


def _widened(expression: Expression) -> Expression:
    """The expression with calls of two-valued functions made unknown."""
    root = _unknowing(expression.root)
    return Expression(f"shelter: {expression.source}", root, names_of(root))


def _unknowing(node: Node) -> Node:
    if isinstance(node, Call) and node.name in TWO_VALUED:
        return Name("?", node.column)
    changed: dict[str, Any] = {field.name: _part(getattr(node, field.name)) for field in fields(node)}
    return replace(node, **changed)


def _part(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_part, value))
    return _unknowing(value) if hasattr(value, "children") else value
