"""Functions that read more than their arguments' values: which question was meant, its scores, the previous round."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, cast

from questionari.engine.definition import Question
from questionari.engine.expressions import tree
from questionari.engine.expressions.functions import total
from questionari.engine.expressions.scope import UNKNOWN, Scope, StaticScope, Unknown, is_unknown
from questionari.engine.expressions.tree import Node, detail_code
from questionari.engine.expressions.views import items, view
from questionari.engine.values import Answers, Context, Matrix, Value

Environment: TypeAlias = Mapping[str, object]
Evaluator: TypeAlias = Callable[[Scope, Environment], object]


@dataclass(frozen=True, slots=True)
class PreviousScope:
    """The previous round's answers, read with today's questions. A matrix has the cells that were stored then."""

    scope: Scope
    answers: Answers

    @property
    def context(self) -> Context:
        """Today's, but for the round; there is no round before the previous."""
        now = self.scope.context
        return replace(now, round=now.previous_round, previous=None, previous_round=None)

    def question(self, code: str) -> Question | None:
        """Today's question with that code."""
        return self.scope.question(code)

    def lookup(self, code: str) -> Value | Literal[Unknown.UNKNOWN]:
        """What was answered then."""
        return self.answers.get(code, UNKNOWN)

    def asked(self, code: str) -> bool:
        """Whether an answer of then is stored."""
        return code in self.answers

    def cells(self, code: str) -> Sequence[tuple[str, str]]:
        """The cells stored then."""
        answer = self.answers.get(code)
        return tuple(cast(Matrix, answer)) if isinstance(answer, Mapping) else ()


def question_code(node: Node, scope: StaticScope) -> str | None:
    """The code of the question a reference is about: a name, a group's child, a detail, or the root of a part."""
    detail = detail_code(node)
    match node:
        case tree.Name(name=name):
            return name
        case tree.Field(base=tree.Name(name=group), name=child) if scope.question(f"{group}.{child}"):
            return f"{group}.{child}"
        case tree.Field(base=base) | tree.Index(base=base):
            return question_code(base, scope)
    return detail


def of_code(code: str) -> Evaluator:
    """Reads the answer to a question."""

    def run(scope: Scope, _: Environment) -> object:
        return view(scope, code, scope.lookup(code))

    return run


def unknown(_: Scope, __: Environment) -> object:
    """What a malformed call gives."""
    return UNKNOWN


def _previous(_: tree.Call, arguments: Sequence[Evaluator]) -> Evaluator:
    (argument,) = arguments

    def run(scope: Scope, variables: Environment) -> object:
        answers = scope.context.previous
        return UNKNOWN if answers is None else argument(PreviousScope(scope, answers), variables)

    return run


def _asked(call: tree.Call, _: Sequence[Evaluator]) -> Evaluator:
    def run(scope: Scope, _: Environment) -> object:
        code = question_code(call.arguments[0], scope)
        return code is not None and scope.asked(code)

    return run


def _detail(call: tree.Call, _: Sequence[Evaluator]) -> Evaluator:
    code = detail_code(call)
    return unknown if code is None else of_code(code)


def _score(call: tree.Call, arguments: Sequence[Evaluator]) -> Evaluator:
    (argument,) = arguments

    def run(scope: Scope, variables: Environment) -> object:
        question = scope.question(question_code(call.arguments[0], scope) or "")
        value = argument(scope, variables)
        if question is None or is_unknown(value):
            return UNKNOWN
        options = question.matrix.options if question.matrix else question.options
        scores = {option.code: option.score for option in options if option.score is not None}
        found = [scores.get(item, UNKNOWN) if isinstance(item, str) else UNKNOWN for item in items(value)]
        return UNKNOWN if any(map(is_unknown, found)) else total(*found)

    return run


FORMS: Mapping[str, Callable[[tree.Call, Sequence[Evaluator]], Evaluator]] = {
    "previous": _previous,
    "asked": _asked,
    "detail": _detail,
    "score": _score,
}
