"""Missing answers and unreadable ones: both block submission only, never saving a draft."""

from collections.abc import Iterator

from questionari.engine.answer_types import Problem, is_empty
from questionari.engine.definition import Question, say
from questionari.engine.findings import Finding
from questionari.engine.requirements import is_required, is_required_in_row, missing_cells
from questionari.engine.validating import messages
from questionari.engine.validating.case import Case
from questionari.engine.validating.rows import Place, places

_CHOICE_CELLS = frozenset({"yes_no", "choice"})
_CHOICE_FORMS = (messages.REQUIRED_CHOICE, messages.REQUIRED_CHOICES)
_NUMBER_FORMS = (messages.REQUIRED_CELL, messages.REQUIRED_CELLS)


def unreadable(case: Case) -> Iterator[Finding]:
    """What was typed and could not be understood."""
    for question in case.asked():
        problem = case.problems.get(question.code)
        if problem is not None:
            message = say(problem.message, case.language)
            yield case.finding(f"{question.code}.{problem.code}", "error", message, (question.code,), keys=problem.keys)


def missing_answers(case: Case) -> Iterator[Finding]:
    """Required questions without an answer; for a matrix, its blank cells; for a roster, its rows' children too."""
    for question in case.asked():
        if is_required(question, case.path):
            yield from _missing(case, question)
        if question.type == "roster":
            yield from _missing_in_rows(case, question)


def _missing(case: Case, question: Question) -> Iterator[Finding]:
    code = f"{question.code}.required"
    if question.matrix is not None:
        yield from _blank_cells(case, question, code)
    elif is_empty(case.answers.get(question.code)) and question.code not in case.problems:
        message = messages.REQUIRED_ROWS if question.type == "roster" else messages.REQUIRED
        yield case.finding(code, "error", case.said(message), (question.code,))


def _blank_cells(case: Case, question: Question, code: str) -> Iterator[Finding]:
    problem = case.problems.get(question.code)
    wrong = problem.keys if problem else ()
    blank = missing_cells(question, case.answers.get(question.code), case.path)
    keys = tuple(key for key in (":".join(cell) for cell in blank) if key not in wrong)
    if keys:
        cell = question.matrix.cell if question.matrix else "integer"
        forms = _CHOICE_FORMS if cell in _CHOICE_CELLS else _NUMBER_FORMS
        message = case.counted(len(keys), *forms, active=len(case.path.cells(question.code)))
        yield case.finding(code, "error", message, (question.code,), keys=keys)


def _missing_in_rows(case: Case, roster: Question) -> Iterator[Finding]:
    problem = case.problems.get(roster.code)
    for place in places(case, roster):
        for child in place.asked(case):
            if not _is_missing(case, child, place) or (problem and _concerns(problem, place.key_of(child))):
                continue
            title = say(child.text, case.language)
            message = case.said(messages.REQUIRED_IN_ROW, number=place.number, question=title)
            yield place.finding(case, "error", child, "required", message)


def _is_missing(case: Case, child: Question, place: Place) -> bool:
    return is_empty(place.row.get(child.code)) and is_required_in_row(child, case.path, place.row, place.outer)


def _concerns(problem: Problem, key: str) -> bool:
    """Whether something typed in a field, or in a row of the roster in it, could not be read."""
    return any(f"{other}:".startswith(f"{key}:") for other in problem.keys)
