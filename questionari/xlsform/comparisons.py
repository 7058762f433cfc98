"""Comparisons of XPath, by the kinds of their two sides. Each is written so that it, or its opposite, is certainly true
exactly where XPath's is: an empty answer equals no written one and has no order."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from questionari.engine.expressions import tree
from questionari.engine.expressions.functions import read_date
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.scope import UNKNOWN
from questionari.xlsform import xpath
from questionari.xlsform.terms import Condition, Place, Term, certain, decimal_of, number, term, text
from questionari.xlsform.xpath import XPathError

YES, NO = tree.Literal(True), tree.Literal(False)
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_HERE = {"=": "=="}
_ORDER: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def known(found: Term, holds: bool) -> tree.Node:
    """Whether there is a value, or none."""
    if found.literal is not None:
        return YES if bool(found.literal) is holds else NO
    node = tree.Call("known", (found.node,))
    return node if holds else tree.Unary("!", node)


def compared(node: xpath.Binary, place: Place, holds: bool, exact: Condition) -> tree.Node:
    """A comparison, or its opposite."""
    measured = _emptiness(node, place, holds, exact)
    if measured is not None:
        return measured
    left, right = term(node.left, place, exact), term(node.right, place, exact)
    if left.literal is not None and right.literal is None:
        left, right, sign = right, left, _MIRRORED[node.sign]
    else:
        sign = node.sign
    if left.literal is not None and right.literal is not None:
        return YES if _settled(sign, left.literal, right.literal) is holds else NO
    if sign in ("=", "!=") and right.literal is not None and right.literal.strip() in ("", "NaN"):
        return _void(sign, left, right.literal.strip(), holds)
    return _by_kind(sign, left, right, place, holds)


def _emptiness(node: xpath.Binary, place: Place, holds: bool, exact: Condition) -> tree.Node | None:
    """`string-length(${x}) = 0` and the like, of whatever kind: is there an answer?"""
    match node.left, node.right:
        case xpath.Call(name="string-length", arguments=(measured,)), xpath.Number(value=bound):
            if not bound and node.sign in ("=", "!=", ">"):
                return known(term(measured, place, exact), holds is (node.sign != "="))
    return None


def _settled(sign: str, left: str, right: str) -> bool:
    """Two written values."""
    if sign in ("=", "!="):
        return (left == right) is (sign == "=")
    return _ORDER[sign](decimal_of(left), decimal_of(right))


def _void(sign: str, left: Term, written: str, holds: bool) -> tree.Node:
    """Compared with an empty text: is there an answer? With 'NaN': is there a number?"""
    if written == "NaN" and left.kind is not Kind.NUMBER:
        return NO if (sign == "=") is holds else YES
    return known(left, holds is (sign == "!="))


def _by_kind(sign: str, left: Term, right: Term, place: Place, holds: bool) -> tree.Node:
    handler = _HANDLERS.get(left.kind)
    if handler is None:
        raise XPathError(f"it compares {left.kind}")
    return handler(sign, left, right, place, holds)


def _plain(sign: str, left: Term, right: Term, place: Place, holds: bool) -> tree.Node:
    """A comparison of two values of one family; empty ones make `!=` true and all the others false."""
    ours = _HERE.get(sign, sign)
    comparison = tree.Binary(ours if holds else _OPPOSITE[ours], left.node, right.node)
    open_ = [each for each in (left, right) if not certain(each.node) and each.symbol is not place.here]
    if holds is (sign != "!=") or not open_:
        return comparison
    if any(each.symbol is None for each in open_):
        return tree.Call("value_or", (comparison, YES))
    whole: tree.Node = comparison
    for each in reversed(open_):
        whole = tree.Binary("||", known(each, False), whole)
    return whole


def _numbers(sign: str, left: Term, right: Term, place: Place, holds: bool) -> tree.Node:
    if right.kind is Kind.TEXT and right.literal is not None:
        right = number(decimal_of(right.literal))
    if right.kind is not Kind.NUMBER:
        raise XPathError(f"it compares {left.kind} with {right.kind}")
    return _plain(sign, left, right, place, holds)


def _texts(sign: str, left: Term, right: Term, place: Place, holds: bool) -> tree.Node:
    if sign not in ("=", "!="):
        raise XPathError("texts have no order here")
    if right.literal is not None:
        right = text(right.literal)
    if right.kind not in (Kind.TEXT, Kind.CODE):
        raise XPathError(f"it compares {left.kind} with {right.kind}")
    return _plain(sign, left, right, place, holds)


def _codes(sign: str, left: Term, right: Term, place: Place, holds: bool) -> tree.Node:
    """A single choice: with a written choice, with another answer, or by the numbers its codes are."""
    if right.literal is None:
        return _texts(sign, left, right, place, holds)
    options = left.symbol.options if left.symbol else {}
    if sign in _ORDER:
        return _by_number(sign, left, options, decimal_of(right.literal), holds)
    code = options.get(right.literal)
    if code is None:
        place.unknown_option(f"{left.symbol.name if left.symbol else 'it'} has no choice {right.literal!r}")
        return NO if (sign == "=") is holds else YES
    return _plain(sign, left, text(code), place, holds)


def _by_number(sign: str, left: Term, options: Mapping[str, str], bound: Decimal, holds: bool) -> tree.Node:
    """`${x} > 3` over codes that are numbers: the codes for which it is so."""
    met = [ours for theirs, ours in options.items() if _ORDER[sign](decimal_of(theirs), bound) is holds]
    among = tree.Binary("in", left.node, tree.ListExpr(tuple(tree.Literal(code) for code in met)))
    if not holds:
        return tree.Binary("||", known(left, False), among) if met else known(left, False)
    return among if met else NO


def _multiple(sign: str, left: Term, right: Term, place: Place, holds: bool) -> tree.Node:
    """A multiple choice equal to a written choice: that one and no other."""
    options = left.symbol.options if left.symbol else {}
    picked = options.get(right.literal or "")
    if sign not in ("=", "!=") or picked is None:
        raise XPathError("a multiple choice is looked into with selected(…)")
    code = tree.Literal(picked)
    alone = tree.Binary("==", tree.Call("size", (left.node,)), number(1).node)
    same = tree.Binary("&&", tree.Binary("in", code, left.node), alone)
    if (sign == "=") is holds:
        return same
    return tree.Binary("||", known(left, False), tree.Unary("!", same))


def _dates(sign: str, left: Term, right: Term, place: Place, holds: bool) -> tree.Node:
    if right.kind is Kind.TEXT and right.literal is not None:
        if read_date(right.literal) is UNKNOWN:
            raise XPathError(f"{right.literal!r} is no day")
        right = Term(tree.Call("date", (tree.Literal(right.literal),)), Kind.DATE, literal=right.literal)
    if right.kind is not Kind.DATE:
        raise XPathError(f"it compares {left.kind} with {right.kind}")
    return _plain(sign, left, right, place, holds)


_HANDLERS: Mapping[Kind, Callable[[str, Term, Term, Place, bool], tree.Node]] = {
    Kind.NUMBER: _numbers,
    Kind.TEXT: _texts,
    Kind.CODE: _codes,
    Kind.CODES: _multiple,
    Kind.DATE: _dates,
}
