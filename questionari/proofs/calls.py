"""Functions of the language in formulas: the counterpart of ``engine.expressions.functions`` and ``forms``."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

import z3

from questionari.engine.expressions import tree
from questionari.engine.expressions.forms import question_code
from questionari.engine.expressions.tree import Node, detail_code
from questionari.proofs import texts
from questionari.proofs.frame import Frame, beyond_of, items_of
from questionari.proofs.numbers import absolute, compare, least, negative, plain, plus, whole
from questionari.proofs.operands import (
    NOTHING,
    Hours,
    Items,
    Known,
    Operand,
    Picks,
    Row,
    Rows,
    Scalar,
    Table,
    Truth,
    equal,
    guarded,
    kind_of,
    number,
    scalar,
)
from questionari.proofs.terms import (
    NO,
    YES,
    NotModelledError,
    Term,
    World,
    both,
    choose,
    either,
    exactly,
    implies,
    length,
    negation,
)  # fmt: skip

Encode: TypeAlias = Callable[[Node, Frame], Operand]
Caller: TypeAlias = Callable[[tree.Call, Frame, Encode], Operand]
ZERO = number(exactly(0), YES)


def _of_values(apply: Callable[[World, Sequence[Operand]], Operand]) -> Caller:
    """A function of its arguments' values alone."""

    def call(node: tree.Call, frame: Frame, encode: Encode) -> Operand:
        return apply(frame.world, [encode(argument, frame) for argument in node.arguments])

    return call


def _numbers(world: World, operands: Sequence[Operand]) -> tuple[Term, list[tuple[Term, Scalar]], Term]:
    """The items of collections as numbers; whether all are known; whether there are more."""
    items = [(both(o.known, there), scalar(item, "number")) for o in operands for there, item in items_of(o, world)]
    known = both(*(operand.known for operand in operands), *(implies(there, item.known) for there, item in items))
    return known, items, either(*(beyond_of(operand) for operand in operands))


def _or_open(world: World, beyond: Term, found: Scalar) -> Scalar:
    """A number that is anything, or unknown, when there are more rows than are modelled."""
    if beyond is NO:
        return found
    return number(choose(beyond, world.number(), found.value), choose(beyond, world.fresh(), found.known), found.over)


def _sum(world: World, operands: Sequence[Operand]) -> Operand:
    known, items, beyond = _numbers(world, operands)
    simple = all(item.over is None for _, item in items)
    parts = [choose(there, item.value, exactly(0)) for there, item in items if there is not NO]
    if simple:
        return _or_open(world, beyond, number(z3.Sum(parts) if parts else exactly(0), known))
    quotients = (guarded(item, there) for there, item in items)
    total = reduce(plus, (number(choose(q.known, q.value, exactly(0)), YES, q.over) for q in quotients), ZERO)
    return number(total.value, known, total.over)


def _extreme(pick: Callable[[Scalar, Scalar], Scalar]) -> Callable[[World, Sequence[Operand]], Operand]:
    """min or max: the items met so far against the next; unknown over nothing."""

    def apply(world: World, operands: Sequence[Operand]) -> Operand:
        known, items, beyond = _numbers(world, operands)
        some, best = NO, ZERO
        for there, item in items:
            better = pick(best, item)
            value = choose(both(some, there), better.value, choose(there, plain(item), best.value))
            some, best = either(some, there), number(value, YES)
        return _or_open(world, beyond, number(best.value, both(known, some)))

    return apply


def _greatest(left: Scalar, right: Scalar) -> Scalar:
    return negative(least(negative(left), negative(right)))


def _abs(world: World, operands: Sequence[Operand]) -> Operand:
    return absolute(scalar(operands[0], "number"))


def _whole(world: World, operands: Sequence[Operand]) -> Operand:
    return whole(scalar(operands[0], "number"))


def _counted(known: Term, there: Sequence[Term]) -> Scalar:
    """How many of some truths hold."""
    ones_ = [choose(each, exactly(1), exactly(0)) for each in there if each is not NO]
    return number(z3.Sum(ones_) if ones_ else exactly(0), known)


def _size(world: World, operands: Sequence[Operand]) -> Operand:
    match operands[0]:
        case Rows() as roster:
            return number(roster.count, roster.known)
        case Picks() | Items() as found if beyond_of(found) is NO:
            return _counted(found.known, [there for there, _ in items_of(found, world)])
        case Items() as found:
            return number(world.number(), found.known)
        case Scalar(kind="text") as text:
            return number(length(text.value), text.known)
    raise NotModelledError


def _count(world: World, operands: Sequence[Operand]) -> Operand:
    """Items equal to any of the codes; without codes, items with a value."""
    value, *codes = operands
    items = items_of(value, world)
    if not codes:
        found = _counted(value.known, [both(there, item.known) for there, item in items])
        return _or_open(world, beyond_of(value), found)
    known = both(value.known, *(code.known for code in codes), *(implies(there, item.known) for there, item in items))
    same = [both(there, either(*(compare("==", item, code).yes for code in codes))) for there, item in items]
    return _or_open(world, beyond_of(value), _counted(known, same))


