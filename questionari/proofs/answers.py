"""The free variables of a response: one answer a question, within the bounds it declares, readable as typed.

Names of variables are the addresses that ``witness`` reads a response back from.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import z3

from questionari.engine.answer_types.base import offered_reserved
from questionari.engine.answer_types.dates import YEARS
from questionari.engine.answer_types.matrix import cell_question, matrix_cells
from questionari.engine.answer_types.numbers import MOST_DIGITS, places
from questionari.engine.answer_types.roster import MOST_ROWS
from questionari.engine.definition import Question
from questionari.engine.expressions.views import must_list
from questionari.engine.values import Reserved
from questionari.proofs.days import month_axioms
from questionari.proofs.operands import NOTHING, Hours, Known, Operand, Picks, Row, Rows, Scalar, Table
from questionari.proofs.terms import (
    NO,
    YES,
    Term,
    World,
    both,
    day_of,
    either,
    exactly,
    implies,
    is_day,
    length,
    negation,
)

MODELLED_ROWS = 3  # rows of an open roster that are modelled one by one
_PLAIN_NUMBER = 10_000
_PLAIN_DAYS = (date(2000, 1, 1).toordinal(), date(2035, 12, 31).toordinal())
_DAYS = (date(YEARS[0], 1, 1).toordinal(), date(YEARS[-1], 12, 31).toordinal())
_WEEK_DAYS, _DAY_MINUTES = 7, 1440


@dataclass(slots=True)
class Answers:
    """The answers of one response; ``name`` tells those of this round from the previous ones."""

    world: World
    name: str
    bounded: bool = True  # whether answers keep the bounds their questions declare
    made: dict[str, Operand] = field(default_factory=dict)

    def of(self, question: Question) -> Operand:
        """The answer to a question, whether it is asked or not."""
        if question.code not in self.made:
            self.made[question.code] = self._build(question, f"{self.name}{question.code}")
        return self.made[question.code]

    def _build(self, question: Question, name: str) -> Operand:
        build = _BUILDERS.get(question.type, Answers._text)
        return build(self, question, name)

    def _state(self, question: Question, name: str) -> Known:
        """Whether there is a value or one of the reserved answers that the question offers."""
        offered = offered_reserved(question)
        known = z3.Bool(f"{name}:known")
        unavailable = z3.Bool(f"{name}:-7") if Reserved.NOT_AVAILABLE in offered else NO
        declined = z3.Bool(f"{name}:-8") if Reserved.PREFER_NOT in offered else NO
        pairs = ((known, unavailable), (known, declined), (unavailable, declined))
        self.world.assume(*(negation(both(*pair)) for pair in pairs))
        return Known(known, unavailable, declined)

    def _number(self, question: Question, name: str) -> Scalar:
        state, units = self._state(question, name), z3.Int(name)
        scale = 10 ** places(question)
        value = units if scale == 1 else z3.ToReal(units) / exactly(scale)
        low = units >= 0 if question.min is None or question.min >= 0 else units > -(10**MOST_DIGITS)
        limit = max(_PLAIN_NUMBER, 2 * abs(int(question.min or 0)))
        self.world.assume(low, units < 10**MOST_DIGITS, implies(self.world.plain, units <= limit * scale))
        if self.bounded:
            self._within(question, value)
        return Scalar(state.known, state.unavailable, state.declined, kind="number", value=value)

    def _within(self, question: Question, value: Term) -> None:
        if question.min is not None:
            self.world.assume(value >= exactly(question.min))
        if question.max is not None:
            self.world.assume(value <= exactly(question.max))

    def _time(self, question: Question, name: str) -> Scalar:
        state, value = self._state(question, name), z3.Int(name)
        self.world.assume(value >= 0, value < _DAY_MINUTES)
        return Scalar(state.known, state.unavailable, state.declined, kind="number", value=value)

    def _date(self, question: Question, name: str) -> Scalar:
        state, day = self._state(question, name), z3.Int(name)
        plain = both(day >= _PLAIN_DAYS[0], day <= _PLAIN_DAYS[1])
        self.world.assume(day >= _DAYS[0], day <= _DAYS[1], implies(self.world.plain, plain))
        return Scalar(state.known, state.unavailable, state.declined, kind="date", value=day)

    def _month(self, question: Question, name: str) -> Scalar:
        found = self._date(question, name)
        self.world.assume(*month_axioms(found.value, name))
        return found

    def _text(self, question: Question, name: str) -> Scalar:
        state, value = self._state(question, name), z3.Int(name)
        self.world.assume(length(value) >= 1)
        if question.max_length is not None and self.bounded:
            self.world.assume(length(value) <= question.max_length)
        return Scalar(state.known, state.unavailable, state.declined, kind="text", value=value)

    def _moment(self, question: Question, name: str) -> Scalar:
        """A date with its time: a text that names a day."""
        found = self._text(question, name)
        self.world.assume(is_day(found.value), day_of(found.value) >= _DAYS[0], day_of(found.value) <= _DAYS[1])
        self.world.assume(length(found.value) == len("2026-01-31T09:30"))
        return found

    def _choice(self, question: Question, name: str) -> Scalar:
        state, value = self._state(question, name), z3.Int(name)
        codes = [self.world.text(o.code) for o in question.options if o.reserved is None]
        self.world.assume(either(negation(state.known), *(value == code for code in codes)))
        return Scalar(state.known, state.unavailable, state.declined, kind="text", value=value)

    def _picks(self, question: Question, name: str) -> Picks:
        state = self._state(question, name)
        options = [option for option in question.options if option.reserved is None]
        picks = {o.code: both(state.known, z3.Bool(f"{name}={o.code}")) for o in options}
        self.world.assume(implies(state.known, either(*picks.values())))
        if self.bounded and picks:
            self._picked_within(question, state.known, picks)
        return Picks(state.known, state.unavailable, state.declined, picks=picks)

    def _picked_within(self, question: Question, known: Term, picks: Mapping[str, Term]) -> None:
        alone = [picks[o.code] for o in question.options if o.exclusive and o.code in picks]
        for pick in alone:
            self.world.assume(*(negation(both(pick, other)) for other in picks.values() if other is not pick))
        if question.min_picks is not None:
            enough = z3.AtLeast(*picks.values(), question.min_picks)
            self.world.assume(implies(known, either(enough, *alone)))
        if question.max_picks is not None:
            self.world.assume(z3.AtMost(*picks.values(), question.max_picks))

    def _hours(self, question: Question, name: str) -> Hours:
        state, minutes, days = self._state(question, name), z3.Int(name), z3.Int(f"{name}:days")
        self.world.assume(days >= 0, days <= _WEEK_DAYS, minutes >= days, minutes <= _DAY_MINUTES * days)
        return Hours(state.known, state.unavailable, state.declined, minutes=minutes, days=days)

    def _matrix(self, question: Question, name: str) -> Table:
        shape = question.matrix
        inner, _ = cell_question(question)
        places_ = matrix_cells(shape) if shape else ()
        cells = {place: self._build(inner, f"{name}[{','.join(place)}]") for place in places_}
        scalars = {place: (YES, cell) for place, cell in cells.items() if isinstance(cell, Scalar)}
        some = either(*(cell.answered for _, cell in scalars.values()))
        whole = z3.Bool(f"{name}:-7") if question.not_available else NO
        self.world.assume(negation(both(some, whole)))
        return Table(some, whole, cells=scalars, single=shape is not None and shape.single_column)

    def _roster(self, question: Question, name: str) -> Rows:
        state, count = self._state(question, name), z3.Int(f"{name}:rows")
        fixed = len(question.fixed_rows)
        most = fixed or min(question.max_rows or MOST_ROWS, MOST_ROWS)
        shown = fixed or min(most, MODELLED_ROWS)
        rows = [self._roster_row(question, f"{name}[{i}]") for i in range(shown)]
        present = [(both(state.known, count > i), row) for i, row in enumerate(rows)]
        filled = [either(*(cell.answered for _, cell in row.cells.values() if isinstance(cell, Known))) for row in rows]
        some = (
            [either(*filled)] if fixed else [implies(there, f) for (there, _), f in zip(present, filled, strict=True)]
        )
        least = fixed or max(1, question.min_rows if self.bounded else 1)
        self.world.assume(count >= least, count <= most, *(implies(state.known, each) for each in some))
        beyond = NO if shown >= most else both(state.known, count > shown)
        self.world.assume(implies(self.world.plain, negation(beyond)))
        return Rows(
            state.known,
            state.unavailable,
            state.declined,
            rows=tuple(present),
            count=count,
            beyond=beyond,
            required=must_list(question),
        )

    def _roster_row(self, roster: Question, name: str) -> Row:
        return Row(
            YES,
            of_roster=True,
            cells={child.code: (YES, self._build(child, f"{name}.{child.code}")) for child in roster.children},
        )

    def _passive(self, question: Question, name: str) -> Scalar:
        return NOTHING


_BUILDERS: Mapping[str, Callable[[Answers, Question, str], Operand]] = {
    **dict.fromkeys(("integer", "decimal", "currency", "percent"), Answers._number),
    **dict.fromkeys(("choice", "yes_no", "yes_no_na"), Answers._choice),
    **dict.fromkeys(("multi", "ordered"), Answers._picks),
    **dict.fromkeys(("note", "group", "computed"), Answers._passive),
    "time": Answers._time,
    "date": Answers._date,
    "month": Answers._month,
    "datetime": Answers._moment,
    "opening_hours": Answers._hours,
    "matrix": Answers._matrix,
    "roster": Answers._roster,
}
