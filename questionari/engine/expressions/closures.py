"""From tree to closures, once, so that a condition is worked out in a few microseconds: no node is dispatched twice.

A closure takes the scope and the variables in force and gives an operand: a value, ``Reserved``, UNKNOWN or a view of a
collection. Variables are known when building; every other name is a question or a part of the context.
"""

from collections.abc import Callable, Sequence
from functools import singledispatch
from typing import Any

from questionari.engine.definition import Question
from questionari.engine.expressions import tree
from questionari.engine.expressions.context import CONTEXT_READERS
from questionari.engine.expressions.forms import FORMS, Environment, Evaluator, unknown
from questionari.engine.expressions.functions import FUNCTIONS, Function
from questionari.engine.expressions.kinds import BOOLEAN, NUMBER, Kinds, classes_of, family
from questionari.engine.expressions.operators import BINARY, UNARY
from questionari.engine.expressions.scope import UNKNOWN, Scope, is_unknown
from questionari.engine.expressions.tree import Node
from questionari.engine.expressions.views import (
    PLAIN,
    Table,
    TableRow,
    field_of,
    inner_rows,
    item_of,
    items,
    kinds_of,
    view,
)

Names = frozenset[str]


@singledispatch
def build(node: Node, bound: Names) -> Evaluator:
    """The closure of a tree; ``bound`` are the variables in force."""
    raise TypeError(f"not a node: {node!r}")


@build.register
def _(node: tree.Literal, bound: Names) -> Evaluator:
    value = node.value
    return lambda scope, variables: value


@build.register
def _(node: tree.Name, bound: Names) -> Evaluator:
    name = node.name
    if name in bound:
        return lambda scope, variables: variables.get(name, UNKNOWN)
    if name in CONTEXT_READERS:
        return unknown
    return _today if name == "today" else _answer(name)


def _today(scope: Scope, _: Environment) -> object:
    return scope.context.today or UNKNOWN


def _answer(code: str) -> Evaluator:
    """Reads a question's answer; views are made for collections only."""

    def run(scope: Scope, _: Environment) -> object:
        answer = scope.lookup(code)
        return answer if answer.__class__ in PLAIN else view(scope, code, answer)

    return run


@build.register
def _(node: tree.Field, bound: Names) -> Evaluator:
    name = node.name
    if isinstance(node.base, tree.Name) and node.base.name not in bound:
        return _context_field(node.base.name, name) or _child(node.base.name, name)
    base = build(node.base, bound)
    return lambda scope, variables: field_of(base(scope, variables), name)


def _context_field(part: str, name: str) -> Evaluator | None:
    """Reads ``census.type`` and the like; None when the part is no part of the context."""
    read = CONTEXT_READERS.get(part)
    return None if read is None else lambda scope, variables: read(scope.context, name)


def _child(code: str, name: str) -> Evaluator:
    """Reads a column of a matrix, a child over a roster's rows, or a group's child."""
    dotted = f"{code}.{name}"

    def run(scope: Scope, _: Environment) -> object:
        if scope.question(dotted) is not None:
            return view(scope, dotted, scope.lookup(dotted))
        value = view(scope, code, scope.lookup(code))
        inner = _inner(scope.question(code), name)
        return field_of(value, name) if inner is None else inner_rows(value, inner)

    return run


def _inner(question: Question | None, name: str) -> Question | None:
    """The roster of that name in the rows of another."""
    children = question.children if question else ()
    return next((child for child in children if child.code == name and child.type == "roster"), None)


@build.register
def _(node: tree.Index, bound: Names) -> Evaluator:
    base, key = build(node.base, bound), build(node.key, bound)
    return lambda scope, variables: item_of(base(scope, variables), key(scope, variables))


@build.register
def _(node: tree.ListExpr, bound: Names) -> Evaluator:
    parts = [build(item, bound) for item in node.items]
    return lambda scope, variables: tuple(part(scope, variables) for part in parts)


@build.register
def _(node: tree.Unary, bound: Names) -> Evaluator:
    operator, operand = UNARY[node.operator], build(node.operand, bound)
    classes = classes_of(operator.families)
    apply: Callable[..., Any] = operator.apply or _nothing

    def run(scope: Scope, variables: Environment) -> object:
        value = operand(scope, variables)
        return apply(value) if value.__class__ in classes else UNKNOWN

    return run


@build.register
def _(node: tree.Binary, bound: Names) -> Evaluator:
    left, right = build(node.left, bound), build(node.right, bound)
    if node.operator in _LOGIC:
        return _logic(left, right, _LOGIC[node.operator])
    if node.operator == "in":
        return _literal_in(left, node.right) or _in(left, right)
    operator = BINARY[node.operator]
    return _strict(left, right, operator.apply or _nothing, classes_of(operator.families))


#: The operand that decides on its own.
_LOGIC = {"&&": False, "||": True}


def _nothing(*_: object) -> object:
    return UNKNOWN


