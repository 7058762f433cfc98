"""A condition by a form: question, operator, value -> the source of an expression, never typed by hand."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from questionari.engine.definition import Question
from questionari.engine.editing.places import EditError
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.render import render
from questionari.engine.expressions.tree import Binary, Call, Literal, Name, Node, Unary

CODED = frozenset({"choice", "yes_no", "yes_no_na", "comune", "province", "country"})
PICKED = frozenset({"multi", "ordered"})
NUMBERS = frozenset({"integer", "decimal", "currency", "percent", "computed"})
DAYS = frozenset({"date"})

#: operator of the form -> its words
OPERATORS: Mapping[str, str] = {
    "==": "è",
    "!=": "non è",
    ">": "è maggiore di",
    ">=": "è almeno",
    "<": "è minore di",
    "<=": "è al massimo",
    "in": "comprende (scelta multipla)",
    "not-in": "non comprende (scelta multipla)",
    "answered": "ha una risposta",
    "not-answered": "non ha risposta",
}
_ORDER = ("==", "!=", ">", ">=", "<", "<=")
_ANSWERED = ("answered", "not-answered")
_OFFERED: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (CODED, ("==", "!=")),
    (PICKED, ("in", "not-in")),
    (NUMBERS | DAYS, _ORDER),
)
JOINED: Mapping[str, str] = {"new": "", "and": "&&", "or": "||"}


def operators_for(question: Question) -> tuple[tuple[str, str], ...]:
    """The operators that fit a question, each with its words."""
    fitting = next((operators for types, operators in _OFFERED if question.type in types), ())
    answered = () if question.type == "computed" else _ANSWERED
    return tuple((operator, OPERATORS[operator]) for operator in (*fitting, *answered))


def readable(question: Question) -> bool:
    """Whether a condition made by the form may read the question: it has one value and a name of one word."""
    return question.type not in ("note", "group", "matrix", "roster") and "." not in question.code


def condition(question: Question, operator: str, value: str, other: Question | None = None) -> str:
    """The source of a condition on a question, compared with a value or with the answer to another question.

    Raises EditError where operator or value do not fit its type.
    """
    if other is not None and operator in _ORDER:
        return _between(question, operator, other)
    name = Name(question.code)
    if operator in ("answered", "not-answered"):
        asked = Call("answered", (name,))
        return render(asked if operator == "answered" else Unary("!", asked))
    if operator in ("in", "not-in"):
        return _picked(question, name, operator, value.strip())
    if operator not in OPERATORS:
        raise EditError("Scelga come confrontare la risposta.")
    return render(Binary(operator, name, _literal(question, operator, value.strip())))


def _between(question: Question, operator: str, other: Question) -> str:
    if not any(question.type in types and other.type in types for types in (NUMBERS, DAYS)):
        raise EditError(f"{question.code} e {other.code} non si confrontano: servono due numeri, o due date.")
    return render(Binary(operator, Name(question.code), Name(other.code)))


def _picked(question: Question, name: Name, operator: str, value: str) -> str:
    if question.type not in PICKED:
        raise EditError(f"«Comprende» vale per le scelte multiple: {question.code} non lo è.")
    node: Node = Binary("in", Literal(_code(question, value)), name)
    return render(node if operator == "in" else Unary("!", node))


def _literal(question: Question, operator: str, value: str) -> Node:
    readers: tuple[tuple[frozenset[str], Callable[[Question, str], Node]], ...] = (
        (CODED, lambda question, text: Literal(_code(question, text))),
        (NUMBERS, lambda _, text: Literal(_number(text))),
        (DAYS, lambda _, text: Call("date", (Literal(text),))),
    )
    reader = next((read for types, read in readers if question.type in types), None)
    if reader is None or (question.type in CODED and operator not in ("==", "!=")):
        raise EditError(f"{question.code} non si confronta così: scelga «ha una risposta», o scriva la condizione.")
    return reader(question, value)


def _code(question: Question, value: str) -> str:
    codes = [option.code for option in question.options]
    if question.type in ("yes_no", "yes_no_na") or not codes:
        return value
    if value not in codes:
        raise EditError(f"Scriva il codice di una risposta di {question.code}: {', '.join(codes[:40])}.")
    return value


def _number(value: str) -> Decimal:
    try:
        number = Decimal(value.replace(",", "."))
    except InvalidOperation as error:
        raise EditError("Scriva un numero.") from error
    if not number.is_finite():
        raise EditError("Scriva un numero.")
    return number


def joined(present: str, added: str, how: str) -> str:
    """The present condition and the added one; ``how`` is new (alone), and, or."""
    sign = JOINED.get(how, "")
    if not sign or not present.strip():
        return added
    try:
        return render(Binary(sign, parse(present).root, parse(added).root))
    except ExpressionError as error:
        raise EditError("La condizione presente non si può leggere: la sostituisca o la corregga a mano.") from error
