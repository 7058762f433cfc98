"""Small faults for mutation testing: each changes one node of a module's tree, tables and decorated functions included.

Left out are the faults that `mypy --strict` or an import refuses at once (a removed argument, None for a value), and
what no behaviour hangs on: annotations, docstrings, the options of decorators, the wording inside f-strings.
"""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from types import CodeType

Fault = ast.AST | None
Faults = Callable[..., Iterable[Fault]]
COMPARISONS: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ARITHMETIC: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Pow: ast.Mult,
}
NAMES: Mapping[str, str] = {
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
    "lower": "upper",
    "lstrip": "rstrip",
}
GUARD = "strict"
#: Fields that hold no behaviour.
SILENT = frozenset({"annotation", "returns", "decorator_list", "type_ignores", "bases", "keywords_of_decorator"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One faulty version of a module: the line, what stood there, what stands there now, where its function begins.

    ``function`` is 0 for what is no part of a function's body.
    """

    line: int
    before: str
    after: str
    code: CodeType
    function: int = 0
    number: int = 0

    def __str__(self) -> str:
        return f"{self.line}: {self.before} -> {self.after or '(nothing)'}"


def comparison(node: ast.Compare) -> Iterator[ast.AST]:
    """Each operator turned round; the borders of an order too."""
    for place, operator in enumerate(node.ops):
        for other in COMPARISONS.get(type(operator), ()):
            yield ast.Compare(node.left, [*node.ops[:place], other(), *node.ops[place + 1 :]], node.comparators)


def logic(node: ast.BoolOp) -> Iterator[ast.AST]:
    """And for or, and each operand left out."""
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        yield ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]


def sign(node: ast.UnaryOp) -> Iterator[ast.AST]:
    """Without its not, its minus."""
    yield node.operand


def arithmetic(node: ast.BinOp) -> Iterator[ast.AST]:
    """Another operation."""
    other = ARITHMETIC.get(type(node.op))
    if other is not None:
        yield ast.BinOp(node.left, other(), node.right)


def constant(node: ast.Constant) -> Iterator[ast.AST]:
    """The other truth, the next number, another text; what has a space in it is prose."""
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, str) and " " not in node.value:
        yield ast.Constant(node.value + "X")


def choice(node: ast.IfExp) -> Iterator[ast.AST]:
    """Always the one, always the other."""
    yield from (node.body, node.orelse)


def branch(node: ast.If) -> Iterator[ast.AST]:
    """The condition turned round."""
    yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


def walk_all(node: ast.comprehension) -> Iterator[ast.AST]:
    """Each filter left out."""
    for place in range(len(node.ifs)):
        rest = [*node.ifs[:place], *node.ifs[place + 1 :]]
        yield ast.comprehension(node.target, node.iter, rest, node.is_async)


def table(node: ast.Dict) -> Iterator[ast.AST]:
    """Each entry left out."""
    for place in range(len(node.keys)):
        yield ast.Dict([*node.keys[:place], *node.keys[place + 1 :]], [*node.values[:place], *node.values[place + 1 :]])


def members(node: ast.Set) -> Iterator[ast.AST]:
    """Each member left out."""
    for place in range(len(node.elts)) if len(node.elts) > 1 else ():
        yield ast.Set([*node.elts[:place], *node.elts[place + 1 :]])


def options(node: ast.Call) -> Iterator[ast.AST]:
    """Each named argument left out; ``strict`` guards against what cannot be."""
    for place in range(len(node.keywords)):
        if node.keywords[place].arg != GUARD:
            yield ast.Call(node.func, node.args, [*node.keywords[:place], *node.keywords[place + 1 :]])


def name(node: ast.Name) -> Iterator[ast.AST]:
    """Any for all, the smallest for the greatest."""
    if node.id in NAMES and isinstance(node.ctx, ast.Load):
        yield ast.Name(NAMES[node.id], node.ctx)


def act(_: ast.Expr | ast.Raise | ast.AugAssign) -> Iterator[ast.AST]:
    """Not done."""
    yield ast.Pass()


def jump(node: ast.Break | ast.Continue) -> Iterator[ast.AST]:
    """Out for on, on for out."""
    yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


FAULTS: Mapping[type[ast.AST], Faults] = {
    ast.Compare: comparison,
    ast.BoolOp: logic,
    ast.UnaryOp: sign,
    ast.BinOp: arithmetic,
    ast.Constant: constant,
    ast.IfExp: choice,
    ast.If: branch,
    ast.comprehension: walk_all,
    ast.Dict: table,
    ast.Set: members,
    ast.Call: options,
    ast.Name: name,
    ast.Expr: act,
    ast.Raise: act,
    ast.AugAssign: act,
    ast.Break: jump,
    ast.Continue: jump,
}


def mutants(source: str, filename: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree, functions = ast.parse(source, filename), functions_by_line(source)
    numbers = count()
    for node, put in list(places(tree)):
        for fault in FAULTS[type(node)](node):
            put(fault)
            code = compile(ast.fix_missing_locations(tree), filename, "exec")
            line = line_of(node)
            yield Mutant(line, shown(node), shown(fault), code, functions.get(line, 0), next(numbers))
        put(node)


def functions_by_line(source: str) -> dict[int, int]:
    """Each line of a function's body with the line where that function begins; the innermost one."""
    defined = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    spans = sorted((node.lineno, node.body[0].lineno, int(node.end_lineno or 0)) for node in defined)
    return {line: begin for begin, first, last in spans for line in range(first, last + 1)}


def line_of(node: ast.AST) -> int:
    """The line of a node, or of the first in it that has one."""
    return next(int(found.lineno) for found in ast.walk(node) if hasattr(found, "lineno"))


def shown(node: Fault) -> str:
    """The text of a node, its first line."""
    return ast.unparse(node).partition("\n")[0] if node and not isinstance(node, ast.Pass) else ""


def places(node: ast.AST) -> Iterator[tuple[ast.AST, Callable[[Fault], None]]]:
    """Every node that may be at fault, with what puts another in its place."""
    for field, value in ast.iter_fields(node):
        if field in SILENT or (isinstance(node, ast.JoinedStr) and field == "values") or is_guard(node):
            continue
        for child, put in children(node, field, value):
            if type(child) in FAULTS and not is_docstring(child):
                yield child, put
            if not is_docstring(child) and not isinstance(child, ast.Import | ast.ImportFrom):
                yield from places(child)


def children(node: ast.AST, field: str, value: object) -> Iterator[tuple[ast.AST, Callable[[Fault], None]]]:
    """The nodes in a field; alone or in a list."""
    if isinstance(value, ast.AST):
        yield value, partial(setattr, node, field)
    elif isinstance(value, list):
        for place, child in enumerate(value):
            if isinstance(child, ast.AST):
                yield child, partial(value.__setitem__, place)


def is_guard(node: ast.AST) -> bool:
    """``strict=True``."""
    return isinstance(node, ast.keyword) and node.arg == GUARD


def is_docstring(node: ast.AST) -> bool:
    """A text that stands alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
