"""Which facts a questionnaire reads beside its own answers: so that nobody looks up what nobody asks."""

from collections.abc import Iterator
from itertools import chain

from questionari.engine.definition import Question, Questionnaire
from questionari.engine.expressions.tree import Expression, Field, Name, walk


def linked_names(definition: Questionnaire) -> frozenset[str]:
    """The names of the linked facts that its conditions, values, checks, effects and indicators read."""
    return frozenset(
        node.name
        for expression in _expressions(definition)
        for node in walk(expression.root)
        if isinstance(node, Field) and isinstance(node.base, Name) and node.base.name == "linked"
    )


def prefilled_names(definition: Questionnaire) -> frozenset[str]:
    """The names of the census facts that fill answers in."""
    return frozenset(question.prefill for question in definition.questions.values() if question.prefill)


def generated_codes(definition: Questionnaire) -> dict[str, int]:
    """The questions whose answer is a random code, with its length."""
    found = (question for question in definition.questions.values() if question.type == "generated")
    return {question.code: question.max_length or 0 for question in found}


def _expressions(definition: Questionnaire) -> Iterator[Expression]:
    checks = chain.from_iterable((check.require, check.when) for check in definition.checks)
    effects = (effect.when for effect in definition.effects)
    indicators = (indicator.expression for indicator in definition.indicators)
    own = chain.from_iterable(map(_of_question, definition.questions.values()))
    return (found for found in chain(own, checks, effects, indicators) if found is not None)


def _of_question(question: Question) -> Iterator[Expression | None]:
    yield from (question.visible_if, question.required_if, question.expression, question.suggest)
    yield from (option.visible_if for option in question.options)
    for child in question.children:
        yield from _of_question(child)
