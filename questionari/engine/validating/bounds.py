"""Bounds a question declares: numbers, lengths, picks, options on offer, rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.matrix import axis_text
from questionari.engine.definition import Option, Question, say
from questionari.engine.findings import Finding
from questionari.engine.places import comuni, province_of, provinces
from questionari.engine.validating import messages
from questionari.engine.validating.case import Case
from questionari.engine.validating.rows import Place, places, rows_of
from questionari.engine.values import Value


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
    for place in places(case, roster):
        for child in place.asked(case):
            for fault in _faults(case, child, place.row.get(child.code), place):
                title = say(child.text, case.language)
                message = case.said(messages.AT_ROW, number=place.number, question=title, message=fault.message)
                yield place.finding(case, "error", child, fault.kind, message)


def _faults(case: Case, question: Question, value: Value | None, place: Place | None) -> Iterator[Fault]:
    yield from _row_count(case, question, value)
    yield from _number(case, question, value)
    yield from _cells(case, question, value)
    yield from _length(case, question, value)
    yield from _elsewhere(case, question, value, place)
    yield from _unnamed(case, question, value)
    if question.options:
        picked = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        codes = tuple(code for code in picked if isinstance(code, str))
        yield from _picks(case, question, codes)
        yield from _offered(case, question, codes, _on_offer(case, question, place))


def _on_offer(case: Case, question: Question, place: Place | None) -> tuple[Option, ...]:
    row, outer = (place.row, place.outer) if place else (None, None)
    return case.path.options(question, row, outer)


def _number(case: Case, question: Question, value: object) -> Iterator[Fault]:
    if not isinstance(value, Decimal):
        return
    if question.min is not None and value < question.min:
        yield Fault("min", case.said(messages.TOO_SMALL, limit=question.min, value=value))
    if question.max is not None and value > question.max:
        yield Fault("max", case.said(messages.TOO_LARGE, limit=question.max, value=value))


def _cells(case: Case, question: Question, value: object) -> Iterator[Fault]:
    """The bounds of a numeric matrix hold for each active cell."""
    if question.matrix is None or not isinstance(value, Mapping):
        return
    for row, column in case.path.cells(question.code):
        for fault in _number(case, question, value.get((row, column))):
            title = axis_text(question.matrix.rows, row, case.language)
            message = case.said(messages.AT_CELL, row=title, message=fault.message)
            yield Fault(fault.kind, message, (f"{row}:{column}",))


def _length(case: Case, question: Question, value: object) -> Iterator[Fault]:
    limit = question.max_length
    if limit is not None and isinstance(value, str) and len(value) > limit:
        yield Fault("max_length", case.said(messages.TOO_LONG, limit=limit, value=len(value)))


def _elsewhere(case: Case, question: Question, value: Value | None, place: Place | None) -> Iterator[Fault]:
    """A comune outside the province that another answer, or the census, says."""
    row, outer = (place.row, place.outer) if place else (None, None)
    allowed = case.path.provinces(question, row, outer)
    if allowed is not None and isinstance(value, str) and province_of(value) not in allowed:
        named = ", ".join(sorted(map(provinces().label, allowed)))
        yield Fault("within", case.said(messages.ELSEWHERE, place=comuni().label(value), provinces=named))


def _unnamed(case: Case, question: Question, value: Value | None) -> Iterator[Fault]:
    """A text or a comune that no row of the earlier list names any more."""
    named = case.path.named(question)
    if named is not None and isinstance(value, str) and value not in named:
        said = answer_type(question).text(question, value, case.language)
        yield Fault("not_offered", case.said(messages.NOT_OFFERED, option=said))


def _picks(case: Case, question: Question, codes: tuple[str, ...]) -> Iterator[Fault]:
    count = len(codes)
    if not count or question.type not in ("multi", "ordered"):
        return
    exclusive = [o for o in question.options if o.exclusive and o.code in codes]
    if exclusive and count > 1:
        yield Fault("exclusive", case.said(messages.EXCLUSIVE, option=say(exclusive[0].text, case.language)))
    if question.min_picks is not None and count < question.min_picks and not exclusive:
        yield Fault("min_picks", case.said(messages.TOO_FEW_PICKS, limit=question.min_picks, value=count))
    if question.max_picks is not None and count > question.max_picks:
        yield Fault("max_picks", case.said(messages.TOO_MANY_PICKS, limit=question.max_picks, value=count))


def _offered(case: Case, question: Question, codes: tuple[str, ...], visible: tuple[Option, ...]) -> Iterator[Fault]:
    offered = {option.code for option in visible}
    for code in codes:
        option = question.option(code)
        if option is not None and code not in offered:
            yield Fault("not_offered", case.said(messages.NOT_OFFERED, option=say(option.text, case.language)))


def _row_count(case: Case, roster: Question, value: Value | None) -> Iterator[Fault]:
    count = len(rows_of(value)) if roster.type == "roster" else 0
    if roster.fixed_rows or not count:
        return
    if count < roster.min_rows:
        yield Fault("min_rows", case.said(messages.TOO_FEW_ROWS, limit=roster.min_rows, value=count))
    if roster.max_rows is not None and count > roster.max_rows:
        yield Fault("max_rows", case.said(messages.TOO_MANY_ROWS, limit=roster.max_rows, value=count))
