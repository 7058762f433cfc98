"""Comparison with the previous round (decisions.md 11): a warning when a value moved much, in share and in units.

Periods of different length are compared per month: the previous value is brought to the length of this period. When the
previous value is zero, only the units count.
"""

from collections.abc import Iterator
from decimal import Decimal

from questionari.engine.definition import ComparePrevious, Question
from questionari.engine.expressions.evaluate import evaluate
from questionari.engine.expressions.forms import PreviousScope
from questionari.engine.findings import Finding
from questionari.engine.validating import messages
from questionari.engine.validating.case import Case
from questionari.engine.values import RoundInfo

_DAYS_OF_A_MONTH = Decimal("30.4375")


def moved(case: Case) -> Iterator[Finding]:
    """The values that changed much since the previous round."""
    if case.context.previous is None:
        return
    for question in case.asked():
        if question.compare_previous is None:
            continue
        now, then = case.path.scope.lookup(question.code), _previous(case, question)
        if isinstance(now, Decimal) and isinstance(then, Decimal) and _much(case, question.compare_previous, now, then):
            reads = question.expression.names if question.expression else ()
            message = _message(case, now, then)
            yield case.finding(f"{question.code}.previous", "warning", message, (question.code,), concerns=reads)


def _previous(case: Case, question: Question) -> object:
    """The previous value, computed again from the previous answers where the question is computed."""
    scope = PreviousScope(case.path.scope, case.context.previous or {})
    if question.expression is None:
        return scope.lookup(question.code)
    return evaluate(question.expression, scope)


def _months(period: RoundInfo | None) -> Decimal:
    """The length of a period in whole months, at least one."""
    return max(Decimal(1), round(Decimal(period.days) / _DAYS_OF_A_MONTH, 0)) if period else Decimal(1)


def _lengths(case: Case) -> tuple[Decimal, Decimal]:
    """Months of the previous period and of this one; equal when either is not known."""
    now, then = case.context.round, case.context.previous_round
    return (_months(then), _months(now)) if now and then else (Decimal(1), Decimal(1))


def _much(case: Case, limits: ComparePrevious, now: Decimal, then: Decimal) -> bool:
    months_then, months_now = _lengths(case)
    expected = then * months_now / months_then
    change = abs(now - expected)
    return change >= limits.absolute and (expected == 0 or change > limits.relative * abs(expected))


def _message(case: Case, now: Decimal, then: Decimal) -> str:
    months_then, months_now = _lengths(case)
    if months_then == months_now:
        return case.said(messages.PREVIOUS, previous=then, value=now)
    return case.said(messages.PREVIOUS_MONTHLY, previous=then, value=now, then=months_then, now=months_now)
