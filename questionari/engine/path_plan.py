"""What of the path is the same for everybody, worked out once a questionnaire: only conditions are left to ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from questionari.engine.answer_types import matrix_cells
from questionari.engine.answer_types.base import CellKey
from questionari.engine.definition import MatrixShape, Page, Question, Questionnaire, Section
from questionari.engine.expressions.evaluate import compiled
from questionari.engine.expressions.forms import Evaluator
from questionari.engine.expressions.tree import Expression


@dataclass(frozen=True, slots=True)
class Conditional:
    """A question that depends on something: the option it is a detail of, its parent, its own condition."""

    code: str
    detail_of: tuple[str, str] | None
    parent: str | None
    shown: Evaluator | None


#: Questions that are asked whenever their page is, or one question that depends on something.
Step: TypeAlias = frozenset[str] | Conditional


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page with its questions in steps, in their order. ``certain``: it has something to ask whenever it is shown."""

    page: Page
    shown: Evaluator | None
    steps: tuple[Step, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section with its pages."""

    shown: Evaluator | None
    pages: tuple[PagePlan, ...]


@dataclass(frozen=True, slots=True)
class PathPlan:
    """``cells``: those of the matrices that no condition touches; ``computed``: computed questions, in their order."""

    sections: tuple[SectionPlan, ...]
    cells: Mapping[str, tuple[CellKey, ...]]
    computed: tuple[str, ...]


@lru_cache(maxsize=64)
def path_plan(definition: Questionnaire) -> PathPlan:
    """The plan of a questionnaire."""
    questions = definition.questions
    return PathPlan(
        tuple(_section(definition, section) for section in definition.sections),
        {
            code: matrix_cells(q.matrix)
            for code, q in questions.items()
            if q.matrix is not None and _is_fixed(q, q.matrix)
        },
        tuple(code for code, question in questions.items() if question.expression is not None),
    )


def _is_fixed(question: Question, shape: MatrixShape) -> bool:
    conditional = any(axis.visible_if is not None for axis in (*shape.rows, *shape.columns))
    return not (conditional or shape.cell_rules or question.options_from is not None)


def _condition(expression: Expression | None) -> Evaluator | None:
    return None if expression is None else compiled(expression)


def _section(definition: Questionnaire, section: Section) -> SectionPlan:
    return SectionPlan(_condition(section.visible_if), tuple(_page(definition, page) for page in section.pages))


def _page(definition: Questionnaire, page: Page) -> PagePlan:
    steps = tuple(_steps([definition.questions[code] for code in page.questions]))
    return PagePlan(page, _condition(page.visible_if), steps, any(isinstance(step, frozenset) for step in steps))


def _steps(questions: list[Question]) -> Iterator[Step]:
    """The steps of a page. Order matters: to a condition whatever comes after it is not on the path yet."""
    free: set[str] = set()
    run: list[str] = []
    for question in questions:
        if _is_free(question, free):
            free.add(question.code)
            run.append(question.code)
            continue
        if run:
            yield frozenset(run)
            run = []
        yield Conditional(question.code, question.detail_of, question.parent, _condition(question.visible_if))
    if run:
        yield frozenset(run)


def _is_free(question: Question, free: set[str]) -> bool:
    """Whether nothing but its page decides on a question."""
    unconditional = question.visible_if is None and question.detail_of is None
    return unconditional and (question.parent is None or question.parent in free)
