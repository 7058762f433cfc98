"""Whether two expressions say the same, when the questions they read may bear other codes."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from questionari.engine.expressions import tree
from questionari.engine.expressions.render import render
from questionari.engine.expressions.tree import Expression, Node


def said(expression: Expression | None, renamed: Mapping[str, str]) -> str | None:
    """The source, evenly written, with questions under their new codes; None for no expression."""
    return None if expression is None else render(with_names(expression.root, renamed))


def said_together(expressions: Iterable[Expression], renamed: Mapping[str, str]) -> tuple[str, ...]:
    """The sources of conditions that hold together, each once, in an order that means nothing."""
    return tuple(sorted({render(with_names(expression.root, renamed)) for expression in expressions}))


def with_names(node: Node, renamed: Mapping[str, str]) -> Node:
    """The tree with its names replaced."""
    if isinstance(node, tree.Name):
        return replace(node, name=renamed.get(node.name, node.name))
    inside = {at.name: _part(getattr(node, at.name), renamed) for at in fields(node) if at.name != "column"}
    return replace(node, **inside)


def _part(value: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(with_names(item, renamed) for item in value)
    return with_names(value, renamed) if hasattr(value, "children") else value
