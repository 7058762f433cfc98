"""Conditions of XPath as conditions of our language.

XPath has two truth values and an empty text for what is unanswered; ours has a third, unknown. So negations are carried
down to the comparisons (`not(a and b)` is `not a or not b`) and each comparison is written so that it is true exactly
when XPath's is: `not(${x} = 'yes')` holds of no answer too, hence `!known(x) || x != 'yes'`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import islice

from questionari.engine.expressions import tree
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.parser import MAX_LENGTH
from questionari.engine.expressions.render import render
from questionari.xlsform import xpath
from questionari.xlsform.comparisons import compared, known
from questionari.xlsform.terms import Place, Term, term
from questionari.xlsform.xpath import XPathError

YES, NO = tree.Literal(True), tree.Literal(False)
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_DUAL = {"or": "and", "and": "or"}
_JOIN = {"or": "||", "and": "&&"}
_WORDS = {"true": True, "false": False}  # a cell that holds a truth value
_SETTLES = {"or": YES, "and": NO}


def condition(node: xpath.Node, place: Place) -> tree.Node:
    """A condition that is certainly true exactly where XPath's is. Raises XPathError for what has no counterpart."""
    return _holds(node, place, True)


def exact(node: xpath.Node, place: Place) -> tree.Node:
    """The same, false rather than unknown where it is not true."""
    found = condition(node, place)
    return found if _two_valued(found) else tree.Call("value_or", (found, NO))


def written(node: tree.Node) -> str:
    """The source of a tree. Raises XPathError when it is longer than an expression may be."""
    long = sum(1 for _ in islice(tree.walk(node), MAX_LENGTH + 1)) > MAX_LENGTH
    source = "" if long else render(node)
    if long or len(source) > MAX_LENGTH:
        raise XPathError(f"it would be longer than {MAX_LENGTH} characters: split it with a calculation")
    return source


def value(node: xpath.Node, place: Place) -> Term:
    """A value; a condition where a value is asked gives the texts 'true' and 'false', as XPath does."""
    if _is_condition(node):
        truth = exact(node, place)
        return Term(tree.Conditional(truth, tree.Literal("true"), tree.Literal("false")), Kind.TEXT)
    return term(node, place, exact)


def _is_condition(node: xpath.Node) -> bool:
    match node:
        case xpath.Binary(sign=sign):
            return sign in _COMPARISONS or sign in _DUAL
        case xpath.Call(name=name):
            return name in _CALLS
    return False


def _holds(node: xpath.Node, place: Place, holds: bool) -> tree.Node:
    """A condition, or its opposite."""
    match node:
        case xpath.Binary(sign=sign) if sign in _DUAL:
            return _joined(sign if holds else _DUAL[sign], _chain(node, sign), place, holds)
        case xpath.Binary(sign=sign) if sign in _COMPARISONS:
            return _guarded_rows(node, place, holds) or compared(node, place, holds, exact)
        case xpath.Call(name=name, arguments=arguments) if name in _CALLS:
            return _CALLS[name](arguments, place, holds)
        case xpath.Reference() | xpath.Self():
            return known(term(node, place, exact), holds)
        case xpath.Column(name=name) if name.casefold() in _WORDS:
            return YES if _WORDS[name.casefold()] is holds else NO
    raise XPathError("a value stands where a condition is needed")


def _chain(node: xpath.Node, sign: str) -> list[xpath.Node]:
    """The parts of `a or b or c`, without recursion however many."""
    parts: list[xpath.Node] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, xpath.Binary) and part.sign == sign:
            waiting += (part.right, part.left)
        else:
            parts.append(part)
    return parts


def _joined(sign: str, parts: Sequence[xpath.Node], place: Place, holds: bool) -> tree.Node:
    """Parts joined, each once; what settles the whole settles it, what changes nothing is left out."""
    found = dict.fromkeys(each for part in parts for each in _flat(_holds(part, place, holds), _JOIN[sign]))
    settles = _SETTLES[sign]
    if settles in found:
        return settles
    kept = _gathered([each for each in found if each not in (YES, NO)], sign)
    return _balanced(kept, _JOIN[sign]) if kept else _SETTLES[_DUAL[sign]]


def _flat(node: tree.Node, sign: str) -> list[tree.Node]:
    if isinstance(node, tree.Binary) and node.operator == sign:
        return [*_flat(node.left, sign), *_flat(node.right, sign)]
    return [node]


