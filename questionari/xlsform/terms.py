"""Values of XPath as values of our language: each with its kind, so that comparisons say what the form meant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatch
from itertools import islice

from questionari.engine.expressions import tree
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.parser import parse
from questionari.xlsform import xpath
from questionari.xlsform.symbols import Symbol, Symbols
from questionari.xlsform.xpath import XPathError

_EMPTY = frozenset({"null", "nil"})
MOST_PARTS = 200  # of a value that is written out where it is read
MOST_STEPS = 30  # of values that stand for each other


@dataclass(frozen=True, slots=True)
class Term:
    """A value. ``symbol`` when it is an answer as it stands, ``literal`` when it is written out."""

    node: tree.Node
    kind: Kind
    symbol: Symbol | None = None
    literal: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands. ``columns``: those of the choice a filter looks at; ``roster``: the one around."""

    symbols: Symbols
    here: Symbol | None = None
    roster: str | None = None
    columns: Mapping[str, str] | None = None
    steps: int = 0
    unknown_option: Callable[[str], None] = lambda message: None

    def deeper(self, symbol: Symbol) -> "Place":
        """Inside the expression that a symbol stands for."""
        if self.steps >= MOST_STEPS:
            raise XPathError(f"{symbol.name} depends on itself")
        return Place(self.symbols, symbol, self.roster, self.columns, self.steps + 1, self.unknown_option)


Condition = Callable[[xpath.Node, Place], tree.Node]


def modest(found: Term) -> Term:
    """The value, which will stand more than once: of a few parts. Raises XPathError."""
    if sum(1 for _ in islice(tree.walk(found.node), MOST_PARTS + 1)) > MOST_PARTS:
        raise XPathError("it is too long to be written out in its place")
    return found


def number(value: Decimal | int) -> Term:
    """A number written out."""
    return Term(tree.Literal(Decimal(value)), Kind.NUMBER, literal=format(Decimal(value), "f"))


def text(value: str) -> Term:
    """A text written out."""
    return Term(tree.Literal(value), Kind.TEXT, literal=value)


def call(name: str, kind: Kind, *arguments: tree.Node) -> Term:
    """A call of our language."""
    return Term(tree.Call(name, arguments), kind)


@singledispatch
def term(node: xpath.Node, place: Place, exact: Condition) -> Term:
    """The value of a tree. ``exact`` gives a condition that is true or false, never unknown. Raises XPathError.

    Operators and calls are registered by ``calls``.
    """
    raise XPathError("it reads the form's own XML")


@term.register
def _(node: xpath.Text, place: Place, exact: Condition) -> Term:
    return text(node.value)


@term.register
def _(node: xpath.Number, place: Place, exact: Condition) -> Term:
    return number(node.value)


@term.register
def _(node: xpath.Self, place: Place, exact: Condition) -> Term:
    return _answer(_required(place.here, "."), place, exact)


@term.register
def _(node: xpath.Reference, place: Place, exact: Condition) -> Term:
    return _answer(_required(place.symbols.get(node.name), f"${{{node.name}}}"), place, exact)


@term.register
def _(node: xpath.Column, place: Place, exact: Condition) -> Term:
    if place.columns is None and node.name in _EMPTY:
        return text("")
    if place.columns is None:
        raise XPathError(f"{node.name} is no reference: answers are written ${{{node.name}}}")
    return text(place.columns.get(node.name, ""))


def _required(symbol: Symbol | None, written: str) -> Symbol:
    if symbol is None:
        raise XPathError(f"there is nothing named {written}")
    return symbol


def _answer(symbol: Symbol, place: Place, exact: Condition) -> Term:
    """An answer; inside its own roster the answer of the same row, or of the row around."""
    if symbol.today:
        return Term(tree.Name("today"), Kind.DATE)
    if symbol.stands_for is not None:
        if symbol.roster not in (None, place.roster):
            raise XPathError(f"{symbol.name} is worked out in each row of {symbol.roster}, and read outside it")
        return modest(term(symbol.stands_for, place.deeper(symbol), exact))
    if symbol.kind is None:
        raise XPathError(f"{symbol.name} has no value here")
    if symbol.roster is None:
        return Term(parse(symbol.code).root, symbol.kind, symbol)
    around, alone = _rows_around(symbol.roster, place.roster or "")
    kind = symbol.kind if alone or symbol.kind is Kind.ROSTER else Kind.LIST
    return Term(tree.Field(around, symbol.code), kind, symbol)


def _rows_around(roster: str, here: str) -> tuple[tree.Node, bool]:
    """What the answers in a roster are read of, and whether it is one row: this one or the one around it.

    Else it is the rows of a roster in this row, or those of a roster elsewhere.
    """
    if roster == here:
        return tree.Name("row"), True
    if here.startswith(f"{roster}."):
        return tree.Name("outer"), True
    if roster.startswith(f"{here}.") and here:
        return tree.Field(tree.Name("row"), roster.rpartition(".")[2]), False
    return parse(roster).root, False


def number_of(node: xpath.Node, place: Place, exact: Condition) -> tree.Node:
    """A number, or a text that is one."""
    found = term(node, place, exact)
    if found.kind is Kind.TEXT and found.literal is not None:
        return number(decimal_of(found.literal)).node
    if found.kind is not Kind.NUMBER:
        raise XPathError(f"it counts with {found.kind}")
    return found.node


def decimal_of(written: str) -> Decimal:
    """The number a text says. Raises XPathError."""
    try:
        value = Decimal(written.strip())
    except ArithmeticError as error:
        raise XPathError(f"{written!r} is no number") from error
    if not value.is_finite():
        raise XPathError(f"{written!r} is no number")
    return value


def certain(node: tree.Node) -> bool:
    """Whether a value is known whatever is answered."""
    match node:
        case tree.Literal() | tree.Name(name="today"):
            return True
        case tree.Call(name="value_or", arguments=(_, otherwise)):
            return certain(otherwise)
        case tree.Call(name="date"):
            return all(certain(argument) for argument in node.arguments)
        case tree.Unary(operand=operand):
            return certain(operand)
        case tree.Binary(operator="+" | "-" | "*", left=left, right=right):
            return certain(left) and certain(right)
    return False
