"""Static types: what a question, a cell, a row is, and what the checker reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from questionari.engine.definition import Option, Question
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.scope import StaticScope
from questionari.engine.expressions.tree import Node


@dataclass(frozen=True, slots=True)
class TypeFinding:
    """Something wrong in an expression: stable code, what to do about it (English), column from 1."""

    code: str
    message: str
    column: int


@dataclass(frozen=True, slots=True)
class Type:
    """A kind with what is known of it: the codes it may take, its items, the question it comes from."""

    kind: Kind
    options: frozenset[str] | None = None  # codes that may be compared with; None: any
    reserved: frozenset[str] = frozenset()  # options that are reserved answers, hence never equal to anything
    item: "Type | None" = None  # of lists, multiple choices, matrices and their rows
    question: Question | None = None
    row: str | None = None  # of a matrix's row, when written out


ANY = Type(Kind.ANY)

_LISTED = 30
_YES_NO = frozenset({"1", "2"})

#: Question type -> kind; choices, matrices and computed questions say more of themselves.
_KINDS: Mapping[str, Kind] = {
    "note": Kind.NOTE,
    "yes_no": Kind.CODE,
    "yes_no_na": Kind.CODE,
    "choice": Kind.CODE,
    "multi": Kind.CODES,
    "ordered": Kind.CODES,
    "date": Kind.DATE,
    "month": Kind.DATE,
    "opening_hours": Kind.HOURS,
    "matrix": Kind.MATRIX,
    "roster": Kind.ROSTER,
    "group": Kind.GROUP,
} | dict.fromkeys(("integer", "decimal", "currency", "percent", "time"), Kind.NUMBER)


def type_of(question: Question) -> Type:
    """The type of a question's answer; texts, places and references are texts. Computed questions: see checking.py."""
    kind = _KINDS.get(question.type, Kind.TEXT)
    if kind is Kind.CODE:
        return _code_type(question.options, question, question.type)
    if kind is Kind.CODES:
        return Type(kind, item=_code_type(question.options, None), question=question)
    if kind is Kind.MATRIX and question.matrix is not None:
        return Type(kind, item=cell_type(question), question=question)
    return Type(kind, question=question)


def cell_type(question: Question) -> Type:
    """The type of a matrix's cells."""
    shape = question.matrix
    if shape is None or shape.cell in {"integer", "decimal"}:
        return Type(Kind.NUMBER)
    return _code_type(shape.options, None, shape.cell)


def _code_type(options: Sequence[Option], question: Question | None, type_name: str = "choice") -> Type:
    """A choice among options; a yes/no without written options has '1' and '2'."""
    if not options:
        return Type(Kind.CODE, _YES_NO if type_name == "yes_no" else None, question=question)
    reserved = frozenset(option.code for option in options if option.reserved is not None)
    return Type(Kind.CODE, frozenset(option.code for option in options), reserved, question=question)


def row_type(table: Type, row: str | None = None) -> Type:
    """The type of a row of a matrix (its cell, if it has one column) or of a roster."""
    if table.kind is Kind.ROSTER:
        return Type(Kind.ROSTER_ROW, question=table.question)
    shape = table.question.matrix if table.question else None
    if shape is not None and shape.single_column:
        return table.item or ANY
    return Type(Kind.MATRIX_ROW, item=table.item, question=table.question, row=row)


@dataclass(slots=True)
class Checker:
    """What a run of the type checker carries: the questions, the variables in force, the findings so far."""

    scope: StaticScope
    variables: Mapping[str, Type]
    findings: list[TypeFinding] = field(default_factory=list)
    computing: frozenset[str] = frozenset()  # computed questions being looked into, against cycles

    def report(self, code: str, message: str, node: Node) -> Type:
        """Note a finding and go on with a type that fits everywhere, so that one mistake is told once."""
        self.findings.append(TypeFinding(f"expression.{code}", message, node.column))
        return ANY

    def inner(self, name: str, kind: Type) -> "Checker":
        """A checker with one variable more and the same findings."""
        return Checker(self.scope, {**self.variables, name: kind}, self.findings, self.computing)


def suggestion(name: str, known: Sequence[str]) -> str:
    """The close names, or all of them, as the end of a message."""
    close = get_close_matches(name, known)
    return f"did you mean {' or '.join(close)}?" if close else listing(sorted(known))


def listing(codes: Sequence[str]) -> str:
    """The codes there are, the first of a long list, as the end of a message."""
    more = f" and {len(codes) - _LISTED} more" if len(codes) > _LISTED else ""
    return f"known: {', '.join(codes[:_LISTED]) or 'none'}{more}"