def _logic(left: Evaluator, right: Evaluator, decides: bool) -> Evaluator:
    """Kleene's and, or: one deciding operand is enough, else both must be known."""

    def run(scope: Scope, variables: Environment) -> object:
        first = left(scope, variables)
        if first is decides:
            return decides
        second = right(scope, variables)
        if second is decides:
            return decides
        return not decides if first is second is (not decides) else UNKNOWN

    return run


def _strict(left: Evaluator, right: Evaluator, apply: Callable[..., Any], classes: dict[type, Kinds]) -> Evaluator:
    """An operator that needs two known operands of one family."""
    family_by_class = classes.get

    def run(scope: Scope, variables: Environment) -> object:
        first, second = left(scope, variables), right(scope, variables)
        kinds = family_by_class(first.__class__)
        if kinds is None or kinds is not family_by_class(second.__class__):
            return UNKNOWN
        return apply(first, second)

    return run


def _literal_in(left: Evaluator, node: Node) -> Evaluator | None:
    """``x in ['01', '03']``, the commonest of conditions, as one look into a set; None for other lists."""
    if not isinstance(node, tree.ListExpr) or not all(isinstance(item, tree.Literal) for item in node.items):
        return None
    values = frozenset(item.value for item in node.items if isinstance(item, tree.Literal))
    kinds = {family(value) for value in values}
    if len(kinds) != 1:
        return None
    classes = classes_of((kinds.pop() or BOOLEAN,))

    def run(scope: Scope, variables: Environment) -> object:
        value = left(scope, variables)
        return value in values if value.__class__ in classes else UNKNOWN

    return run


def _in(left: Evaluator, right: Evaluator) -> Evaluator:
    """True if found among what is known; unknown if it might be an unknown item."""

    def run(scope: Scope, variables: Environment) -> object:
        value, collection = left(scope, variables), right(scope, variables)
        kinds = family(value)
        if kinds is None or not isinstance(collection, tuple | Table | TableRow):
            return UNKNOWN
        found = items(collection)
        if any(item == value and family(item) is kinds for item in found):
            return True
        return UNKNOWN if any(map(is_unknown, found)) else False

    return run


def _same(left: object, right: object) -> bool:
    """Whether two operands are known and equal."""
    kinds = family(left)
    return kinds is not None and kinds is family(right) and left == right


@build.register
def _(node: tree.Conditional, bound: Names) -> Evaluator:
    condition, then, otherwise = (build(child, bound) for child in node.children)

    def run(scope: Scope, variables: Environment) -> object:
        verdict = condition(scope, variables)
        if isinstance(verdict, bool):
            return (then if verdict else otherwise)(scope, variables)
        first = then(scope, variables)
        return first if _same(first, otherwise(scope, variables)) else UNKNOWN

    return run


@build.register
def _(node: tree.Call, bound: Names) -> Evaluator:
    function = FUNCTIONS.get(node.name)
    if function is None or not function.accepts(len(node.arguments)):
        return unknown
    arguments = [build(argument, bound) for argument in node.arguments]
    form = FORMS.get(node.name)
    return form(node, arguments) if form else _application(function, arguments)


def _application(function: Function, arguments: Sequence[Evaluator]) -> Evaluator:
    """A call with its arguments' values, fitted first."""
    apply: Callable[..., object] = function.apply or _nothing
    fit = _FITS[(function.raw, function.flat)]

    def run(scope: Scope, variables: Environment) -> object:
        values = fit(function, [argument(scope, variables) for argument in arguments])
        return UNKNOWN if values is None else apply(*values)

    return run


def _fit_known(function: Function, values: list[object]) -> list[object] | None:
    """Known values of the right kinds, else None."""
    fitting = all(kinds_of(value) & function.parameter(place) for place, value in enumerate(values))
    return values if fitting else None


def _fit_flat(_: Function, values: list[object]) -> list[object] | None:
    """The items of all collections, if all are numbers, else None."""
    found = [item for value in values for item in items(value)]
    return found if _NUMBERS.issuperset(map(type, found)) else None


_NUMBERS = frozenset(classes_of((NUMBER,)))


_FITS: dict[tuple[bool, bool], Callable[[Function, list[object]], list[object] | None]] = {
    (False, False): _fit_known,
    (False, True): _fit_flat,
    (True, False): lambda _, values: values,
}


@build.register
def _(node: tree.Comprehension, bound: Names) -> Evaluator:
    base = build(node.base, bound)
    condition = build(node.condition, bound | {node.variable})
    variable, decides = node.variable, node.quantifier == "exists"

    def run(scope: Scope, variables: Environment) -> object:
        rows = _rows(base(scope, variables))
        if rows is None:
            return UNKNOWN
        verdicts = [condition(scope, {**variables, variable: row}) for row in rows]
        if any(verdict is decides for verdict in verdicts):
            return decides
        return not decides if all(verdict is (not decides) for verdict in verdicts) else UNKNOWN

    return run


def _rows(value: object) -> Sequence[object] | None:
    """What a quantifier walks: rows of a matrix or roster, items of a list; None for anything else."""
    if isinstance(value, Table):
        return [row for _, row in value.rows()]
    return items(value) if isinstance(value, tuple | TableRow) else None
