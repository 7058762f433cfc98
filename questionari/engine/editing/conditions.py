"""A condition by a form: question, operator, value -> the source of an expression, never typed by hand."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from questionari.engine.definition import Question
from questionari.engine.editing.acts import EditError
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
JOINED: Mapping[str, str] = {"new": "", "and": "&&", "or": "||"}


def condition(question: Question, operator: str, value: str) -> str:
    """The source of a condition on a question. Raises EditError where operator or value do not fit its type."""
    name = Name(question.code)
    if operator in ("answered", "not-answered"):
        asked = Call("answered", (name,))
        return render(asked if operator == "answered" else Unary("!", asked))
    if operator in ("in", "not-in"):
        return _picked(question, name, operator, value.strip())
    if operator not in OPERATORS:
        raise EditError("Scelga come confrontare la risposta.")
    return render(Binary(operator, name, _literal(question, operator, value.strip())))


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
