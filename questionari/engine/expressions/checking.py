"""The static type check: every mistake that can be seen before anybody answers, each with its place and the way out."""

from collections.abc import Mapping
from functools import partial, singledispatch

from questionari.engine.definition import Question
from questionari.engine.expressions import tree
from questionari.engine.expressions.calls import check_call
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.operands import check_binary, check_conditional, check_list, check_unary
from questionari.engine.expressions.references import child_type, context_type, item_type, name_type
from questionari.engine.expressions.scope import StaticScope, table
from questionari.engine.expressions.tree import CONTEXT_NAMES, Expression, Node
from questionari.engine.expressions.types import ANY, Checker, Type, TypeFinding, row_type, type_of

_ROW_KINDS = frozenset({Kind.MATRIX, Kind.MATRIX_ROW, Kind.ROSTER, Kind.LIST, Kind.CODES})
_COMPATIBLE: Mapping[Kind, Kind] = {Kind.CODE: Kind.TEXT}


def check(
    expression: Expression, scope: StaticScope, *, expected: Kind | None = None, foreach: str | None = None
) -> list[TypeFinding]:
    """Every finding of an expression, in reading order.

    ``expected``: the kind the result must have (a condition: ``Kind.BOOLEAN``); None: any. ``foreach``: the matrix or
    roster whose rows ``row`` and ``row_code`` stand for.
    """
    checker = _checker(scope, foreach)
    found = infer(expression.root, checker)
    if expected is not None and found.kind is not Kind.ANY and _plain(found.kind) is not _plain(expected):
        message = f"{expected} is needed here, this gives {found.kind}"
        checker.report("result", message + _RESULT_ADVICE.get(expected, ""), expression.root)
    return sorted(checker.findings, key=lambda finding: finding.column)


def result(expression: Expression, scope: StaticScope, foreach: str | None = None) -> Type:
    """What an expression gives, whatever is wrong in it."""
    return infer(expression.root, _checker(scope, foreach))


_RESULT_ADVICE = {
    Kind.BOOLEAN: ": compare it with something, e.g. A5_02 > 0 or A1_02 == '02'",
    Kind.NUMBER: ": count or sum something",
}


def _plain(kind: Kind) -> Kind:
    """Codes are texts where only the family matters."""
    return _COMPATIBLE.get(kind, kind)


def _checker(scope: StaticScope, foreach: str | None) -> Checker:
    """A fresh checker, with the row's variables if there is one, and the row around it."""
    question = table(scope, foreach) if foreach else None
    if question is None or foreach is None:
        return Checker(scope, {})
    around = None if scope.question(foreach) else scope.question(foreach.rpartition(".")[0])
    outer = {} if around is None else {"outer": row_type(type_of(around))}
    return Checker(scope, {"row": row_type(type_of(question)), "row_code": Type(Kind.TEXT), **outer})


def question_type(question: Question, checker: Checker) -> Type:
    """The type of a question; of a computed one, that of its expression (a cycle gives any, it is found elsewhere)."""
    if question.expression is None or question.type != "computed":
        return type_of(question)
    if question.code in checker.computing:
        return ANY
    inside = Checker(checker.scope, {}, computing=checker.computing | {question.code})
    return infer(question.expression.root, inside)


@singledispatch
def infer(node: Node, checker: Checker) -> Type:
    """The type of a tree, noting what is wrong on the way."""
    raise TypeError(f"not a node: {node!r}")


_KIND_OF_LITERAL = {bool: Kind.BOOLEAN, str: Kind.TEXT}


@infer.register
def _(node: tree.Literal, checker: Checker) -> Type:
    return Type(_KIND_OF_LITERAL.get(type(node.value), Kind.NUMBER))


@infer.register
def _(node: tree.Name, checker: Checker) -> Type:
    return name_type(node, checker, question_type)


@infer.register
def _(node: tree.Field, checker: Checker) -> Type:
    base = node.base
    if isinstance(base, tree.Name) and base.name not in checker.variables:
        if base.name in CONTEXT_NAMES and base.name != "today":
            return context_type(base.name, node, checker)
        question = checker.scope.question(f"{base.name}.{node.name}")
        if question is not None:
            return question_type(question, checker)
    return child_type(infer(base, checker), node, checker)


@infer.register
def _(node: tree.Index, checker: Checker) -> Type:
    return item_type(infer(node.base, checker), infer(node.key, checker), node, checker)


@infer.register
def _(node: tree.ListExpr, checker: Checker) -> Type:
    return check_list(node, [infer(item, checker) for item in node.items], checker)


@infer.register
def _(node: tree.Unary, checker: Checker) -> Type:
    return check_unary(node, infer(node.operand, checker), checker)


@infer.register
def _(node: tree.Binary, checker: Checker) -> Type:
    return check_binary(node, infer(node.left, checker), infer(node.right, checker), checker)


@infer.register
def _(node: tree.Conditional, checker: Checker) -> Type:
    condition, then, otherwise = (infer(child, checker) for child in node.children)
    return check_conditional(node, condition, (then, otherwise), checker)


@infer.register
def _(node: tree.Call, checker: Checker) -> Type:
    return check_call(node, partial(infer, checker=checker), checker, question_type)


@infer.register
def _(node: tree.Comprehension, checker: Checker) -> Type:
    base = infer(node.base, checker)
    if node.variable in CONTEXT_NAMES or checker.scope.question(node.variable) is not None:
        message = f"{node.variable} already means something: give the variable another name, e.g. r"
        checker.report("variable", message, node)
    if base.kind not in _ROW_KINDS | {Kind.ANY}:
        message = f".{node.quantifier} walks a roster, a matrix or a list, this is {base.kind}"
        checker.report("operand", message, node)
    verdict = infer(node.condition, checker.inner(node.variable, _element(base)))
    if verdict.kind not in {Kind.BOOLEAN, Kind.ANY}:
        checker.report("operand", f".{node.quantifier} needs a condition, this is {verdict.kind}", node.condition)
    return Type(Kind.BOOLEAN)


def _element(base: Type) -> Type:
    """What the variable of a lambda stands for."""
    if base.kind in {Kind.MATRIX, Kind.ROSTER}:
        return row_type(base)
    return base.item or ANY
