"""Which facts a questionnaire reads beside its own answers: so that nobody looks up what nobody asks."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from questionari.engine.definition import MatrixShape, Page, Question, Questionnaire, Section, Text
from questionari.engine.expressions.tree import (
    Binary,
    Call,
    Expression,
    Field,
    ListExpr,
    Literal,
    Name,
    Node,
    names_of,
    walk,
)
from questionari.engine.piping import segments


@lru_cache(maxsize=64)
def linked_names(definition: Questionnaire) -> frozenset[str]:
    """The names of the linked facts that its conditions, values, checks, effects, indicators and texts read."""
    return frozenset(chain.from_iterable(map(facts_in, expressions(definition))))


def facts_in(expression: Expression) -> Iterator[str]:
    """The names of the linked facts that an expression reads."""
    fields = (node for node in walk(expression.root) if isinstance(node, Field))
    return (node.name for node in fields if isinstance(node.base, Name) and node.base.name == "linked")


def text_facts(definition: Questionnaire) -> frozenset[str]:
    """The linked facts that are codes or words, never numbers: compared with a text somewhere, or the whole of one."""
    sides = (
        node.children for found in expressions(definition) for node in walk(found.root) if isinstance(node, Binary)
    )
    compared = chain.from_iterable(pair for pair in sides if any(map(_is_text, pair)))
    return frozenset(
        node.name
        for node in chain(compared, _whole_texts(definition))
        if isinstance(node, Field) and isinstance(node.base, Name) and node.base.name == "linked"
    )


def _whole_texts(definition: Questionnaire) -> Iterator[Node]:
    """What stands alone as a computed text, or as the proposal for a question that is no number."""
    for question in definition.questions.values():
        if question.type == "computed_text" and question.expression is not None:
            yield question.expression.root
        if question.suggest is not None and question.type in ("text", "long_text", "choice", "yes_no"):
            yield question.suggest.root


def _is_text(node: Node) -> bool:
    items = node.items if isinstance(node, ListExpr) else (node,)
    return any(isinstance(item, Literal) and isinstance(item.value, str) for item in items)


@lru_cache(maxsize=64)
def previous_codes(definition: Questionnaire) -> frozenset[str]:
    """The questions whose answer of the previous round is read: compared, proposed, or named in ``previous(…)``."""
    compared = chain.from_iterable(_compared(question) for question in definition.questions.values())
    named = chain.from_iterable(_in_previous(expression) for expression in expressions(definition))
    wanted = {*compared, *named}
    return frozenset(code for code in definition.questions if code in wanted or code.rpartition(".")[0] in wanted)


def _compared(question: Question) -> frozenset[str]:
    """The question itself; of a computed one, what it is computed from, too."""
    if not question.from_previous and question.compare_previous is None:
        return frozenset()
    return frozenset({question.code}) | (question.expression.names if question.expression else frozenset())


def _in_previous(expression: Expression) -> Iterator[str]:
    calls = (node for node in walk(expression.root) if isinstance(node, Call) and node.name == "previous")
    return chain.from_iterable(names_of(argument) for call in calls for argument in call.arguments)


def prefilled_names(definition: Questionnaire) -> frozenset[str]:
    """The names of the census facts that fill answers in."""
    return frozenset(question.prefill for question in definition.questions.values() if question.prefill)


def generated_codes(definition: Questionnaire) -> dict[str, int]:
    """The questions whose answer is a random code, with its length."""
    found = (question for question in definition.questions.values() if question.type == "generated")
    return {question.code: question.max_length or 0 for question in found}


def expressions(definition: Questionnaire) -> Iterator[Expression]:
    """Every expression, those in texts too."""
    checks = chain.from_iterable((check.require, check.when) for check in definition.checks)
    effects = (effect.when for effect in definition.effects)
    indicators = (indicator.expression for indicator in definition.indicators)
    around = (part.visible_if for part in _parts(definition))
    own = chain.from_iterable(map(_of_question, definition.questions.values()))
    yield from (found for found in chain(own, checks, effects, indicators, around) if found is not None)
    for text in _texts(definition):
        yield from (piece for words in text.values() for piece in segments(words) if isinstance(piece, Expression))


def _of_question(question: Question) -> Iterator[Expression | None]:
    yield from (question.visible_if, question.required_if, question.expression, question.suggest, question.within)
    yield from (option.visible_if for option in question.options)
    if question.matrix is not None:
        yield from _of_matrix(question.matrix)
    for child in question.children:
        yield from _of_question(child)


def _of_matrix(shape: MatrixShape) -> Iterator[Expression | None]:
    yield from (axis.visible_if for axis in (*shape.rows, *shape.columns))
    yield from shape.cell_rules.values()


def _texts(definition: Questionnaire) -> Iterator[Text]:
    """The texts that a respondent reads."""
    of_questions = chain.from_iterable(map(_texts_of, definition.questions.values()))
    of_parts = chain.from_iterable((part.title, part.intro) for part in _parts(definition))
    messages = (check.message for check in definition.checks)
    return (text for text in chain(of_questions, of_parts, messages) if text is not None)


def _texts_of(question: Question) -> Iterator[Text | None]:
    """Those of a question, with its options, rows, columns and children."""
    shape = question.matrix or MatrixShape((), (), "integer")
    yield from (question.text, question.help)
    yield from (option.text for option in (*question.options, *shape.options))
    yield from (axis.text for axis in (*question.fixed_rows, *shape.rows, *shape.columns))
    for child in question.children:
        yield from _texts_of(child)


def _parts(definition: Questionnaire) -> tuple[Section | Page, ...]:
    return (*definition.sections, *definition.pages())
