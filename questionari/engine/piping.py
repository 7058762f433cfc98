"""Placeholders in texts: ``{EXPRESSION}`` becomes its value, ``{{`` and ``}}`` are braces.

Plural forms are conditions: ``{A5_02 == 1 ? 'donna' : 'donne'}``. What is unknown prints as an ellipsis.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache, singledispatch
from typing import TypeAlias

from questionari.engine import locales
from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.numbers import italian_number
from questionari.engine.definition import Text, say
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.evaluate import evaluate
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.scope import UNKNOWN, Scope
from questionari.engine.expressions.tree import Expression, Name
from questionari.engine.values import Named, rounded
from questionari.engine.wording import ITALIAN, translated

UNKNOWN_TEXT = "…"

Segment: TypeAlias = str | Expression
_TOKEN = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|[{}])")
_BRACES = {"{{": "{", "}}": "}"}
_NO_VARIABLES: Mapping[str, object] = {}


@lru_cache(maxsize=8192)
def segments(text: str) -> tuple[Segment, ...]:
    """The text cut into plain pieces and expressions. Raises ``ExpressionError``."""
    return tuple(_segment(token) for token in _TOKEN.split(text) if token)


def _segment(token: str) -> Segment:
    if token in _BRACES:
        return _BRACES[token]
    if token in ("{", "}"):
        raise ExpressionError("expression.brace", f"a single {token}: double it, or close the placeholder", 1)
    return parse(token[1:-1]) if _is_placeholder(token) else token


def expressions_in(text: str, change: Callable[[str], str], reword: Callable[[str], str] = str) -> str:
    """The text with the source of each placeholder changed, and what stands between them reworded."""
    return "".join(
        f"{{{change(token[1:-1])}}}" if _is_placeholder(token) else reword(token) for token in _TOKEN.split(text)
    )


def _is_placeholder(token: str) -> bool:
    return token not in _BRACES and len(token) > 1 and token.startswith("{") and token.endswith("}")


def render(
    text: Text | None,
    language: str,
    scope: Scope,
    variables: Mapping[str, object] = _NO_VARIABLES,
    escape: Callable[[str], str] = str,
) -> str:
    """The text in that language with its placeholders resolved. ``escape`` is applied to what is put in."""
    pieces = segments(say(text, language))
    return "".join(p if isinstance(p, str) else escape(_value(p, language, scope, variables)) for p in pieces)


def _value(expression: Expression, language: str, scope: Scope, variables: Mapping[str, object]) -> str:
    root = expression.root
    question = scope.question(root.name) if isinstance(root, Name) and root.name not in variables else None
    if question is None:
        return printed(evaluate(expression, scope, variables), language)
    answer = scope.lookup(question.code)
    return UNKNOWN_TEXT if answer is UNKNOWN else answer_type(question).text(question, answer, language)


@singledispatch
def printed(value: object, language: str = ITALIAN) -> str:
    """A value as people write it in that language; an ellipsis for what is unknown or is no scalar."""
    return UNKNOWN_TEXT


@printed.register
def _(value: str, language: str = ITALIAN) -> str:
    return value


@printed.register
def _(value: Named, language: str = ITALIAN) -> str:
    return value.words


@printed.register
def _(value: bool, language: str = ITALIAN) -> str:
    return translated("sì", language) if value else translated("no", language)


@printed.register
def _(value: Decimal, language: str = ITALIAN) -> str:
    return locales.number(italian_number(rounded(value, 2)), language)


@printed.register
def _(value: date, language: str = ITALIAN) -> str:
    return locales.day(value, language)


@printed.register
def _(value: tuple, language: str = ITALIAN) -> str:  # type: ignore[type-arg]  # singledispatch takes classes only
    return ", ".join(printed(item, language) for item in value)
