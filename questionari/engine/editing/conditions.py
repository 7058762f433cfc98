"""A condition by a form: question, operator, value -> the source of an expression, never typed by hand."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from questionari.engine.editing.operands import CODED, DAYS, NUMBERS, PICKED, Operand
from questionari.engine.editing.places import EditError
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.render import render
from questionari.engine.expressions.tree import Binary, Call, Literal, Node, Unary

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
COUNTED: Mapping[str, str] = {"new": "", "plus": "+", "minus": "-", "times": "*", "over": "/"}
_UNREADABLE = "Ciò che c'è adesso non si può leggere: lo sostituisca o lo corregga a mano."


def operators_for(operand: Operand) -> tuple[tuple[str, str], ...]:
    """The operators that fit an operand, each with its words."""
    fitting = next((operators for types, operators in _OFFERED if operand.type in types), ())
    answered = () if operand.type == "computed" or isinstance(operand.node, Call) else _ANSWERED
    return tuple((operator, OPERATORS[operator]) for operator in (*fitting, *answered))


def condition(operand: Operand, operator: str, value: str, other: Operand | None = None) -> str:
    """The source of a condition on an answer, compared with a value or with another.

    Raises EditError where operator or value do not fit its type.
    """
    if other is not None and operator in _ORDER:
        return _between(operand, operator, other)
    if operator in _ANSWERED:
        asked = Call("answered", (operand.node,))
        return render(asked if operator == "answered" else Unary("!", asked))
    if operator in ("in", "not-in"):
        return _picked(operand, operator, value.strip())
    if operator not in OPERATORS:
        raise EditError("Scelga come confrontare la risposta.")
    return render(Binary(operator, operand.node, _literal(operand, operator, value.strip())))


def _between(operand: Operand, operator: str, other: Operand) -> str:
    if not any(operand.type in types and other.type in types for types in (NUMBERS, DAYS)):
        raise EditError(f"{operand.key} e {other.key} non si confrontano: servono due numeri, o due date.")
    return render(Binary(operator, operand.node, other.node))


def _picked(operand: Operand, operator: str, value: str) -> str:
    if operand.type not in PICKED:
        raise EditError(f"«Comprende» vale per le scelte multiple: {operand.key} non lo è.")
    node: Node = Binary("in", Literal(_code(operand, value)), operand.node)
    return render(node if operator == "in" else Unary("!", node))


def _literal(operand: Operand, operator: str, value: str) -> Node:
    readers: tuple[tuple[frozenset[str], Callable[[str], Node]], ...] = (
        (CODED, lambda text: Literal(_code(operand, text))),
        (NUMBERS, lambda text: Literal(_number(text))),
        (DAYS, lambda text: Call("date", (Literal(text),))),
    )
    reader = next((read for types, read in readers if operand.type in types), None)
    if reader is None or (operand.type in CODED and operator not in ("==", "!=")):
        raise EditError(f"{operand.key} non si confronta così: scelga «ha una risposta», o scriva la condizione.")
    return reader(value)


def _code(operand: Operand, value: str) -> str:
    codes = [option.code for option in operand.question.options]
    if operand.type in ("yes_no", "yes_no_na") or not codes:
        return value
    if value not in codes:
        raise EditError(f"Scriva il codice di una risposta di {operand.key}: {', '.join(codes[:40])}.")
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
    """The present condition and the added one; ``how`` is new (alone), and, or; of values plus, minus, times, over."""
    sign = {**JOINED, **COUNTED}.get(how, "")
    if not sign or not present.strip():
        return added
    return render(Binary(sign, _root(present), _root(added)))


def _root(source: str) -> Node:
    try:
        return parse(source).root
    except ExpressionError as error:
        raise EditError(_UNREADABLE) from error


def number_source(value: str) -> str:
    """A number as an expression. Raises EditError."""
    return render(Literal(_number(value.strip())))


def clauses(source: str) -> tuple[str, ...]:
    """The conditions that hold together, or of which one must: at the outermost, each by itself."""
    try:
        root = parse(source).root
    except ExpressionError:
        return ()
    return tuple(render(node) for node in _flat(root, _sign(root)))


def _sign(root: Node) -> str:
    return root.operator if isinstance(root, Binary) and root.operator in ("&&", "||") else ""


def _flat(node: Node, sign: str) -> Iterator[Node]:
    if sign and isinstance(node, Binary) and node.operator == sign:
        yield from _flat(node.left, sign)
        yield from _flat(node.right, sign)
    else:
        yield node


def without_clause(source: str, place: int) -> str:
    """A condition without one of its clauses, "" when it was the only one."""
    root = _root(source)
    kept = [node for at, node in enumerate(_flat(root, _sign(root))) if at != place]
    made = kept[0] if kept else None
    for node in kept[1:]:
        made = node if made is None else Binary(_sign(root), made, node)
    return render(made) if made else ""