def _gathered(parts: Sequence[tree.Node], sign: str) -> list[tree.Node]:
    """`x == 'a' || x == 'b'` as `x in ['a', 'b']`, at the place of the first."""
    places: dict[tree.Node, list[tree.Node]] = {}
    kept: list[tree.Node] = []
    for part in parts:
        match part:
            case tree.Binary(operator="==", left=left, right=tree.Literal(value=str()) as code) if sign == "or":
                if left not in places:
                    kept.append(left)
                places.setdefault(left, []).append(code)
            case _:
                kept.append(part)
    return [_one_of(part, places[part]) if part in places else part for part in kept]


def _one_of(left: tree.Node, codes: Sequence[tree.Node]) -> tree.Node:
    if len(codes) == 1:
        return tree.Binary("==", left, codes[0])
    return tree.Binary("in", left, tree.ListExpr(tuple(codes)))


def _balanced(parts: Sequence[tree.Node], sign: str) -> tree.Node:
    """Short chains as they are written; long ones as a tree of little depth."""
    if len(parts) <= 8:
        return reduce(lambda left, right: tree.Binary(sign, left, right), parts)
    middle = len(parts) // 2
    return tree.Binary(sign, _balanced(parts[:middle], sign), _balanced(parts[middle:], sign))


_TWO_VALUED = frozenset({"known", "answered", "asked", "unavailable"})


def _two_valued(node: tree.Node) -> bool:
    """Whether a condition is never unknown."""
    match node:
        case tree.Literal():
            return True
        case tree.Call(name=name):
            return name in _TWO_VALUED or (name == "value_or" and _two_valued(node.arguments[1]))
        case tree.Unary(operand=operand):
            return _two_valued(operand)
        case tree.Binary(operator="&&" | "||", left=left, right=right):
            return _two_valued(left) and _two_valued(right)
    return False


def _guarded_rows(node: xpath.Binary, place: Place, holds: bool) -> tree.Node | None:
    """`position(..) <= ${n}` in a repeat of ${n} rows: it holds of each of them."""
    match node:
        case xpath.Binary(sign="<=", left=xpath.Call(name="position"), right=xpath.Reference(name=counter)):
            roster = next((s for s in place.symbols.values() if s.kind is Kind.ROSTER and s.rows == place.roster), None)
            if roster is not None and roster.counted_by == counter:
                return YES if holds else NO
    return None


def _not(arguments: Sequence[xpath.Node], place: Place, holds: bool) -> tree.Node:
    if len(arguments) != 1:
        raise XPathError("not(…) takes one condition")
    return _holds(arguments[0], place, not holds)


def _boolean(arguments: Sequence[xpath.Node], place: Place, holds: bool) -> tree.Node:
    if len(arguments) != 1:
        raise XPathError("boolean(…) takes one condition")
    return _holds(arguments[0], place, holds)


def _selected(arguments: Sequence[xpath.Node], place: Place, holds: bool) -> tree.Node:
    """`selected(${x}, 'a')`: of a single choice the same as `${x} = 'a'`."""
    if len(arguments) != 2:
        raise XPathError("selected(…) takes a question and a choice")
    first = term(arguments[0], place, exact)
    if first.kind is not Kind.CODES:
        return compared(xpath.Binary("=", *arguments), place, holds, exact)
    code = _picked(term(arguments[1], place, exact), first, place)
    if code is None:
        return NO if holds else YES
    picked = tree.Binary("in", code, first.node)
    return picked if holds else tree.Binary("||", known(first, False), tree.Unary("!", picked))


def _picked(choice: Term, among: Term, place: Place) -> tree.Node | None:
    """The code of a choice, None where the question has none such."""
    if choice.literal is None:
        return choice.node
    options: Mapping[str, str] = among.symbol.options if among.symbol else {}
    if choice.literal not in options:
        place.unknown_option(f"{among.symbol.name if among.symbol else 'it'} has no choice {choice.literal!r}")
        return None
    return tree.Literal(options[choice.literal])


def _constant(holds_always: bool) -> Callable[[Sequence[xpath.Node], Place, bool], tree.Node]:
    return lambda arguments, place, holds: YES if holds is holds_always else NO


_CALLS: Mapping[str, Callable[[Sequence[xpath.Node], Place, bool], tree.Node]] = {
    "not": _not,
    "boolean": _boolean,
    "selected": _selected,
    "true": _constant(True),
    "false": _constant(False),
}


def filtered(node: xpath.Node, place: Place, columns: Mapping[str, str]) -> tree.Node:
    """A choice filter for one choice, whose columns are given."""
    return condition(node, replace(place, columns=columns))
