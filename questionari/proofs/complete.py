"""Responses that may be submitted: every required question answered, no error (``engine.validating`` in formulas)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionari.engine.definition import Check, Question
from questionari.proofs.frame import written
from questionari.proofs.operands import Operand, Row, Rows, Table, Truth
from questionari.proofs.path import NO_VARIABLES, SymbolicPath, Variables, in_row
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
    """Whether what is required in the rows is answered, in the rows of a roster in them too."""
    answer = path.lookup(roster.code)
    return _each_row_complete(path, roster, answer, NO_VARIABLES) if isinstance(answer, Rows) else YES


def _each_row_complete(path: SymbolicPath, roster: Question, answer: Rows, around: Variables) -> Term:
    rows = (implies(there, _row_complete(path, roster, row, around)) for there, row in answer.rows)
    return both(*rows)


def _row_complete(path: SymbolicPath, roster: Question, row: Row, around: Variables) -> Term:
    variables, found = in_row(row, around), []
    for child in roster.children:
        required, asked = _required(path, child, variables), path.child_asked(child, row, around)
        cell = row.cells[child.code][1]
        answered = cell.known if isinstance(cell, Truth) else cell.answered
        found.append(implies(both(required, asked), answered))
        if isinstance(cell, Rows):
            found.append(implies(both(asked, cell.known), _each_row_complete(path, child, cell, variables)))
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
    return [(YES, NO_VARIABLES)] if check.foreach is None else _walked(path, check.foreach)


def _walked(path: SymbolicPath, code: str) -> list[tuple[Term, Mapping[str, Operand]]]:
    """The rows of a matrix, of a roster, of a roster in the rows of another ("R.S")."""
    answer, question = path.lookup(code), path.question(code)
    if isinstance(answer, Table):
        rows = [(both(answer.known, there), name, row) for name, there, row in answer.rows()]
    elif isinstance(answer, Rows) and question is not None:
        rows = [(both(answer.known, there), name, row) for name, there, row in _coded(question, answer)]
    else:
        return _walked_inside(path, code)
    return [(there, {"row": row, "row_code": written(path.world, name)}) for there, name, row in rows]


def _walked_inside(path: SymbolicPath, code: str) -> list[tuple[Term, Mapping[str, Operand]]]:
    found: list[tuple[Term, Mapping[str, Operand]]] = []
    for there, outer, around, child, inner in _inner(path, code):
        for name, present, row in _coded(child, inner):
            named = written(path.world, f"{around}.{name}")
            found.append((both(there, present), {"row": row, "row_code": named, "outer": outer}))
    return found


def _inner(path: SymbolicPath, code: str) -> Iterator[tuple[Term, Row, str, Question, Rows]]:
    """Of a roster in the rows of another: whether it is asked and known in a row, that row and its code, its rows."""
    roster, _, name = code.rpartition(".")
    answer, question = path.lookup(roster), path.question(roster)
    if not isinstance(answer, Rows) or question is None:
        return
    for around, there, row in _coded(question, answer):
        for child, asked, inner in path.rows_in(question, row):
            if child.code == name:
                yield both(answer.known, there, asked), row, around, child, inner


def _coded(roster: Question, answer: Rows) -> list[tuple[str, Term, Row]]:
    """The modelled rows of a roster with their codes, as ``coded_rows`` gives them."""
    names = [axis.code for axis in roster.fixed_rows] or [str(i + 1) for i in range(len(answer.rows))]
    return [(name, there, row) for name, (there, row) in zip(names, answer.rows, strict=True)]


def _beyond(path: SymbolicPath, check: Check) -> Term:
    """The rows that are not modelled may say anything."""
    code = check.foreach or ""
    outer = path.lookup(code) if code in path.definition.questions else path.lookup(code.rpartition(".")[0])
    more = [outer.beyond] if isinstance(outer, Rows) else []
    more += [both(there, inner.beyond) for there, _, _, _, inner in _inner(path, code)]
    beyond = either(*more)
    return NO if beyond is NO else both(beyond, path.world.fresh())
