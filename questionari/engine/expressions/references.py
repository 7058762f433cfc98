"""Static types of references: names, fields, rows and cells, details. Each says what is wrong and what there is."""

from collections.abc import Callable, Mapping

from questionari.engine.definition import MatrixShape, Question
from questionari.engine.expressions import tree
from questionari.engine.expressions.context import CENSUS_FIELDS, ROUND_FIELDS
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.tree import CONTEXT_NAMES, ROW_NAMES, Node
from questionari.engine.expressions.types import ANY, Checker, Type, listing, row_type, suggestion, type_of

QuestionType = Callable[[Question, Checker], Type]

_CONTEXT: Mapping[str, Mapping[str, Type]] = {
    "round": {name: Type(kind) for name, (kind, _) in ROUND_FIELDS.items()},
    "census": {name: Type(kind, item=Type(Kind.TEXT)) for name, kind in CENSUS_FIELDS.items()},
}


def name_type(node: tree.Name, checker: Checker, of_question: QuestionType) -> Type:
    """A variable, a part of the context, or a question."""
    name = node.name
    if name in checker.variables:
        return checker.variables[name]
    if name in ROW_NAMES:
        where = "inside a roster in the rows of another" if name == "outer" else "inside a roster"
        message = f"{name} is known only in a check with foreach and in the conditions {where}"
        return checker.report("unknown_name", message, node)
    if name in CONTEXT_NAMES:
        return Type(Kind.DATE) if name == "today" else Type(Kind.CONTEXT)
    question = checker.scope.question(name)
    if question is None:
        message = f"no question has the code {name}: check the spelling; texts and option codes go in quotes"
        return checker.report("unknown_name", message, node)
    return of_question(question, checker)


def context_type(part: str, node: tree.Field, checker: Checker) -> Type:
    """``census.type`` and the like; what is linked has no list of fields."""
    if part == "linked":
        return ANY
    fields = _CONTEXT.get(part, {})
    if node.name in fields:
        return fields[node.name]
    return checker.report("unknown_field", f"{part} has no field {node.name}: {suggestion(node.name, [*fields])}", node)


def child_type(base: Type, node: tree.Field, checker: Checker) -> Type:
    """A column, a child of a roster or of one of its rows, a cell of a row."""
    rule = _CHILDREN.get(base.kind)
    if rule is None:
        message = f"{base.kind} has no parts: only matrices, rosters, groups and their rows are followed by a point"
        return ANY if base.kind is Kind.ANY else checker.report("operand", message, node)
    return rule(base, node, checker)


def _column(base: Type, node: tree.Field, checker: Checker) -> Type:
    """A column of a matrix, as a list."""
    return _list_of(_known_column(base, node.name, node, checker))


def _list_of(item: Type) -> Type:
    """A list; nothing is known of a list whose items have a mistake."""
    return ANY if item.kind is Kind.ANY else Type(Kind.LIST, item=item)


def _cell(base: Type, node: tree.Field, checker: Checker) -> Type:
    """A cell of a row."""
    return _known_column(base, node.name, node, checker)


def _known_column(base: Type, column: str, node: Node, checker: Checker) -> Type:
    """The cells' type, if the matrix has that column and the cell is not blocked."""
    shape = _shape(base)
    columns = [axis.code for axis in shape.columns]
    if column not in columns:
        message = f"{_code(base)} has no column {column}: {listing(columns)}"
        return checker.report("unknown_column", message, node)
    if base.row is not None and (base.row, column) in shape.blocked:
        message = f"the cell {base.row}, {column} of {_code(base)} is blocked, so never answered: take another"
        return checker.report("blocked_cell", message, node)
    return base.item or ANY


def _child_list(base: Type, node: tree.Field, checker: Checker) -> Type:
    """A child over the rows of a roster; of a roster in the rows, all its rows together."""
    found = _child(base, node, checker)
    return found if found.kind is Kind.ROSTER else _list_of(found)


def _child(base: Type, node: tree.Field, checker: Checker) -> Type:
    """A child of a roster's row."""
    children = {child.code: child for child in base.question.children} if base.question else {}
    if node.name in children:
        return type_of(children[node.name])
    message = f"the roster {_code(base)} has no question {node.name}: {suggestion(node.name, [*children])}"
    return checker.report("unknown_child", message, node)


def _group_child(base: Type, node: tree.Field, checker: Checker) -> Type:
    """A group's child that was not found under its dotted code."""
    message = f"the group {_code(base)} has no question {node.name}: check the spelling"
    return checker.report("unknown_child", message, node)


_CHILDREN: Mapping[Kind, Callable[[Type, tree.Field, Checker], Type]] = {
    Kind.MATRIX: _column,
    Kind.MATRIX_ROW: _cell,
    Kind.ROSTER: _child_list,
    Kind.ROSTER_ROW: _child,
    Kind.GROUP: _group_child,
}


def item_type(base: Type, key: Type, node: tree.Index, checker: Checker) -> Type:
    """A row of a matrix, or a cell of a row."""
    if Kind.ANY in {base.kind, key.kind}:
        return ANY
    if base.kind not in {Kind.MATRIX, Kind.MATRIX_ROW}:
        return checker.report("operand", f"[...] takes a row of a matrix, this is {base.kind}", node)
    if key.kind not in {Kind.TEXT, Kind.CODE}:
        return checker.report("operand", "a row is named by its code in quotes: A5_08['2']", node.key)
    written = node.key.value if isinstance(node.key, tree.Literal) else None
    if base.kind is Kind.MATRIX_ROW:
        return ANY if written is None else _known_column(base, str(written), node.key, checker)
    return _known_row(base, None if written is None else str(written), node, checker)


def _known_row(base: Type, row: str | None, node: tree.Index, checker: Checker) -> Type:
    """The row's type, if the matrix has that row."""
    rows = [axis.code for axis in _shape(base).rows]
    if row is not None and row not in rows:
        return checker.report("unknown_row", f"{_code(base)} has no row '{row}': {listing(rows)}", node.key)
    return row_type(base, row)


def detail_type(node: tree.Call, checker: Checker, of_question: QuestionType) -> Type:
    """What was written beside an option: ``detail(A0_03, '98')``."""
    code = tree.detail_code(node)
    if code is None:
        return checker.report("argument", "detail takes a question and an option in quotes: detail(A0_03, '98')", node)
    question = checker.scope.question(code)
    if question is None:
        option = code.rpartition(".")[2]
        message = f"the option '{option}' asks for no detail, so there is nothing to read: check its code"
        return checker.report("unknown_detail", message, node.arguments[1])
    return of_question(question, checker)


def _shape(base: Type) -> MatrixShape:
    """The shape of a matrix; an empty one if the definition lacks it."""
    shape = base.question.matrix if base.question else None
    return shape or MatrixShape((), (), "integer")


def _code(base: Type) -> str:
    """The code of the question a type comes from."""
    return base.question.code if base.question else "it"
