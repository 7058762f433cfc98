"""The path: what is asked, given the answers so far. One pass in document order; never writes.

A condition that is unknown hides (decisions.md 9); an answer off the path is unknown to everything after it
(decisions.md 7).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from questionari.engine.definition import Option, Question, Questionnaire
from questionari.engine.expressions.evaluate import evaluate
from questionari.engine.expressions.scope import UNKNOWN, table
from questionari.engine.expressions.views import row_variables
from questionari.engine.path_plan import Conditional, PagePlan, path_plan
from questionari.engine.path_scope import PathScope, in_row, picks
from questionari.engine.roles import own_questions, pages_of
from questionari.engine.values import NO_CONTEXT, Answers, Context, Row, Value


@dataclass(frozen=True, slots=True)
class Path:
    """What is asked: ``pages`` in order, ``questions`` on them (notes, groups, details, computed values too)."""

    pages: tuple[str, ...]
    questions: frozenset[str]
    scope: PathScope
    definition: Questionnaire

    def asked(self, code: str) -> bool:
        """Whether a question is on the path."""
        return code in self.questions

    def cells(self, code: str) -> Sequence[tuple[str, str]]:
        """The active cells (row, column) of a matrix on the path."""
        return self.scope.cells(code)

    def options(self, question: Question, row: Row | None = None, outer: Row | None = None) -> tuple[Option, ...]:
        """The visible options of a question; ``row`` is the roster's row a child is asked in, ``outer`` that around."""
        return self.scope.options(question, in_row(row, outer))

    def offers(self, question: Question, option: Option) -> bool:
        """Whether one option is visible, without going through the others: lists have thousands."""
        return self.scope.offers(question, option)

    def children(self, roster: Question, row: Row, outer: Row | None = None) -> tuple[Question, ...]:
        """The children of a roster asked in a row; ``outer`` is the row around it, where the roster stands in one."""
        variables = in_row(row, outer)
        return tuple(child for child in roster.children if self._asked_in_row(child, row, variables))

    def _asked_in_row(self, child: Question, row: Row, variables: Mapping[str, object]) -> bool:
        if child.detail_of is not None and not picks(row.get(child.detail_of[0]), child.detail_of[1]):
            return False
        return self.scope.holds(child.visible_if, variables)

    def rows(self, code: str) -> list[dict[str, object]]:
        """The variables of the rows a check walks; a roster that is not asked in the row around it has none."""
        found, roster = row_variables(self.scope, code), table(self.scope, code)
        return [v for v in found if roster is None or "outer" not in v or self._has(roster, cast(Row, v["outer"]))]

    def asked_in_rows(self, code: str) -> Iterator[tuple[Question, ...]]:
        """The children of a roster ("R.S": of one in the rows of R) asked in each of its rows."""
        roster = table(self.scope, code)
        rows = ((cast(Row, v["row"]), cast("Row | None", v.get("outer"))) for v in self.rows(code))
        return (self.children(roster, *found) for found in rows) if roster is not None else iter(())

    def _has(self, roster: Question, outer: Row) -> bool:
        return self._asked_in_row(roster, outer, in_row(outer))

    def named(self, question: Question) -> tuple[str, ...] | None:
        """The texts (or codes of comuni) of earlier rows that may answer, each once; None where any may."""
        return self.scope.named(question)

    def provinces(self, question: Question, row: Row | None = None, outer: Row | None = None) -> frozenset[str] | None:
        """The provinces that a comune must lie in; None where it may lie in any."""
        if question.within is None:
            return None
        found = evaluate(question.within, self.scope, in_row(row, outer))
        codes = (found,) if isinstance(found, str) else found
        return _texts(codes) if isinstance(codes, tuple) else None

    @property
    def computed(self) -> dict[str, Value]:
        """The computed values on the path that are known, in document order."""
        own = filter(self.asked, path_plan(self.definition).computed)
        values = ((code, self.scope.lookup(code)) for code in own)
        return {code: value for code, value in values if value is not UNKNOWN}


def _texts(codes: Sequence[object]) -> frozenset[str] | None:
    """The codes of a list, None where one of them is unknown."""
    known = frozenset(code for code in codes if isinstance(code, str))
    return known if all(isinstance(code, str) for code in codes) else None


def find_path(definition: Questionnaire, answers: Answers, context: Context = NO_CONTEXT) -> Path:
    """The path of these answers. A page with nothing to show is not on it, nor is one of another's part.

    Conditions read the other parts all the same, as far as their answers are given.
    """
    scope = PathScope(definition, {**context.given, **answers} if context.given else answers, context)
    pages = tuple(
        planned.page.code
        for section in path_plan(definition).sections
        if section.shown is None or scope.fulfils(section.shown)
        for planned in section.pages
        if _ask_page(scope, planned)
    )
    scope.complete()
    if context.role is None:
        return Path(pages, scope.questions, scope, definition)
    mine, own = pages_of(definition, context.role), own_questions(definition, context.role)
    return Path(tuple(filter(mine.__contains__, pages)), scope.questions & own, scope, definition)


def _ask_page(scope: PathScope, planned: PagePlan) -> bool:
    """Put the questions of a page on the path; whether there was any."""
    if planned.shown is not None and not scope.fulfils(planned.shown):
        return False
    for step in planned.steps:
        if isinstance(step, frozenset):
            scope.ask(step)
        elif _is_asked(step, scope):
            scope.ask((step.code,))
    return planned.certain or any(map(scope.asked, planned.page.questions))


def _is_asked(question: Conditional, scope: PathScope) -> bool:
    if question.detail_of is not None and not scope.detail_asked(*question.detail_of):
        return False
    if question.parent is not None and not scope.asked(question.parent):
        return False
    return question.shown is None or scope.fulfils(question.shown)


def next_page(path: Path, page: str) -> str | None:
    """The page after that one on the path (also when it is no longer on it); None at the end."""
    order = [p.code for p in path.definition.pages()]
    later = order[order.index(page) + 1 :] if page in order else order
    return next((code for code in later if code in path.pages), None)


def previous_page(path: Path, page: str) -> str | None:
    """The page before that one on the path; None at the beginning."""
    order = [p.code for p in path.definition.pages()]
    earlier = order[: order.index(page)] if page in order else []
    return next((code for code in reversed(earlier) if code in path.pages), None)
