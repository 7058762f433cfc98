"""What a respondent is told beside a question: the answer of the previous round, where the questionnaire reads it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Question
from questionari.engine.earlier import earlier_value, months
from questionari.engine.expressions.scope import UNKNOWN
from questionari.engine.linked import previous_codes
from questionari.engine.piping import printed
from questionari.engine.values import Value
from questionari.usecases.responding.cases import Case


@dataclass(frozen=True, slots=True)
class Told:
    """The previous answer in words, and of which round. ``proposes``: it fills the question in while it is blank.

    ``then`` and ``now`` are months, "" for equal periods; ``monthly`` is what the answer makes a month, for values
    that are compared so.
    """

    round_title: str
    answer: str
    proposes: bool
    then: str = ""
    now: str = ""
    monthly: str = ""


def told(case: Case, shown: tuple[str, ...]) -> Mapping[str, Told]:
    """What to say beside the questions of a page; nothing where there was no previous round."""
    if case.context.previous is None or case.context.previous_round is None:
        return {}
    return dict(_told(case, shown, case.context.previous_round.title))


def _told(case: Case, shown: tuple[str, ...], title: str) -> Iterator[tuple[str, Told]]:
    for code in sorted(previous_codes(case.definition).intersection(shown)):
        question = case.definition.questions[code]
        value = earlier_value(question, case.path.scope)
        if value is not UNKNOWN and value is not None:
            answer = answer_type(question).text(question, cast(Value, value), case.language)
            yield code, Told(title, answer, question.from_previous, *_compared(case, question, value))


def _compared(case: Case, question: Question, value: object) -> tuple[str, str, str]:
    """The months of both periods where they differ, and the value a month where the question compares numbers."""
    then, now = months(case.context)
    if then == now:
        return "", "", ""
    monthly = value / then if isinstance(value, Decimal) and question.compare_previous else None
    return str(then), str(now), "" if monthly is None else printed(monthly, case.language)
