"""What static checks look at: the document as written, the questionnaire made of it, every expression and its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from questionari.engine.checks.codes import RULES
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.expressions.tree import Expression
from questionari.engine.findings import StaticFinding

Role: TypeAlias = Literal[
    "visible_if", "required_if", "computed", "suggest", "within", "check", "effect", "indicator", "preparation"
]


@dataclass(frozen=True, slots=True)
class Site:
    """An expression where it stands.

    ``owner`` is what depends on it: a question's or check's code, a page, a section. ``row`` is the matrix or
    roster whose row the expression reads as ``row``. ``boolean`` tells a condition from a value. ``position`` is the
    index of the first question that may NOT be read by a condition of visibility (None: no order to keep).
    """

    expression: Expression
    pointer: str
    role: Role
    owner: str
    row: str | None = None
    boolean: bool = True
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """One document under check. ``pointers`` and ``order`` go by question code (``order``: index in the document)."""

    document: Mapping[str, Any]
    questionnaire: Questionnaire
    sites: tuple[Site, ...]
    pointers: Mapping[str, str]
    order: Mapping[str, int]

    def question(self, code: str) -> Question | None:
        """The question with that code, or None (the scope of the static type check)."""
        return self.questionnaire.questions.get(code)

    def standing(self, code: str) -> int:
        """Where on the pages a question stands, counted in questions; of what is in rows, where its roster does."""
        while code not in self.order and "." in code:
            code = code.rpartition(".")[0]
        return self.order.get(code, -1)

    def pointer(self, code: str) -> str:
        """Where a question stands; the document itself when it stands nowhere."""
        return self.pointers.get(code, "")


def page_owner(code: str) -> str:
    """How a page is named as the owner of an expression (questions and pages may share a code)."""
    return f"page {code}"


def section_owner(code: str) -> str:
    """How a section is named as the owner of an expression."""
    return f"section {code}"


def finding(code: str, pointer: str, message: str) -> StaticFinding:
    """A finding of a rule of the table."""
    rule = RULES[code]
    return StaticFinding(code, rule.severity, pointer, message, rule.advice)


def join(pointer: str, *parts: str | int) -> str:
    """A JSON pointer further down."""
    return pointer + "".join("/" + str(p).replace("~", "~0").replace("/", "~1") for p in parts)
