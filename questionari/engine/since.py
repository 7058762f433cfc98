"""A submission beside that of the previous round: the numbers that an author lets be compared, and the indicators.

Questions are compared per month where the periods differ, as the check of a question does (decisions.md 11);
indicators are shares and ratios of their own period, and stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from questionari.engine.definition import Questionnaire, say
from questionari.engine.earlier import earlier_value, months
from questionari.engine.outcomes import indicators
from questionari.engine.path import Path, find_path
from questionari.engine.piping import render
from questionari.engine.values import Answers, Context, RoundInfo


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of both rounds. ``per_month``: what each makes a month, None where it is not compared so."""

    label: str
    unit: str
    then: Decimal
    now: Decimal
    per_month: tuple[Decimal, Decimal] | None = None

    @property
    def change(self) -> Decimal:
        """By how much it moved: a month, where it is compared so."""
        then, now = self.per_month or (self.then, self.now)
        return now - then


def since(
    definition: Questionnaire, answers: Answers, context: Context, before: tuple[Answers, RoundInfo], language: str
) -> tuple[Compared, ...]:
    """What both rounds tell as a number, in document order, indicators last. ``before``: answers in today's codes."""
    known = replace(context, previous=before[0], previous_round=before[1])
    path = find_path(definition, answers, known)
    return (*_questions(path, known, language), *_indicators(path, before, language))


def _questions(path: Path, context: Context, language: str) -> Iterator[Compared]:
    lengths = months(context)
    for question in path.definition.questions.values():
        if question.compare_previous is None or not path.asked(question.code):
            continue
        now, then = path.scope.lookup(question.code), earlier_value(question, path.scope)
        if isinstance(now, Decimal) and isinstance(then, Decimal):
            label, unit = render(question.text, language, path.scope), say(question.unit_label, language)
            monthly = (then / lengths[0], now / lengths[1]) if lengths[0] != lengths[1] else None
            yield Compared(label, unit, then, now, monthly)


def _indicators(path: Path, before: tuple[Answers, RoundInfo], language: str) -> Iterator[Compared]:
    around = replace(path.scope.context, round=before[1], previous=None, previous_round=None)
    now, then = (indicators(path.definition, one) for one in (path, find_path(path.definition, before[0], around)))
    for indicator in path.definition.indicators:
        values = then.get(indicator.code), now.get(indicator.code)
        if isinstance(values[0], Decimal) and isinstance(values[1], Decimal):
            yield Compared(say(indicator.title, language), say(indicator.unit, language), values[0], values[1])
