"""Bounds a question declares: numbers, lengths, picks, options on offer, rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from questionari.engine.answer_types.matrix import axis_text
from questionari.engine.definition import Option, Question, say
from questionari.engine.findings import Finding
from questionari.engine.piping import printed
from questionari.engine.validating import messages
from questionari.engine.validating.case import Case
from questionari.engine.validating.required import rows_of
from questionari.engine.values import Row, Value


@dataclass(frozen=True, slots=True)
class Fault:
    """One bound that a value does not keep; ``keys`` are relative to the question."""

    kind: str
    message: str
    keys: tuple[str, ...] = ()


def out_of_bounds(case: Case) -> Iterator[Finding]:
    """Every value beyond a bound of its question."""
    for question, value in case.answered():
        for fault in _faults(case, question, value, None):
            yield case.finding(
                f"{question.code}.{fault.kind}", "error", fault.message, (question.code,), keys=fault.keys
            )
        if question.type == "roster":
            yield from _in_rows(case, question)


def _in_rows(case: Case, roster: Question) -> Iterator[Finding]:
    rows = rows_of(case, roster)
    for fault in _row_count(roster, len(rows)):
        yield case.finding(f"{roster.code}.{fault.kind}", "error", fault.message, (roster.code,))
    for index, row in enumerate(rows):
        for child in case.path.children(roster, row):
            for fault in _faults(case, child, row.get(child.code), row):
                title = say(child.text, case.language)
                message = messages.AT_ROW.format(number=index + 1, question=title, message=fault.message)
                code = f"{roster.code}.{child.code}.{fault.kind}"
                keys = (f"{index}:{child.code}",)
                yield case.finding(code, "error", message, (roster.code,), row=str(index + 1), keys=keys)


def _faults(case: Case, question: Question, value: Value | None, row: Row | None) -> Iterator[Fault]:
    yield from _number(question, value)
    yield from _cells(case, question, value)
    yield from _length(question, value)
    if question.options and question.type != "matrix":
        picked = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        codes = tuple(code for code in picked if isinstance(code, str))
        yield from _picks(question, codes, case.language)
        yield from _offered(question, codes, case.path.options(question, row), case.language)


def _number(question: Question, value: object) -> Iterator[Fault]:
    if not isinstance(value, Decimal):
        return
    if question.min is not None and value < question.min:
        yield Fault("min", messages.TOO_SMALL.format(limit=printed(question.min), value=printed(value)))
    if question.max is not None and value > question.max:
        yield Fault("max", messages.TOO_LARGE.format(limit=printed(question.max), value=printed(value)))


def _cells(case: Case, question: Question, value: object) -> Iterator[Fault]:
    """The bounds of a numeric matrix hold for each active cell."""
    if question.matrix is None or not isinstance(value, Mapping):
        return
    for row, column in case.path.cells(question.code):
        for fault in _number(question, value.get((row, column))):
            title = axis_text(question.matrix.rows, row, case.language)
            message = messages.AT_CELL.format(row=title, message=fault.message)
            yield Fault(fault.kind, message, (f"{row}:{column}",))


def _length(question: Question, value: object) -> Iterator[Fault]:
    limit = question.max_length
    if limit is not None and isinstance(value, str) and len(value) > limit:
        yield Fault("max_length", messages.TOO_LONG.format(limit=limit, value=len(value)))


def _picks(question: Question, codes: tuple[str, ...], language: str) -> Iterator[Fault]:
    count = len(codes)
    if not count or question.type not in ("multi", "ordered"):
        return
    exclusive = [o for o in question.options if o.exclusive and o.code in codes]
    if exclusive and count > 1:
        yield Fault("exclusive", messages.EXCLUSIVE.format(option=say(exclusive[0].text, language)))
    if question.min_picks is not None and count < question.min_picks and not exclusive:
        yield Fault("min_picks", messages.TOO_FEW_PICKS.format(limit=question.min_picks, value=count))
    if question.max_picks is not None and count > question.max_picks:
        yield Fault("max_picks", messages.TOO_MANY_PICKS.format(limit=question.max_picks, value=count))


def _offered(question: Question, codes: tuple[str, ...], visible: tuple[Option, ...], language: str) -> Iterator[Fault]:
    offered = {option.code for option in visible}
    for code in codes:
        option = question.option(code)
        if option is not None and code not in offered:
            yield Fault("not_offered", messages.NOT_OFFERED.format(option=say(option.text, language)))


def _row_count(roster: Question, count: int) -> Iterator[Fault]:
    if roster.fixed_rows or not count:
        return
    if count < roster.min_rows:
        yield Fault("min_rows", messages.TOO_FEW_ROWS.format(limit=roster.min_rows, value=count))
    if roster.max_rows is not None and count > roster.max_rows:
        yield Fault("max_rows", messages.TOO_MANY_ROWS.format(limit=roster.max_rows, value=count))
