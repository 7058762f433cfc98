"""What a condition or a value made by a form may read: each answer, each measure of a table or list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from questionari.engine.definition import Question, Questionnaire, say
from questionari.engine.expressions.render import render
from questionari.engine.expressions.scope import table
from questionari.engine.expressions.tree import Call, Field, Literal, Name, Node

CODED = frozenset({"choice", "yes_no", "yes_no_na", "comune", "province", "country"})
PICKED = frozenset({"multi", "ordered"})
NUMBERS = frozenset({"integer", "decimal", "currency", "percent", "computed"})
DAYS = frozenset({"date"})
_WHOLE = frozenset({"note", "group", "matrix", "roster"})  # they have no one value
_NUMERIC = frozenset({"integer", "decimal"})
LONGEST = 70  # characters of a question in a menu


@dataclass(frozen=True, slots=True)
class Operand:
    """Something that is compared: the question it comes from (with the type that it has here), how it is written and
    told. Its source is its key.
    """

    question: Question
    node: Node
    words: str

    @property
    def key(self) -> str:
        """The name under which the form asks for it."""
        return render(self.node)

    @property
    def type(self) -> str:
        """The type of the value."""
        return self.question.type


def operand_of(question: Question, code: str = "") -> Operand:
    """The answer to a question; in the rows of a list under another code."""
    said = f"{code or question.code} – {say(question.text)[:LONGEST]}"
    return Operand(question, _node(question) if not code else _path(code), said)


def _node(question: Question) -> Node:
    if question.detail_of is not None:
        return Call("detail", (Name(question.detail_of[0]), Literal(question.detail_of[1])))
    return _path(question.code)


def _path(code: str) -> Node:
    first, *rest = code.split(".")
    node: Node = Name(first)
    for name in rest:
        node = Field(node, name)
    return node


def operands(definition: Questionnaire, codes: Iterable[str]) -> Iterator[Operand]:
    """Everything that may be read of these questions."""
    for code in codes:
        question = definition.questions[code]
        if question.type not in _WHOLE:
            yield operand_of(question)
        yield from _measures(question, _node(question), question.code)


def _measures(question: Question, node: Node, code: str) -> Iterator[Operand]:
    """Totals of tables, rows of lists, picks of choices."""
    if question.matrix is not None and question.matrix.cell in _NUMERIC:
        yield _measure("sum", node, question, f"totale di {code}")
        for column in () if question.matrix.single_column else question.matrix.columns:
            words = f"totale di {code}, colonna {column.code}"
            yield _measure("sum", Field(node, column.code), question, words)
    if question.type == "roster":
        yield _measure("rows", node, question, f"numero di righe di {code}")
        for child in question.children:
            if child.type in NUMBERS:
                yield _measure("sum", Field(node, child.code), child, f"totale di {code}.{child.code}")
    if question.type in PICKED:
        yield _measure("size", node, question, f"numero di scelte di {code}")


def _measure(function: str, node: Node, question: Question, words: str) -> Operand:
    number = replace(question, type="integer", options=(), matrix=None)
    return Operand(number, Call(function, (node,)), f"{words} – {say(question.text)[:LONGEST]}")


def in_rows(definition: Questionnaire, walked: str, before: str = "") -> Iterator[Operand]:
    """What the row of a table or list says, as ``row``, and of a list in the rows of another also ``outer``; of the
    questions of a row only those before one of them.
    """
    rows = table(_Questions(definition), walked)
    if rows is None:
        return
    yield from _row("row", rows, before)
    around = walked.rpartition(".")[0]
    if around and walked not in definition.questions:
        yield from _row("outer", definition.questions[around], walked.rpartition(".")[2])


def _row(variable: str, rows: Question, before: str) -> Iterator[Operand]:
    for child in rows.children:
        if child.code == before:
            return
        if child.type not in _WHOLE:
            yield operand_of(child, f"{variable}.{child.code}")
    shape = rows.matrix
    if shape is None or shape.cell not in _NUMERIC:
        return
    number = replace(rows, type="integer", matrix=None)
    if shape.single_column:
        yield Operand(number, Name(variable), f"la casella della riga di {rows.code}")
    for column in () if shape.single_column else shape.columns:
        words = f"colonna {column.code} della riga – {say(column.text)[:LONGEST]}"
        yield Operand(number, Field(Name(variable), column.code), words)


@dataclass(frozen=True, slots=True)
class _Questions:
    """The questions of a definition, as the type checker asks for them."""

    definition: Questionnaire

    def question(self, code: str) -> Question | None:
        """The question with that code, or None."""
        return self.definition.questions.get(code)