def _hours(world: World, operands: Sequence[Operand]) -> Operand:
    hours = _opening(operands)
    return number(hours.minutes * exactly(1) / z3.RealVal(60), hours.known)


def _open_days(world: World, operands: Sequence[Operand]) -> Operand:
    hours = _opening(operands)
    return number(hours.days, hours.known)


def _opening(operands: Sequence[Operand]) -> Hours:
    if not isinstance(operands[0], Hours):
        raise NotModelledError
    return operands[0]


def _state(of: Callable[[Operand], Term]) -> Callable[[World, Sequence[Operand]], Operand]:
    """A two-valued question about an operand; of a matrix or a row of it, about each active cell."""

    def apply(world: World, operands: Sequence[Operand]) -> Operand:
        operand = operands[0]
        if not isinstance(operand, Table | Row) or (isinstance(operand, Row) and operand.of_roster):
            return Truth(of(operand), negation(of(operand)))
        cells = items_of(operand, world)
        each = both(either(*(there for there, _ in cells)), *(implies(there, of(cell)) for there, cell in cells))
        verdict = either(both(operand.known, each), both(negation(operand.known), of(operand)))
        return Truth(verdict, negation(verdict))

    return apply


def _answered(operand: Operand) -> Term:
    return operand.known if isinstance(operand, Truth) else operand.answered


def _is_known(operand: Operand) -> Term:
    return operand.known


def _unavailable(operand: Operand) -> Term:
    return operand.unavailable if isinstance(operand, Known) else NO


def _value_or(world: World, operands: Sequence[Operand]) -> Operand:
    value, otherwise = operands
    if isinstance(value, Truth) and isinstance(otherwise, Truth):
        unknown = negation(value.known)
        sides = [either(getattr(value, s), both(unknown, getattr(otherwise, s))) for s in ("yes", "no")]
        return Truth(sides[0], sides[1])
    kind = kind_of(value, otherwise)
    first, second = scalar(value, kind), scalar(otherwise, kind)
    states = [both(negation(first.known), getattr(second, s)) for s in ("known", "unavailable", "declined")]
    chosen = choose(first.known, plain(first), plain(second))
    return Scalar(either(first.known, states[0]), states[1], states[2], kind=kind, value=chosen)


def _previous(node: tree.Call, frame: Frame, encode: Encode) -> Operand:
    known, scope = frame.scope.previous()
    return guarded(encode(node.arguments[0], Frame(scope, frame.variables)), known)


def _asked(node: tree.Call, frame: Frame, encode: Encode) -> Operand:
    code = question_code(node.arguments[0], frame.scope)
    asked = NO if code is None else frame.scope.asked(code)
    return Truth(asked, negation(asked))


def _detail(node: tree.Call, frame: Frame, encode: Encode) -> Operand:
    code = detail_code(node)
    return NOTHING if code is None else frame.scope.lookup(code)


def _score(node: tree.Call, frame: Frame, encode: Encode) -> Operand:
    question = frame.scope.question(question_code(node.arguments[0], frame.scope) or "")
    value = encode(node.arguments[0], frame)
    if question is None or isinstance(value, Truth):
        return NOTHING
    options = question.matrix.options if question.matrix else question.options
    scores = {option.code: exactly(option.score) for option in options if option.score is not None}
    marks = [
        (both(value.known, there), _mark(frame.world, item, scores)) for there, item in items_of(value, frame.world)
    ]
    known = both(value.known, *(implies(there, mark.known) for there, mark in marks))
    parts = [choose(there, mark.value, exactly(0)) for there, mark in marks if there is not NO]
    return _or_open(frame.world, beyond_of(value), number(z3.Sum(parts) if parts else exactly(0), known))


def _mark(world: World, item: Operand, scores: Mapping[str, Term]) -> Scalar:
    """The score of one code."""
    code = scalar(item, "text")
    hits = [(equal(code, Scalar(YES, kind="text", value=world.text(c), literal=c)), s) for c, s in scores.items()]
    value: Term = exactly(0)
    for hit, score in hits:
        value = choose(hit, score, value)
    return number(value, both(code.known, either(*(hit for hit, _ in hits))))


CALLS: Mapping[str, Caller] = {
    "previous": _previous,
    "asked": _asked,
    "detail": _detail,
    "score": _score,
    "sum": _of_values(_sum),
    "min": _of_values(_extreme(least)),
    "max": _of_values(_extreme(_greatest)),
    "abs": _of_values(_abs),
    "whole": _of_values(_whole),
    "size": _of_values(_size),
    "rows": _of_values(_size),
    "count": _of_values(_count),
    "year": _of_values(texts.year),
    "days": _of_values(texts.days),
    "province": _of_values(texts.province),
    "plural": _of_values(texts.plural),
    "date": _of_values(texts.day),
    "hours": _of_values(_hours),
    "open_days": _of_values(_open_days),
    "answered": _of_values(_state(_answered)),
    "known": _of_values(_state(_is_known)),
    "unavailable": _of_values(_state(_unavailable)),
    "value_or": _of_values(_value_or),
}
