"""Our expressions as XPath, true of the same answers.

Ours has a third value: a condition counts only when it is certainly true. XPath takes an empty answer for an empty
text, so each `!=` is guarded by `${x} != ''`, and a negation is carried down to the comparisons.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import singledispatchmethod

from questionari.engine.definition import Question, Questionnaire
from questionari.engine.expressions import tree
from questionari.engine.expressions.scope import table
from questionari.engine.expressions.tree import CONTEXT_NAMES, Node, detail_code
from questionari.xlsform.repeats import begins_with_row, path_of, question_at

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SIGNS = {"==": "=", "/": "div"}
_LISTED = frozenset({"multi", "ordered"})


class NoXPathError(ValueError):
    """A part that XPath of forms cannot say."""


def _there(name: str) -> str:
    return f"{name} != ''"


def quoted(text: str) -> str:
    """A text in the quotes that it does not hold."""
    if "'" in text and '"' in text:
        raise NoXPathError("a text holds both kinds of quotes")
    return f'"{text}"' if "'" in text else f"'{text}'"


@dataclass(slots=True)
class Writer:
    """Writes the expressions of a questionnaire. ``context``: the names of the context that it has met."""

    definition: Questionnaire
    roster: str | None = None
    context: dict[str, None] = field(default_factory=dict)

    def within(self, roster: str | None) -> "Writer":
        """A writer inside a roster, whose rows ``row`` stands for."""
        return Writer(self.definition, roster, self.context)

    def condition(self, node: Node, holds: bool = True) -> str:
        """XPath that is true exactly when the condition is certainly true, or, not ``holds``, certainly false."""
        match node:
            case tree.Literal(value=bool(value)):
                return f"{'true' if value is holds else 'false'}()"
            case tree.Unary(operator="!", operand=operand):
                return self.condition(operand, not holds)
            case tree.Binary(operator="&&" | "||" as sign):
                return self._joined(node, "and" if (sign == "&&") is holds else "or", holds)
            case tree.Binary(operator="in"):
                return self._among(node, holds)
            case tree.Binary() if node.operator in _OPPOSITE:
                return self._compared(node, holds)
        return self._called(node, holds)

    def _called(self, node: Node, holds: bool) -> str:
        match node:
            case tree.Call(name="value_or", arguments=(inner, tree.Literal(value=bool(otherwise)))):
                return (
                    f"not({self.condition(inner, not holds)})" if otherwise is holds else self.condition(inner, holds)
                )
            case tree.Call(name="known" | "answered", arguments=(argument,)):
                empty = [f"{cell} {'!=' if holds else '='} ''" for cell in self._cells(argument)]
                return f"({(' and ' if holds else ' or ').join(empty)})"
            case tree.Call(name="asked", arguments=(argument,)):
                return self._asked(argument, holds)
            case tree.Conditional(condition=test, then=then, otherwise=otherwise):
                first = f"({self.condition(test)} and {self.condition(then, holds)})"
                second = f"({self.condition(test, False)} and {self.condition(otherwise, holds)})"
                return f"({first} or {second})"
        raise NoXPathError("a condition is made of what forms do not know")

    def _asked(self, node: Node, holds: bool) -> str:
        """Whether a question is on the path: what its section, its page and itself are shown on."""
        question = self._parts(node)[0]
        page = self.definition.page(self.definition.page_of.get(question.code, ""))
        section = next((each for each in self.definition.sections if page in each.pages), None)
        shown = [
            part.visible_if for part in (section, page, question) if part is not None and part.visible_if is not None
        ]
        met = " and ".join(self.condition(condition.root) for condition in shown) or "true()"
        return f"({met})" if holds else f"not({met})"

    def _joined(self, node: tree.Binary, word: str, holds: bool) -> str:
        return f"({self.condition(node.left, holds)} {word} {self.condition(node.right, holds)})"

    def _compared(self, node: tree.Binary, holds: bool) -> str:
        sign = node.operator if holds else _OPPOSITE[node.operator]
        left, right = self.value(node.left), self.value(node.right)
        whole = f"{left} {_SIGNS.get(sign, sign)} {right}"
        open_ = (
            [] if any(isinstance(side, tree.Literal) for side in node.children) and sign != "!=" else self._open(node)
        )
        if sign not in ("==", "!=") or not open_:
            return whole
        return f"({' and '.join([*(_there(name) for name in open_), whole])})"

    def _open(self, node: Node) -> list[str]:
        """The answers that a value needs."""
        match node:
            case tree.Literal():
                return []
            case tree.Call(name="value_or" | "rows" | "count"):
                return []
            case tree.Name(name="today"):
                return []
            case tree.Name() | tree.Field() | tree.Index():
                return self._cells(node)
        return list(dict.fromkeys(name for child in node.children for name in self._open(child)))

    def _among(self, node: tree.Binary, holds: bool) -> str:
        """One of a list, or a pick of a multiple choice."""
        if isinstance(node.right, tree.ListExpr):
            signs, word = ("==", "or") if holds else ("!=", "and")
            each = [self._compared(tree.Binary(signs, node.left, item), True) for item in node.right.items]
            return f"({f' {word} '.join(each)})" if each else f"{'false' if holds else 'true'}()"
        question = self._question(node.right)
        if question is None or question.type not in _LISTED:
            raise NoXPathError("'in' looks into what forms do not know")
        name = self.value(node.right)
        picked = f"selected({name}, {self.value(node.left)})"
        return picked if holds else f"({name} != '' and not({picked}))"

    @singledispatchmethod
    def value(self, node: Node) -> str:
        """A value."""
        raise NoXPathError("it walks rows, which forms do not")

    @value.register
    def _(self, node: tree.Literal) -> str:
        if isinstance(node.value, str):
            return quoted(node.value)
        return format(node.value, "f") if isinstance(node.value, Decimal) else f"{str(node.value).lower()}()"

    @value.register
    def _(self, node: tree.Name) -> str:
        return "today()" if node.name == "today" else self._single(node)

    @value.register
    def _(self, node: tree.Field) -> str:
        return self._single(node)

    @value.register
    def _(self, node: tree.Index) -> str:
        return self._single(node)

    @value.register
    def _(self, node: tree.Unary) -> str:
        return f"(-{self.value(node.operand)})"

    @value.register
    def _(self, node: tree.Binary) -> str:
        return f"({self.value(node.left)} {_SIGNS.get(node.operator, node.operator)} {self.value(node.right)})"

    @value.register
    def _(self, node: tree.Conditional) -> str:
        return f"if({self.condition(node.condition)}, {self.value(node.then)}, {self.value(node.otherwise)})"

    @value.register
    def _(self, node: tree.Call) -> str:
        if detail_code(node) is not None:
            return f"${{{detail_code(node)}}}"
        caller = _CALLS.get(node.name)
        if caller is None:
            raise NoXPathError(f"{node.name}(…) has no counterpart in forms")
        return caller(self, node.arguments)

    def _single(self, node: Node) -> str:
        cells = self._cells(node)
        if len(cells) != 1:
            raise NoXPathError("a whole table stands where one value is needed")
        return cells[0]

    def _cells(self, node: Node) -> list[str]:
        """The answers that a reference names: one, or those of a table."""
        match node:
            case tree.Field(base=tree.Name(name=part), name=name) if part in CONTEXT_NAMES:
                self.context.setdefault(f"{part}.{name}")
                return [f"${{{part}.{name}}}"]
            case tree.Call() if detail_code(node) is not None:
                return [f"${{{detail_code(node)}}}"]
        path = path_of(self.definition, self.roster, node)
        if path is not None and table(self.definition, path) is not None:
            raise NoXPathError("a whole repeat stands where values are needed")
        if path is not None:
            return [f"${{{path}}}"]
        question, keys = self._parts(node)
        return _named(question, keys)

    def _parts(self, node: Node) -> tuple[Question, dict[str, str]]:
        """The question of a reference, and the row and column it names."""
        match node:
            case tree.Name(name=name) if (question := self.definition.questions.get(name)) is not None:
                return question, {}
            case tree.Field(base=tree.Name(name=base), name=name) if (
                question := self.definition.questions.get(f"{base}.{name}")
            ) is not None:
                return question, {}
            case tree.Index(base=base, key=tree.Literal(value=str(key))):
                question, keys = self._parts(base)
                return question, keys | {"column" if "row" in keys else "row": key}
            case tree.Field(base=base, name=name):
                question, keys = self._parts(base)
                return question, keys | {"column": name}
        raise NoXPathError("it reads what forms do not have")

    def _question(self, node: Node) -> Question | None:
        path = path_of(self.definition, self.roster, node)
        return self._parts(node)[0] if path is None else question_at(self.definition, path, node)


def _named(question: Question, keys: Mapping[str, str]) -> list[str]:
    """The names of the answers of a question: its cells, where it is a table."""
    shape = question.matrix
    if shape is None:
        return [f"${{{question.code}}}"]
    rows = [row.code for row in shape.rows if keys.get("row", row.code) == row.code]
    columns = [column.code for column in shape.columns if keys.get("column", column.code) == column.code]
    places = [(row, column) for row in rows for column in columns if (row, column) not in shape.blocked]
    return [f"${{{cell_name(question, row, column)}}}" for row, column in places]


def cell_name(question: Question, row: str, column: str) -> str:
    """The name of a cell of a matrix."""
    single = question.matrix is not None and question.matrix.single_column
    return f"{question.code}.{row}" if single else f"{question.code}.{row}.{column}"


Caller = Callable[[Writer, Sequence[Node]], str]


def _call(name: str) -> Caller:
    return lambda writer, arguments: f"{name}({', '.join(map(writer.value, arguments))})"


def _sum(writer: Writer, arguments: Sequence[Node]) -> str:
    cells = writer._cells(arguments[0])
    several = writer.roster is None or begins_with_row(arguments[0])
    return f"sum({cells[0]})" if several and _of_roster(writer, arguments[0]) else f"({' + '.join(cells)})"


def _of_roster(writer: Writer, node: Node) -> bool:
    question = writer._question(node)
    return question is not None and question.type == "roster"


def _size(writer: Writer, arguments: Sequence[Node]) -> str:
    question = writer._question(arguments[0])
    if question is not None and question.type == "roster":
        raise NoXPathError("a list has no size in forms")
    counts = question is not None and question.type in _LISTED
    return f"{'count-selected' if counts else 'string-length'}({writer.value(arguments[0])})"


def _rows(writer: Writer, arguments: Sequence[Node]) -> str:
    path = path_of(writer.definition, writer.roster, arguments[0])
    if path is not None and table(writer.definition, path) is not None:
        return f"count(${{{path}}})"
    raise NoXPathError("it counts rows of what is no repeat")


def _days(writer: Writer, arguments: Sequence[Node]) -> str:
    return f"({writer.value(arguments[0])} - {writer.value(arguments[1])})"


_CALLS: Mapping[str, Caller] = {
    "sum": _sum,
    "size": _size,
    "rows": _rows,
    "days": _days,
    "whole": _call("int"),
    "abs": _call("abs"),
    "min": _call("min"),
    "max": _call("max"),
    "date": _call("date"),
    "value_or": _call("coalesce"),
    "year": lambda writer, arguments: f"number(format-date({writer.value(arguments[0])}, '%Y'))",
    "province": lambda writer, arguments: f"substr({writer.value(arguments[0])}, 0, 3)",
}
