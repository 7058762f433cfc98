"""Source text to tree. The parser is built once; every source is parsed once (expressions are immutable)."""

from decimal import Decimal
from functools import lru_cache

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args

from questionari.engine.expressions import tree
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.grammar import GRAMMAR
from questionari.engine.expressions.tree import Expression, Node

MAX_LENGTH = 2000
MAX_DEPTH = 40

#: What authors write out of habit -> what to write here. Looked up by what stands at the place of the error.
ADVICE = {
    "=": "to compare, write ==",
    "and": "write && for 'and'",
    "or": "write || for 'or'",
    "not": "write ! for 'not', e.g. !(A in ['1'])",
    "if": "write condition ? value : other",
    "&": "write && for 'and'",
    "|": "write || for 'or'",
    "<>": "write != for 'different'",
    "≠": "write != for 'different'",
    "≤": "write <=",
    "≥": "write >=",
    "×": "write * to multiply",
    "÷": "write / to divide",
    "’": "quote texts with ' or \"",
    "‘": "quote texts with ' or \"",
    "“": "quote texts with ' or \"",
    "”": "quote texts with ' or \"",
    "'": "a quoted text is not closed, or holds a \\ that is not \\\\, \\', \\\" or \\n",
    '"': "a quoted text is not closed, or holds a \\ that is not \\\\, \\', \\\" or \\n",
    ",": "a comma separates arguments or list items only; decimals take a point (12.5)",
}
_ESCAPES = {"n": "\n"}
_QUANTIFIERS: dict[str, tree.Quantifier] = {"all": "all", "exists": "exists"}


def _column(token: Token) -> int:
    """Place of a token in the whole source, from 1 (also when the source has several lines)."""
    return (token.start_pos or 0) + 1


def _unquote(text: str) -> str:
    """The text between the quotes, escapes resolved."""
    pieces = text[1:-1].split("\\\\")
    return "\\".join(_unescape(piece) for piece in pieces)


def _unescape(piece: str) -> str:
    """Resolve ``\\n``, ``\\'`` and ``\\"`` in a piece that holds no doubled backslash."""
    head, *rest = piece.split("\\")
    return head + "".join(_ESCAPES.get(part[0], part[0]) + part[1:] for part in rest)


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Builds nodes while parsing: no recursion, whatever the source."""

    def name(self, token: Token) -> Node:
        return tree.Name(str(token), _column(token))

    def number(self, token: Token) -> Node:
        return tree.Literal(Decimal(token), _column(token))

    def text(self, token: Token) -> Node:
        return tree.Literal(_unquote(token), _column(token))

    def truth(self, word: Token) -> Node:
        return tree.Literal(word == "true", _column(word))

    def arguments(self, *nodes: Node) -> tuple[Node, ...]:
        return nodes

    def call(self, token: Token, arguments: tuple[Node, ...] | None) -> Node:
        return tree.Call(str(token), arguments or (), _column(token))

    def list_(self, bracket: Token, items: tuple[Node, ...] | None) -> Node:
        return tree.ListExpr(items or (), _column(bracket))

    def field(self, base: Node, token: Token) -> Node:
        return tree.Field(base, str(token), _column(token))

    def index(self, base: Node, bracket: Token, key: Node) -> Node:
        return tree.Index(base, key, _column(bracket))

    def method(self, base: Node, token: Token, arguments: tuple[Node, ...] | None) -> Node:
        quantifier = _QUANTIFIERS.get(token)
        if quantifier is None:
            advice = f"write {token}(x) rather than x.{token}(); only .all(r, …) and .exists(r, …) follow a point"
            raise ExpressionError("expression.syntax", f"'.{token}(…)' is not known here: {advice}", _column(token))
        match arguments:
            case (tree.Name(name=variable), condition):
                return tree.Comprehension(quantifier, base, variable, condition, _column(token))
        message = f".{token} takes a variable and a condition: A11_02.{token}(r, r.ore <= 200)"
        raise ExpressionError("expression.syntax", message, _column(token))

    def unary_(self, operator: Token, operand: Node) -> Node:
        return tree.Unary(str(operator), operand, _column(operator))

    def binary(self, left: Node, operator: Token, right: Node) -> Node:
        return tree.Binary(str(operator), left, right, _column(operator))

    def conditional_(self, condition: Node, query: Token, then: Node, otherwise: Node) -> Node:
        return tree.Conditional(condition, then, otherwise, _column(query))


_PARSER = Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=True)


@lru_cache(maxsize=8192)
def parse(source: str) -> Expression:
    """Parse a source of at most MAX_LENGTH characters and MAX_DEPTH levels; raise ``ExpressionError`` otherwise."""
    if not source.strip():
        raise ExpressionError("expression.empty", "the expression is empty: leave the key out, or write a condition", 1)
    if len(source) > MAX_LENGTH:
        message = f"longer than {MAX_LENGTH} characters: split it with computed questions"
        raise ExpressionError("expression.too_long", message, MAX_LENGTH + 1)
    root = _tree(source)
    _refuse_depth(root)
    return Expression(source, root, tree.names_of(root))


def _tree(source: str) -> Node:
    """Run lark, putting its errors in our words."""
    try:
        root: Node = _PARSER.parse(source)  # type: ignore[assignment]  # lark types the result as a Tree
    except UnexpectedInput as error:
        raise _explain(error, source) from None
    return root


def _refuse_depth(root: Node) -> None:
    """Walk level by level, so that a depth bomb costs no stack."""
    level: list[Node] = [root]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.children]
    if level:
        message = f"nests more than {MAX_DEPTH} levels: use `in [...]`, sum(...) or computed questions"
        raise ExpressionError("expression.too_deep", message, level[0].column)


def _explain(error: UnexpectedInput, source: str) -> ExpressionError:
    """Lark's error as one sentence with a place and an advice."""
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        message = "the expression ends too early: something is missing after the last sign, or a bracket is not closed"
        return ExpressionError("expression.syntax", message, len(source.rstrip()) + 1)
    place = error.pos_in_stream or 0
    found = _found(error, source, place)
    advice = _advice(error, found, source, place)
    return ExpressionError("expression.syntax", f"'{found}' is not expected here: {advice}", place + 1)


def _found(error: UnexpectedInput, source: str, place: int) -> str:
    """What stands at the place of the error: a whole token, or the character that starts none."""
    if isinstance(error, UnexpectedCharacters):
        return source[place]
    return str(error.token) if isinstance(error, UnexpectedToken) else source[place : place + 1]


def _advice(error: UnexpectedInput, found: str, source: str, place: int) -> str:
    """The way out, by what was found."""
    if isinstance(error, UnexpectedToken) and error.token.type in {"COMPARE", "IN"}:
        if source[:place].rstrip().endswith("<"):
            return ADVICE["<>"]
        return "comparisons do not chain: write a < b && b < c"
    if found[0].isdigit():
        return "option codes and texts go in quotes ('01'), names start with a letter, decimals take a point"
    before = (source[:place].split() or [""])[-1]
    general = "look for a missing operator, bracket or quote just before"
    return ADVICE.get(found) or ADVICE.get(before) or general
