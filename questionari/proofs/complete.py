"""Responses that may be submitted: every required question answered, no error (``engine.validating`` in formulas)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionari.engine.definition import Check, Question
from questionari.proofs.frame import written
from questionari.proofs.operands import Operand, Rows, Table, Truth
from questionari.proofs.path import NO_VARIABLES, SymbolicPath, Variables
from questionari.proofs.terms import NO, YES, Term, both, either, implies, negation

_UNANSWERED = frozenset({"note", "group", "computed"})


@dataclass(frozen=True, slots=True)
class Demand:
    """Something every submitted response does. ``code`` names the question or the check that asks it."""

    code: str
    is_check: bool
    holds: Term


def demands(path: SymbolicPath) -> Iterator[Demand]:
    """All that a response must do to be submitted, in document order."""
    for question in path.definition.questions.values():
        if question.type not in _UNANSWERED:
            yield from _answered(path, question)
    for check in path.definition.checks:
        if check.severity == "error":
            yield Demand(check.code, True, negation(fires(path, check)))


def _answered(path: SymbolicPath, question: Question) -> Iterator[Demand]:
    required = _required(path, question, NO_VARIABLES)
    whole = YES
    if required is not NO:
        whole = implies(both(path.asked(question.code), required), complete(path, question))
    rows = _rows_complete(path, question) if question.children else YES
    demand = both(whole, rows)
    if demand is not YES:
        yield Demand(question.code, False, demand)


def _required(path: SymbolicPath, question: Question, variables: Variables) -> Term:
    if question.required:
        return YES
    return NO if question.required_if is None else path.holds(question.required_if, variables)


def complete(path: SymbolicPath, question: Question) -> Term:
    """Whether a question is answered as a whole: of a matrix, each active cell."""
    answer = path.lookup(question.code)
    if isinstance(answer, Table):
        cells = both(*(implies(active, cell.answered) for active, cell in answer.cells.values()))
        return either(answer.unavailable, cells)
    return answer.known if isinstance(answer, Truth) else answer.answered


def _rows_complete(path: SymbolicPath, roster: Question) -> Term:
    """Whether what is required in the rows is answered."""
    answer = path.lookup(roster.code)
    if not isinstance(answer, Rows):
        return YES
    found = []
    for there, row in answer.rows:
        for child in roster.children:
            required = _required(path, child, {"row": row})
            cell = row.cells[child.code][1]
            answered = cell.known if isinstance(cell, Truth) else cell.answered
            found.append(implies(both(there, required, path.child_asked(roster, child, row)), answered))
    return both(*found)


def looked_at(path: SymbolicPath, check: Check) -> Term:
    """Whether a field of a check is on the path."""
    return either(*(path.asked(code) for code in check.fields if code in path.definition.questions))


def fires(path: SymbolicPath, check: Check) -> Term:
    """Whether a check fires, on any row if it walks rows."""
    return _told(path, check, "no")


def satisfied(path: SymbolicPath, check: Check) -> Term:
    """Whether what a check requires certainly holds, on any row if it walks rows."""
    return _told(path, check, "yes")


def _told(path: SymbolicPath, check: Check, side: str) -> Term:
    verdicts = [both(there, _when(path, check, v), _side(path, check, v, side)) for there, v in rows_of(path, check)]
    return both(looked_at(path, check), either(*verdicts, _beyond(path, check)))


def _side(path: SymbolicPath, check: Check, variables: Variables, side: str) -> Term:
    term: Term = getattr(path.truth(check.require, variables), side)
    return term


def _when(path: SymbolicPath, check: Check, variables: Variables) -> Term:
    return path.holds(check.when, variables)


def rows_of(path: SymbolicPath, check: Check) -> list[tuple[Term, Mapping[str, Operand]]]:
    """The rows a check walks, each with whether it is there; one without variables for a check that walks none."""
    if check.foreach is None:
        return [(YES, NO_VARIABLES)]
    table = path.lookup(check.foreach)
    if isinstance(table, Table):
        rows = [(both(table.known, there), code, row) for code, there, row in table.rows()]
    elif isinstance(table, Rows):
        question = path.definition.questions[check.foreach]
        names = [axis.code for axis in question.fixed_rows] or [str(i + 1) for i in range(len(table.rows))]
        rows = [(both(table.known, there), code, row) for code, (there, row) in zip(names, table.rows, strict=True)]
    else:
        rows = []
    return [(there, {"row": row, "row_code": written(path.world, code)}) for there, code, row in rows]


def _beyond(path: SymbolicPath, check: Check) -> Term:
    """The rows that are not modelled may say anything."""
    table = path.lookup(check.foreach) if check.foreach else None
    return both(table.beyond, path.world.fresh()) if isinstance(table, Rows) and table.beyond is not NO else NO
