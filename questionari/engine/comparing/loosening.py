"""Whether one condition holds wherever another does, as far as their form shows it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import ge, le

from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.tree import Binary, Literal, Node, Unary

#: Comparison with a number on the right -> how the number may move so that it holds of more.
_MOVES: Mapping[str, Callable[[Decimal, Decimal], bool]] = {"<=": ge, "<": ge, ">=": le, ">": le}


def looser_rule(old: str, new: str) -> bool:
    """Whether what satisfies the old condition satisfies the new one, also where parts of it are unknown.

    Decided by form alone: an alternative added, a requirement dropped, a bound moved outwards. False where it cannot
    be seen; then the two may still mean the same.
    """
    return looser(parse(old).root, parse(new).root)


def looser(old: Node, new: Node) -> bool:
    """The same of trees."""
    return old == new or _of_parts(old, new) or _added(old, new) or _dropped(old, new)


def _of_parts(old: Node, new: Node) -> bool:
    """The same operator over parts each of which holds of more."""
    match old, new:
        case Binary("&&" | "||" as one), Binary(other) if one == other:
            return looser(old.left, new.left) and looser(old.right, new.right)
        case Binary(one), Binary(other) if one == other and old.left == new.left:
            moves, before, after = _MOVES.get(one), _number(old.right), _number(new.right)
            return moves is not None and before is not None and after is not None and moves(after, before)
    return False


def _added(old: Node, new: Node) -> bool:
    """An alternative more."""
    return isinstance(new, Binary) and new.operator == "||" and (looser(old, new.left) or looser(old, new.right))


def _dropped(old: Node, new: Node) -> bool:
    """A requirement less."""
    return isinstance(old, Binary) and old.operator == "&&" and (looser(old.left, new) or looser(old.right, new))


def _number(node: Node) -> Decimal | None:
    if isinstance(node, Literal) and isinstance(node.value, Decimal):
        return node.value
    inner = _number(node.operand) if isinstance(node, Unary) and node.operator == "-" else None
    return None if inner is None else -inner
