"""The tree of a parsed expression: frozen, hashable, picklable. Columns (from 1) serve messages, never equality."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal as OneOf, TypeAlias

#: Names that are never questions: the context's parts, and the variables of rows (``outer``: the row around a row).
CONTEXT_NAMES = frozenset({"today", "round", "census", "linked"})
ROW_NAMES = frozenset({"row", "row_code", "outer"})

Quantifier: TypeAlias = OneOf["all", "exists"]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text or a truth value as written."""

    value: Decimal | str | bool
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """A literal has none."""
        return ()


@dataclass(frozen=True, slots=True)
class Name:
    """A question's code, a part of the context or a variable."""

    name: str
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """A name has none."""
        return ()


@dataclass(frozen=True, slots=True)
class Index:
    """``base[key]``: a row of a matrix, or a cell of a row."""

    base: "Node"
    key: "Node"
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """What is indexed, then the key."""
        return (self.base, self.key)


@dataclass(frozen=True, slots=True)
class Field:
    """``base.name``: a column, a roster's child, a group's child, a part of the context."""

    base: "Node"
    name: str
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """What the field is read from."""
        return (self.base,)


@dataclass(frozen=True, slots=True)
class Call:
    """``name(arguments)``."""

    name: str
    arguments: "tuple[Node, ...]"
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """The arguments."""
        return self.arguments


@dataclass(frozen=True, slots=True)
class Unary:
    """``!operand`` or ``-operand``."""

    operator: str
    operand: "Node"
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """The operand."""
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Binary:
    """``left operator right``; the column is the operator's."""

    operator: str
    left: "Node"
    right: "Node"
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """Left, then right."""
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Conditional:
    """``condition ? then : otherwise``."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """Condition and both branches."""
        return (self.condition, self.then, self.otherwise)


@dataclass(frozen=True, slots=True)
class ListExpr:
    """``[item, item]``."""

    items: "tuple[Node, ...]"
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """The items."""
        return self.items


@dataclass(frozen=True, slots=True)
class Comprehension:
    """``base.all(variable, condition)`` or ``base.exists(…)``."""

    quantifier: Quantifier
    base: "Node"
    variable: str
    condition: "Node"
    column: int = field(default=1, compare=False)

    @property
    def children(self) -> "tuple[Node, ...]":
        """What is walked, then the condition (read with the variable bound)."""
        return (self.base, self.condition)


Node: TypeAlias = Literal | Name | Index | Field | Call | Unary | Binary | Conditional | ListExpr | Comprehension


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. The source determines the tree, so equality and hash are the source's (cheap cache keys).

    ``names`` holds the codes read from the present answers: questions, groups ("A15_05" of ``A15_05.titolo``) and
    details ("A0_03.98" of ``detail(A0_03, '98')``). What stands in ``previous(…)`` is of another round: left out.
    """

    source: str
    root: Node = field(compare=False)
    names: frozenset[str] = field(compare=False)


def walk(root: Node) -> Iterator[Node]:
    """Every node of a tree, the root first."""
    yield root
    for child in root.children:
        yield from walk(child)


def detail_code(node: Node) -> str | None:
    """The code of the question ``detail(QUESTION, 'OPTION')`` stands for, or None for any other node."""
    match node:
        case Call(name="detail", arguments=(Name(name=question), Literal(value=str(option)))):
            return f"{question}.{option}"
    return None


def names_of(node: Node, bound: frozenset[str] = CONTEXT_NAMES | ROW_NAMES) -> frozenset[str]:
    """The codes a tree reads from the present answers (see ``Expression``); ``bound`` names are not questions."""
    match node:
        case Name(name=name):
            return frozenset({name}) - bound
        case Call(name="previous"):
            return frozenset()
        case Comprehension(base=base, variable=variable, condition=condition):
            return names_of(base, bound) | names_of(condition, bound | {variable})
    below = frozenset[str]().union(*(names_of(child, bound) for child in node.children))
    detail = detail_code(node)
    return below if detail is None else below | {detail}
