"""Complete, consistent answers to instrument A for an invented service of each type, for the demo and the walks."""

from collections.abc import Mapping
from dataclasses import replace

from questionari.demo.dice import Dice
from questionari.demo.draft import Draft
from questionari.demo.figures import CHOICES, FIGURES
from questionari.demo.made_up import MAKERS
from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.path import find_path
from questionari.engine.values import NO_CONTEXT, Context, Value

#: Types that plan, protect by law or represent: they do not receive women directly (A0_07 = 2).
WITHOUT_RECEPTION = frozenset({"10", "11", "15", "16", "17", "18", "19"})
NOTHING: Mapping[str, Value] = {}


def complete_values(
    definition: Questionnaire,
    type_code: str,
    seed: int = 0,
    context: Context = NO_CONTEXT,
    fixed: Mapping[str, Value] = NOTHING,
) -> dict[str, Value]:
    """Typed answers, submittable without a warning.

    ``type_code`` is a code of L_TIPO; the same seed gives the same answers. The census of ``context`` fills in what it
    knows; ``fixed`` are answers given beforehand, which decide the path (``{"A0_04": "3"}``).
    """
    reception = "2" if type_code in WITHOUT_RECEPTION else "1"
    given: dict[str, Value] = {**CHOICES, "A0_07": reception, "A1_02": type_code, **fixed}
    draft = Draft(Dice(f"{definition.code}/{type_code}/{seed}"), context, find_path(definition, {}, context))
    tried: set[str] = set()
    while asked := _next_questions(definition, draft, tried):
        tried.update(asked)
        for code in asked:
            _answer(draft, definition.questions[code], given)
        draft = replace(draft, path=find_path(definition, draft.answers, context))
    return {code: draft.answers[code] for code in definition.questions if code in draft.answers}


def _next_questions(definition: Questionnaire, draft: Draft, tried: set[str]) -> list[str]:
    """What the first unfinished page asks, so that each answer can lean on all the earlier ones."""
    open_questions = [code for code in definition.questions if draft.path.asked(code) and code not in tried]
    page = definition.page_of[open_questions[0]] if open_questions else ""
    return [code for code in open_questions if definition.page_of[code] == page]


def _answer(draft: Draft, question: Question, given: Mapping[str, Value]) -> None:
    value = given.get(question.code) or _prefilled(draft, question) or _made_up(draft, question)
    if value not in (None, ()):
        draft.answers[question.code] = value


def _prefilled(draft: Draft, question: Question) -> Value | None:
    """What the census knows, read as if it were typed; what cannot be read does not count."""
    known = (draft.context.census or {}).get(question.prefill or "")
    return answer_type(question).from_json(question, known).value


def _made_up(draft: Draft, question: Question) -> Value | None:
    figure = FIGURES.get(question.code) or MAKERS.get(question.type)
    return figure(draft, question) if figure else None
