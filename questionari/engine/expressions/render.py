"""Tree to source, with the fewest brackets that keep the meaning: ``parse(render(tree))`` gives the tree back."""

from functools import singledispatch

from questionari.engine.expressions import tree
from questionari.engine.expressions.operators import BINARY, TERNARY_LEVEL, UNARY_LEVEL
from questionari.engine.expressions.tree import Node

_ATOM_LEVEL = UNARY_LEVEL + 1


def render(node: Node) -> str:
    """The source of a tree."""
    return _text(node)[0]


@singledispatch
def _text(node: Node) -> tuple[str, int]:
    """Source and the level of its outermost operator (higher binds tighter)."""
    raise TypeError(f"not a node: {node!r}")


@_text.register
def _(node: tree.Literal) -> tuple[str, int]:
    if isinstance(node.value, bool):
        return ("true" if node.value else "false"), _ATOM_LEVEL
    if isinstance(node.value, str):
        escaped = node.value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        return f"'{escaped}'", _ATOM_LEVEL
    return format(node.value, "f"), _ATOM_LEVEL


@_text.register
def _(node: tree.Name) -> tuple[str, int]:
    return node.name, _ATOM_LEVEL


@_text.register
def _(node: tree.Index) -> tuple[str, int]:
    return f"{_at_least(node.base, _ATOM_LEVEL)}[{render(node.key)}]", _ATOM_LEVEL


@_text.register
def _(node: tree.Field) -> tuple[str, int]:
    return f"{_at_least(node.base, _ATOM_LEVEL)}.{node.name}", _ATOM_LEVEL


@_text.register
def _(node: tree.Call) -> tuple[str, int]:
    return f"{node.name}({', '.join(map(render, node.arguments))})", _ATOM_LEVEL


@_text.register
def _(node: tree.ListExpr) -> tuple[str, int]:
    return f"[{', '.join(map(render, node.items))}]", _ATOM_LEVEL


@_text.register
def _(node: tree.Comprehension) -> tuple[str, int]:
    base = _at_least(node.base, _ATOM_LEVEL)
    return f"{base}.{node.quantifier}({node.variable}, {render(node.condition)})", _ATOM_LEVEL


@_text.register
def _(node: tree.Unary) -> tuple[str, int]:
    return f"{node.operator}{_at_least(node.operand, UNARY_LEVEL)}", UNARY_LEVEL


@_text.register
def _(node: tree.Binary) -> tuple[str, int]:
    operator = BINARY[node.operator]
    left = _at_least(node.left, operator.level if operator.chains else operator.level + 1)
    return f"{left} {node.operator} {_at_least(node.right, operator.level + 1)}", operator.level


@_text.register
def _(node: tree.Conditional) -> tuple[str, int]:
    condition, then = (_at_least(part, TERNARY_LEVEL + 1) for part in (node.condition, node.then))
    return f"{condition} ? {then} : {render(node.otherwise)}", TERNARY_LEVEL


def _at_least(node: Node, level: int) -> str:
    """Source of a part, in brackets when it binds less than its place needs."""
    text, own = _text(node)
    return text if own >= level else f"({text})"
