"""Static check of operators: operands of one family, codes that exist, no table where a number is meant."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from questionari.engine.expressions import tree
from questionari.engine.expressions.kinds import DATE, NUMBER, STRING, Kind, Kinds, family_of
from questionari.engine.expressions.operators import BINARY, UNARY, Operator
from questionari.engine.expressions.tree import Node
from questionari.engine.expressions.types import ANY, Checker, Type, listing

#: What to do with an operand that no operator takes.
_ADVICE: Mapping[Kind, str] = {
    Kind.MATRIX: "write sum(...) of it, name a row (['2']) or walk it with .all(r, ...)",
    Kind.MATRIX_ROW: "name a column after a point, e.g. row.a",
    Kind.ROSTER: "count its rows with rows(...) or walk it with .all(r, ...)",
    Kind.LIST: "write sum(...) of it or walk it with .all(r, ...)",
    Kind.CODES: "write '16' in A15_01 for a pick, size(A14_01) for how many",
    Kind.HOURS: "write hours(...) or open_days(...)",
    Kind.GROUP: "name one of its questions after a point",
    Kind.CONTEXT: "name a field after a point, e.g. census.type",
    Kind.NOTE: "a note has no answer",
    Kind.CODE: "codes have no order and no sum: list them with in ['1','2']",
    Kind.BOOLEAN: "join conditions with && and ||",
    Kind.NUMBER: "compare it first, e.g. A5_02 > 0",
    Kind.TEXT: "only == and != take texts",
    Kind.DATE: "dates are only compared; year(...) gives a number",
}
_BARE = frozenset({Kind.MATRIX, Kind.MATRIX_ROW})

#: Families that authors mix -> what to do.
_MIXED: Mapping[frozenset[Kinds], str] = {
    frozenset({NUMBER, STRING}): "option codes go in quotes (== '1'), numbers do not (> 0)",
    frozenset({DATE, STRING}): "write a day as date('2026-01-31')",
    frozenset({DATE, NUMBER}): "compare year(...) with a number",
}


def check_unary(node: tree.Unary, operand: Type, checker: Checker) -> Type:
    """``!`` and ``-``."""
    operator = UNARY[node.operator]
    _fits(node.operator, operator, operand, node.operand, checker)
    return Type(operator.result)


def check_binary(node: tree.Binary, left: Type, right: Type, checker: Checker) -> Type:
    """Every operator between two operands."""
    operator = BINARY[node.operator]
    if node.operator == "in":
        _check_in(node, left, right, checker)
        return Type(operator.result)
    if _both_fit(node, operator, (left, right), checker) and _alike(left, right, node, checker):
        check_codes(left, [node.right], checker)
        check_codes(right, [node.left], checker)
    return Type(operator.result)


def _both_fit(node: tree.Binary, operator: Operator, kinds: tuple[Type, Type], checker: Checker) -> bool:
    """Whether the operator takes both operands; what is written beside a wrong operand is not blamed as well."""
    wrong = [(kind, operand) for kind, operand in zip(kinds, node.children, strict=True) if not _takes(operator, kind)]
    read = [(kind, operand) for kind, operand in wrong if not isinstance(operand, tree.Literal)]
    for kind, operand in read or wrong:
        _fits(node.operator, operator, kind, operand, checker)
    return not wrong


def check_conditional(node: tree.Conditional, condition: Type, branches: tuple[Type, Type], checker: Checker) -> Type:
    """``condition ? then : otherwise``."""
    _fits("?", UNARY["!"], condition, node.condition, checker)
    then, otherwise = branches
    if not _alike(then, otherwise, node, checker):
        return ANY
    return then if then.kind is not Kind.ANY else otherwise


def check_list(node: tree.ListExpr, items: Sequence[Type], checker: Checker) -> Type:
    """A list is of one family."""
    for first, second, item in zip(items, items[1:], node.items[1:], strict=False):
        if not _alike(first, second, item, checker):
            break
    return Type(Kind.LIST, item=items[0] if items else ANY)


def _takes(operator: Operator, operand: Type) -> bool:
    """Whether an operator takes such an operand."""
    return operand.kind is Kind.ANY or any(operand.kind in kinds for kinds in operator.families)


def _fits(sign: str, operator: Operator, operand: Type, node: Node, checker: Checker) -> bool:
    """Whether an operator takes such an operand, telling it if not."""
    if _takes(operator, operand):
        return True
    code = "bare_matrix" if operand.kind in _BARE else "operand"
    message = f"'{sign}' does not take {operand.kind}: {_ADVICE.get(operand.kind, 'see the list of operators')}"
    checker.report(code, message, node)
    return False


def _alike(left: Type, right: Type, node: Node, checker: Checker) -> bool:
    """Whether two operands are of one family."""
    if Kind.ANY in {left.kind, right.kind}:
        return True
    first, second = family_of(left.kind), family_of(right.kind)
    if first is second:
        return True
    both = frozenset(kinds for kinds in (first, second) if kinds is not None)
    advice = _MIXED.get(both, "both sides must be of one kind")
    checker.report("type_mismatch", f"{left.kind} is put beside {right.kind}: {advice}", node)
    return False


def _check_in(node: tree.Binary, left: Type, right: Type, checker: Checker) -> None:
    """``x in [..]``, ``'16' in A15_01``."""
    if right.kind not in {Kind.LIST, Kind.CODES, Kind.MATRIX, Kind.MATRIX_ROW, Kind.ANY}:
        message = f"'in' needs a list or a multiple choice on its right, this is {right.kind}: use == for one value"
        checker.report("operand", message, node.right)
        return
    if not _fits("in", BINARY["in"], left, node.left, checker):
        return
    if _alike(left, right.item or ANY, node, checker):
        check_codes(right.item or ANY, [node.left], checker)
        check_codes(left, node.right.children if isinstance(node.right, tree.ListExpr) else (), checker)


def check_codes(kind: Type, nodes: Iterable[Node], checker: Checker) -> None:
    """Each written code must be an option, and not one that stands for a reserved answer."""
    if kind.options is None:
        return
    for node in nodes:
        if isinstance(node, tree.Conditional):
            check_codes(kind, (node.then, node.otherwise), checker)
        elif isinstance(node, tree.Literal) and not isinstance(node.value, Decimal | bool):
            _check_code(kind, node.value, node, checker)


def _check_code(kind: Type, code: str, node: Node, checker: Checker) -> None:
    """One written code."""
    options = kind.options or frozenset()
    if code not in options:
        message = f"there is no option '{code}': {listing(sorted(options))}"
        checker.report("unknown_option", message, node)
    elif code in kind.reserved:
        message = (
            f"option '{code}' is a reserved answer, unknown to every comparison: write unavailable(...) or !known(...)"
        )
        checker.report("reserved_option", message, node)
