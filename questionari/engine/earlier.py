"""The previous round as this one sees it: what was answered then, and how long its period was (decisions.md 11)."""

from decimal import Decimal

from questionari.engine.definition import Question
from questionari.engine.expressions.evaluate import evaluate
from questionari.engine.expressions.forms import PreviousScope
from questionari.engine.expressions.scope import Scope
from questionari.engine.values import Context, RoundInfo

_DAYS_OF_A_MONTH = Decimal("30.4375")


def earlier_value(question: Question, scope: Scope) -> object:
    """The previous value of a question, computed again from the answers of then where it is computed; UNKNOWN if none.

    The context of ``scope`` must have previous answers.
    """
    before = PreviousScope(scope, scope.context.previous or {})
    if question.expression is None:
        return before.lookup(question.code)
    return evaluate(question.expression, before)


def months(context: Context) -> tuple[Decimal, Decimal]:
    """Whole months of the previous period and of this one; equal when either is not known."""
    now, then = context.round, context.previous_round
    return (_months(then), _months(now)) if now and then else (Decimal(1), Decimal(1))


def _months(period: RoundInfo) -> Decimal:
    """The length of a period in whole months, at least one."""
    return max(Decimal(1), round(Decimal(period.days) / _DAYS_OF_A_MONTH, 0))
