"""From the tree of an expression to formulas, node by node as ``engine.expressions.closures`` works it out."""

from functools import singledispatch

from questionari.engine.expressions import tree
from questionari.engine.expressions.context import CONTEXT_READERS
from questionari.engine.expressions.tree import Node
from questionari.proofs.calls import CALLS
from questionari.proofs.frame import (
    UNKNOWN_TRUTH,
    Frame,
    beyond_of,
    condition,
    field_of,
    member,
    open_if,
    walked,
    written,
)
from questionari.proofs.numbers import ARITHMETIC, compare, negative, plain
from questionari.proofs.operands import NOTHING, Items, Operand, Row, Scalar, Table, Truth, equal, kind_of, scalar
from questionari.proofs.terms import NO, YES, NotModelledError, both, choose, either, exactly, implies, negation


@singledispatch
def encode(node: Node, frame: Frame) -> Operand:
    """The operand of a tree. Raises NotModelledError for what formulas cannot say."""
    raise TypeError(f"not a node: {node!r}")


@encode.register
def _(node: tree.Literal, frame: Frame) -> Operand:
    if isinstance(node.value, bool):
        return Truth(YES, NO) if node.value else Truth(NO, YES)
    if isinstance(node.value, str):
        return written(frame.world, node.value)
    return Scalar(YES, kind="number", value=exactly(node.value))


@encode.register
def _(node: tree.Name, frame: Frame) -> Operand:
    if node.name in frame.variables:
        return frame.variables[node.name]
    if node.name == "today":
        return frame.scope.surroundings.today()
    return NOTHING if node.name in CONTEXT_READERS else frame.scope.lookup(node.name)


@encode.register
def _(node: tree.Field, frame: Frame) -> Operand:
    base = node.base
    if not isinstance(base, tree.Name) or base.name in frame.variables:
        return field_of(encode(base, frame), node.name)
    if base.name in CONTEXT_READERS:
        return frame.scope.surroundings.read(base.name, node.name)
    dotted = f"{base.name}.{node.name}"
    if frame.scope.question(dotted) is not None:
        return frame.scope.lookup(dotted)
    return field_of(frame.scope.lookup(base.name), node.name)


@encode.register
def _(node: tree.Index, frame: Frame) -> Operand:
    base, key = encode(node.base, frame), encode(node.key, frame)
    if not isinstance(key, Scalar) or key.literal is None:
        raise NotModelledError
    match base:
        case Table():
            return base.row(key.literal)
        case Row():
            return field_of(base, key.literal)
    return NOTHING


@encode.register
def _(node: tree.ListExpr, frame: Frame) -> Operand:
    return Items(YES, items=tuple((YES, encode(item, frame)) for item in node.items))


@encode.register
def _(node: tree.Unary, frame: Frame) -> Operand:
    operand = encode(node.operand, frame)
    if node.operator == "!":
        return Truth(operand.no, operand.yes) if isinstance(operand, Truth) else UNKNOWN_TRUTH
    return negative(scalar(operand, "number"))


@encode.register
def _(node: tree.Binary, frame: Frame) -> Operand:
    left, right = encode(node.left, frame), encode(node.right, frame)
    if node.operator in _LOGIC:
        return _LOGIC[node.operator](condition(left), condition(right))
    if node.operator in ARITHMETIC:
        return ARITHMETIC[node.operator](scalar(left, "number"), scalar(right, "number"))
    if node.operator == "in":
        return member(left, right, frame.world)
    return compare(node.operator, left, right)


def _and(left: Truth, right: Truth) -> Truth:
    return Truth(both(left.yes, right.yes), either(left.no, right.no))


def _or(left: Truth, right: Truth) -> Truth:
    return Truth(either(left.yes, right.yes), both(left.no, right.no))


_LOGIC = {"&&": _and, "||": _or}


@encode.register
def _(node: tree.Conditional, frame: Frame) -> Operand:
    verdict = condition(encode(node.condition, frame))
    then, otherwise = encode(node.then, frame), encode(node.otherwise, frame)
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        unsure = negation(verdict.known)
        agree = [both(unsure, getattr(then, side), getattr(otherwise, side)) for side in ("yes", "no")]
        yes = either(both(verdict.yes, then.yes), both(verdict.no, otherwise.yes), agree[0])
        return Truth(yes, either(both(verdict.yes, then.no), both(verdict.no, otherwise.no), agree[1]))
    return _either_scalar(verdict, then, otherwise)


def _either_scalar(verdict: Truth, then: Operand, otherwise: Operand) -> Scalar:
    """One of two scalars; with an unknown condition their common value."""
    kind = kind_of(then, otherwise)
    first, second = scalar(then, kind), scalar(otherwise, kind)
    alike = both(negation(verdict.known), first.known, second.known, equal(first, second))
    states = [
        either(both(verdict.yes, getattr(first, state)), both(verdict.no, getattr(second, state)))
        for state in ("known", "unavailable", "declined")
    ]
    value = choose(verdict.no, plain(second), plain(first))
    return Scalar(either(states[0], alike), states[1], states[2], kind=kind, value=value)


@encode.register
def _(node: tree.Comprehension, frame: Frame) -> Operand:
    base = encode(node.base, frame)
    exists = node.quantifier == "exists"
    verdicts = []
    for present, row in walked(base, frame.world):
        inner = Frame(frame.scope, {**frame.variables, node.variable: row})
        verdicts.append((present, condition(encode(node.condition, inner))))
    rest = open_if(beyond_of(base), frame.world)
    if beyond_of(base) is not NO:
        verdicts.append((beyond_of(base), rest))
    some = "yes" if exists else "no"
    other = "no" if exists else "yes"
    decided = both(base.known, either(*(both(present, getattr(v, some)) for present, v in verdicts)))
    missed = both(base.known, *(implies(present, getattr(v, other)) for present, v in verdicts))
    return Truth(decided, missed) if exists else Truth(missed, decided)


@encode.register
def _(node: tree.Call, frame: Frame) -> Operand:
    return CALLS[node.name](node, frame, encode)
