"""XPath as forms write it: source to tree. What the grammar does not know is told with its place."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

MOST_LENGTH, MOST_LEVELS = 20_000, 100

_GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction | disjunction OR conjunction -> binary
?conjunction: equality | conjunction AND equality -> binary
?equality: relation | equality EQUAL relation -> binary
?relation: sum | relation ORDER sum -> binary
?sum: product | sum (PLUS | MINUS) product -> binary
?product: unary | product (STAR | DIV | MOD) unary -> binary
?unary: path | MINUS unary -> negative
?path: primary
    | primary (SLASH step)+ -> beyond
    | (SLASH step)+ -> beyond
    | PARENT (SLASH step)+ -> beyond
?primary: REFERENCE -> reference
    | STRING -> text
    | NUMBER -> number
    | NAME -> name
    | NAME "(" [arguments] ")" -> call
    | "(" disjunction ")"
    | DOT -> self
    | PARENT -> beyond
    | primary "[" disjunction "]" -> beyond
step: NAME | PARENT | DOT | STAR | NAME "[" disjunction "]" | NAME "(" ")"
arguments: disjunction ("," disjunction)*

OR: "or"
AND: "and"
EQUAL: "=" | "!="
ORDER: "<=" | ">=" | "<" | ">"
PLUS: "+"
MINUS: "-"
STAR: "*"
DIV: "div"
MOD: "mod"
SLASH: "//" | "/"
PARENT: ".."
DOT: "."
REFERENCE: /\$\{\s*(last-saved#)?[^{}\s]+\s*\}/
STRING: /'[^']*'|"[^"]*"/
NUMBER.2: /[0-9]+(\.[0-9]*)?|\.[0-9]+/
NAME: /[^\W\d][\w.\-]*(:[^\W\d][\w.\-]*)?/
%ignore /\s+/
"""


class XPathError(ValueError):
    """A source that is no XPath of forms, or a part that has no counterpart here."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Reference:
    """``${name}``; of ``../name`` and ``/data/name`` the last step."""

    name: str


@dataclass(frozen=True, slots=True)
class Self:
    """``.``, the answer to the question itself."""


@dataclass(frozen=True, slots=True)
class Column:
    """A bare name: in a choice filter, a column of the choices sheet."""

    name: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """A path into the form's own XML, which has no counterpart."""


@dataclass(frozen=True, slots=True)
class Call:
    """``name(arguments)``."""

    name: str
    arguments: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Negative:
    """``-operand``."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """``left sign right``."""

    sign: str
    left: "Node"
    right: "Node"


Node: TypeAlias = Text | Number | Reference | Self | Column | Beyond | Call | Negative | Binary


def children(node: Node) -> tuple[Node, ...]:
    """What a node is made of."""
    match node:
        case Call(arguments=arguments):
            return arguments
        case Negative(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
    return ()


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Builds nodes while parsing."""

    def reference(self, token: Token) -> Node:
        return Reference(str(token)[2:-1].strip())

    def text(self, token: Token) -> Node:
        return Text(str(token)[1:-1])

    def number(self, token: Token) -> Node:
        return Number(Decimal(str(token)))

    def name(self, token: Token) -> Node:
        return Column(str(token))

    def self(self, token: Token) -> Node:
        return Self()

    def arguments(self, *nodes: Node) -> tuple[Node, ...]:
        return nodes

    def call(self, token: Token, arguments: tuple[Node, ...] | None) -> Node:
        return Call(str(token), arguments or ())

    def negative(self, sign: Token, operand: Node) -> Node:
        return Negative(operand)

    def binary(self, left: Node, sign: Token, right: Node) -> Node:
        return Binary(str(sign), left, right)

    def step(self, *parts: object) -> str:
        return str(parts[0]) if len(parts) == 1 else ""

    def beyond(self, *parts: object) -> Node:
        """A path that ends in a name and goes through names alone is read as that name."""
        steps = [part for part in parts if isinstance(part, str) and part not in ("/", "..")]
        plain = len(steps) + sum(isinstance(part, str) and part in ("/", "..") for part in parts) == len(parts)
        return Reference(steps[-1]) if plain and steps and steps[-1].isidentifier() else Beyond()


_PARSER = Lark(_GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=True)
#: What word processors make of quotes and spaces.
_TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\xa0": " "})


@lru_cache(maxsize=4096)
def parse(source: str) -> Node:
    """The tree of a source. Raises XPathError."""
    if len(source) > MOST_LENGTH:
        raise XPathError(f"it is longer than {MOST_LENGTH} characters")
    try:
        root: Node = _PARSER.parse(source.translate(_TYPED))  # type: ignore[assignment]  # lark says Tree
    except UnexpectedInput as error:
        place = (error.pos_in_stream or 0) + 1
        raise XPathError(f"it cannot be read from character {place}: {source[place - 1 :][:20]!r}") from None
    _refuse_depth(root)
    return root


def _refuse_depth(root: Node) -> None:
    level = [root]
    for _ in range(MOST_LEVELS):
        level = [child for node in level for child in children(node)]
    if level:
        raise XPathError(f"it nests more than {MOST_LEVELS} levels")
