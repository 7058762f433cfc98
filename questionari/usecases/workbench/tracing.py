"""Why a question is shown, or is not: each condition in words, what it comes to, the answers that decided."""

from collections.abc import Iterator
from dataclasses import dataclass

from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Page, Question, say
from questionari.engine.expressions import tree
from questionari.engine.expressions.evaluate import truth
from questionari.engine.expressions.tree import Expression
from questionari.engine.piping import UNKNOWN_TEXT, printed, render
from questionari.engine.universe import Universes
from questionari.usecases.responding.cases import Case

VERDICTS = {True: "sì", False: "no", None: "non si sa, quindi no"}
UNANSWERED = "senza risposta"


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition: whose it is, in words, what it comes to, the values it reads as pairs (what, value)."""

    owner: str
    words: str
    verdict: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """A question or a page, whether it is shown, and why."""

    code: str
    text: str
    shown: bool
    reasons: tuple[Reason, ...]


def questions_of(case: Case, page: Page) -> tuple[Traced, ...]:
    """Every question of a page, shown or not. Details of options follow their option and are left out."""
    questions = (case.definition.questions[code] for code in page.questions)
    return tuple(_question(case, question) for question in questions if question.detail_of is None)


def hidden_pages(case: Case) -> tuple[Traced, ...]:
    """The pages that these answers do not lead to."""
    hidden = (page for page in case.definition.pages() if page.code not in case.path.pages)
    return tuple(Traced(page.code, say(page.title), False, tuple(_of_page(case, page))) for page in hidden)


def _question(case: Case, question: Question) -> Traced:
    page = case.definition.page(case.definition.page_of[question.code])
    reasons = [*(_of_page(case, page) if page else ()), *_own(case, question)]
    text = render(question.text, "it", case.path.scope)
    return Traced(question.code, text, case.path.asked(question.code), tuple(reasons))


def _own(case: Case, question: Question) -> Iterator[Reason]:
    if question.parent is not None:
        yield from _own(case, case.definition.questions[question.parent])
    if question.visible_if is not None:
        yield _reason(case, f"domanda {question.code}", question.visible_if)


def _of_page(case: Case, page: Page) -> Iterator[Reason]:
    section = next(s for s in case.definition.sections if s.code == case.definition.section_of[page.code])
    if section.visible_if is not None:
        yield _reason(case, f"sezione «{say(section.title)}»", section.visible_if)
    if page.visible_if is not None:
        yield _reason(case, f"pagina «{say(page.title)}»", page.visible_if)


def _reason(case: Case, owner: str, condition: Expression) -> Reason:
    verdict = VERDICTS[truth(condition, case.path.scope)]
    return Reason(owner, Universes(case.definition).words(condition), verdict, tuple(_values(case, condition)))


def _values(case: Case, condition: Expression) -> Iterator[tuple[str, str]]:
    for code in sorted(condition.names):
        question = case.definition.questions.get(code)
        if question is not None:
            yield f"{code}, «{say(question.text)}»", _answer(case, question)
    census = case.context.census or {}
    for node in tree.walk(condition.root):
        if isinstance(node, tree.Field) and node.base == tree.Name("census"):
            value = printed(census.get(node.name))
            yield f"censimento, {node.name}", "non c'è" if value == UNKNOWN_TEXT else value


def _answer(case: Case, question: Question) -> str:
    if not case.path.asked(question.code):
        return "non chiesta"
    value = case.path.computed.get(question.code, case.answers.get(question.code))
    return UNANSWERED if value is None else answer_type(question).text(question, value)
