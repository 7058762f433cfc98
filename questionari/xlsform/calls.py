"""Operators and functions of XPath that give values: the counterpart of each here."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from questionari.engine.expressions import tree
from questionari.engine.expressions.kinds import Kind
from questionari.xlsform import xpath
from questionari.xlsform.terms import Condition, Place, Term, call, decimal_of, modest, number, number_of, term
from questionari.xlsform.xpath import XPathError

#: A value that is never known: a linked fact that nobody gives (docs/language.md).
NOTHING = tree.Field(tree.Name("linked"), "nothing")
_SIGNS = {"+": "+", "-": "-", "*": "*", "div": "/"}


@term.register
def _(node: xpath.Negative, place: Place, exact: Condition) -> Term:
    return Term(tree.Unary("-", number_of(node.operand, place, exact)), Kind.NUMBER)


@term.register
def _(node: xpath.Binary, place: Place, exact: Condition) -> Term:
    sign, left, right = node.sign, node.left, node.right
    if sign == "-":
        terms = [term(each, place, exact) for each in (left, right)]
        if all(found.kind is Kind.DATE for found in terms):
            return call("days", Kind.NUMBER, *(found.node for found in terms))
    if sign not in (*_SIGNS, "mod"):
        raise XPathError("a condition stands where a value is needed")
    a, b = (number_of(each, place, exact) for each in (left, right))
    if sign == "mod":
        modest(Term(a, Kind.NUMBER))
        modest(Term(b, Kind.NUMBER))
        times = tree.Binary("*", b, tree.Call("whole", (tree.Binary("/", a, b),)))
        return Term(tree.Binary("-", a, times), Kind.NUMBER)
    return Term(tree.Binary(_SIGNS[sign], a, b), Kind.NUMBER)


Caller = Callable[[xpath.Call, Place, Condition], Term]


@term.register
def _(node: xpath.Call, place: Place, exact: Condition) -> Term:
    caller = _CALLS.get((node.name, len(node.arguments))) or _CALLS.get((node.name, -1))
    if caller is None:
        raise XPathError(f"{node.name}(…) has no counterpart")
    return caller(node, place, exact)


def _same(node: xpath.Call, place: Place, exact: Condition) -> Term:
    return term(node.arguments[0], place, exact)


def _numeric(name: str) -> Caller:
    """A function of numbers with a name of its own here."""

    def caller(node: xpath.Call, place: Place, exact: Condition) -> Term:
        return call(name, Kind.NUMBER, *(number_of(each, place, exact) for each in node.arguments))

    return caller


def _of_number(node: xpath.Call, place: Place, exact: Condition) -> Term:
    return Term(number_of(node.arguments[0], place, exact), Kind.NUMBER)


def _round(node: xpath.Call, place: Place, exact: Condition) -> Term:
    """To the nearest whole number, halves away from zero."""
    if len(node.arguments) > 1 and node.arguments[1] != xpath.Number(Decimal(0)):
        raise XPathError("round(…) to decimals has no counterpart: the number of decimals is the question's")
    value, half = number_of(node.arguments[0], place, exact), tree.Literal(Decimal("0.5"))
    modest(Term(value, Kind.NUMBER))
    up = tree.Call("whole", (tree.Binary("+", value, half),))
    down = tree.Call("whole", (tree.Binary("-", value, half),))
    return Term(tree.Conditional(tree.Binary(">=", value, number(0).node), up, down), Kind.NUMBER)


def _date(node: xpath.Call, place: Place, exact: Condition) -> Term:
    found = term(node.arguments[0], place, exact)
    if found.kind is Kind.DATE:
        return found
    if found.kind is not Kind.TEXT:
        raise XPathError(f"date(…) of {found.kind} has no counterpart")
    return call("date", Kind.DATE, found.node)


def _today(node: xpath.Call, place: Place, exact: Condition) -> Term:
    return Term(tree.Name("today"), Kind.DATE)


def _if(node: xpath.Call, place: Place, exact: Condition) -> Term:
    condition = exact(node.arguments[0], place)
    then, otherwise = (term(argument, place, exact) for argument in node.arguments[1:])
    then, otherwise = _alike(then, otherwise)
    kind = Kind.TEXT if then.kind is Kind.CODE else then.kind
    if condition == tree.Literal(True):
        return then
    if condition == tree.Literal(False):
        return otherwise
    return Term(tree.Conditional(condition, then.node, otherwise.node), kind)


_STRINGS = frozenset({Kind.TEXT, Kind.CODE})


def _alike(first: Term, second: Term) -> tuple[Term, Term]:
    """Both of one kind: a number in quotes beside a number is a number, an empty text is no value at all."""
    if first.literal == "" or second.literal == "":
        return _void(first, second.kind), _void(second, first.kind)
    if first.kind is second.kind or {first.kind, second.kind} <= _STRINGS:
        return first, second
    if Kind.NUMBER in (first.kind, second.kind) and Kind.TEXT in (first.kind, second.kind):
        return _as_number(first), _as_number(second)
    raise XPathError(f"it gives {first.kind} or {second.kind}")


def _void(found: Term, beside: Kind) -> Term:
    return Term(NOTHING, beside) if found.literal == "" else found


def _as_number(found: Term) -> Term:
    if found.kind is Kind.NUMBER:
        return found
    if found.literal is None:
        raise XPathError("it gives a number or a text")
    return number(decimal_of(found.literal))


def _coalesce(node: xpath.Call, place: Place, exact: Condition) -> Term:
    first, second = _alike(*(term(argument, place, exact) for argument in node.arguments))
    return call("value_or", first.kind, first.node, second.node)


def _picks(node: xpath.Call, place: Place, exact: Condition) -> Term:
    found = term(node.arguments[0], place, exact)
    if found.kind is not Kind.CODES:
        raise XPathError(f"it counts the picks of {found.kind}")
    return call("value_or", Kind.NUMBER, call("size", Kind.NUMBER, found.node).node, number(0).node)


def _length(node: xpath.Call, place: Place, exact: Condition) -> Term:
    found = term(node.arguments[0], place, exact)
    if found.kind is not Kind.TEXT:
        raise XPathError(f"it measures {found.kind} as a text")
    return call("value_or", Kind.NUMBER, call("size", Kind.NUMBER, found.node).node, number(0).node)


def _over(name: str, kind: Kind) -> Caller:
    """A function over the rows of a repeat."""

    def caller(node: xpath.Call, place: Place, exact: Condition) -> Term:
        found = term(node.arguments[0], place, exact)
        if found.kind is not kind:
            raise XPathError(f"{node.name}(…) of {found.kind} has no counterpart")
        return call(name, Kind.NUMBER, found.node)

    return caller


_CALLS: Mapping[tuple[str, int], Caller] = {
    **{(name, 0): _today for name in ("today", "now")},
    **{(name, 1): _same for name in ("string", "once")},
    ("number", 1): _of_number,
    ("int", 1): _numeric("whole"),
    ("abs", 1): _numeric("abs"),
    ("round", 1): _round,
    ("round", 2): _round,
    **{(name, 1): _date for name in ("date", "date-time")},
    ("if", 3): _if,
    ("coalesce", 2): _coalesce,
    ("count-selected", 1): _picks,
    ("string-length", 1): _length,
    ("count", 1): _over("rows", Kind.ROSTER),
    ("sum", 1): _over("sum", Kind.LIST),
    ("min", 1): _over("min", Kind.LIST),
    ("max", 1): _over("max", Kind.LIST),
    ("min", -1): _numeric("min"),
    ("max", -1): _numeric("max"),
}
