"""Comparison with the previous round (decisions.md 11): a warning when a value moved much, in share and in units.

Periods of different length are compared per month: the previous value is brought to the length of this period. When the
previous value is zero, only the units count.
"""

from collections.abc import Iterator
from decimal import Decimal

from questionari.engine.definition import ComparePrevious
from questionari.engine.earlier import earlier_value, months
from questionari.engine.findings import Finding
from questionari.engine.validating import messages
from questionari.engine.validating.case import Case


def moved(case: Case) -> Iterator[Finding]:
    """The values that changed much since the previous round."""
    if case.context.previous is None:
        return
    for question in case.asked():
        if question.compare_previous is None:
            continue
        now, then = case.path.scope.lookup(question.code), earlier_value(question, case.path.scope)
        if isinstance(now, Decimal) and isinstance(then, Decimal) and _much(case, question.compare_previous, now, then):
            yield case.finding(f"{question.code}.previous", "warning", _message(case, now, then), (question.code,))


def _much(case: Case, limits: ComparePrevious, now: Decimal, then: Decimal) -> bool:
    months_then, months_now = months(case.context)
    expected = then * months_now / months_then
    change = abs(now - expected)
    return change >= limits.absolute and change > limits.relative * abs(expected)


def _message(case: Case, now: Decimal, then: Decimal) -> str:
    months_then, months_now = months(case.context)
    if months_then == months_now:
        return case.said(messages.PREVIOUS, previous=then, value=now)
    forms = (messages.PREVIOUS_ONE_MONTH, messages.PREVIOUS_MONTHS)
    return case.counted(int(months_then), *forms, previous=then, value=now, now=months_now)
