"""From a model of the solver back to a response: values of the engine, then the JSON that `questionnaire run` takes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import z3

from questionari.engine.definition import Question
from questionari.engine.places import comuni, countries, provinces
from questionari.engine.values import WEEKDAYS, Reserved
from questionari.proofs.answers import Answers
from questionari.proofs.operands import Hours, Known, Linked, Outside, Picks, Row, Rows, Scalar, Table
from questionari.proofs.surroundings import Surroundings
from questionari.proofs.terms import PREFIX, Term, World, day_of, is_day, length, prefix

_DAY_MINUTES = 1440
_LONGEST_TEXT = 10_000
_LETTERS, _TAG = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3
_SHAPED: Mapping[str, str] = {
    "email": "prova{0}@example.org",
    "pec": "prova{0}@pec.example.org",
    "phone": "+390805741461",
    "url": "https://example.org/{0}",
    "fiscal_code": "80188230587",
    "ipa_code": "p_{0}",
    "attachment": "prova{0}.pdf",
}
_PLACES: Mapping[str, Callable[[], list[str]]] = {
    "comune": lambda: sorted(comuni().by_code),
    "province": lambda: sorted(provinces().by_code),
    "country": lambda: sorted(countries().by_code),
}


@dataclass(slots=True)
class Reader:
    """Reads a model: what is known, and which value it has."""

    world: World
    model: Any
    written: dict[int, str] = field(init=False)
    made_up: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Texts by their number."""
        self.written = {index: text for text, index in self.world.texts.items()}

    def holds(self, term: Term) -> bool:
        """Whether a truth holds in the model; what nothing depends on does not. Asked ten thousand times a model:
        the library's own functions, since wrapping each answer in an object costs five times the answer."""
        context, found = term.ctx.ref(), (z3.Ast * 1)()
        z3.Z3_model_eval(context, self.model.model, term.as_ast(), True, found)
        return bool(z3.Z3_get_bool_value(context, found[0]) == z3.Z3_L_TRUE)

    def whole(self, term: Term) -> int:
        """A whole number of the model."""
        return int(self.fraction(term))

    def fraction(self, term: Term) -> Fraction:
        """A number of the model."""
        value = self.model.eval(term, model_completion=True)
        return Fraction(value.as_long()) if z3.is_int_value(value) else Fraction(str(value.as_fraction()))

    def text(self, term: Term, shape: str = "") -> str:
        """A text of the model: one seen in the document, or another of the right length and shape."""
        index = self.whole(term)
        return self.written[index] if index in self.written else self._other(term, index, shape)

    def _other(self, term: Term, index: int, shape: str) -> str:
        if shape in _PLACES:
            return self._place(term, index, shape)
        if shape in _SHAPED:
            return _SHAPED[shape].format(abs(index) % 100_000)
        if self.holds(is_day(term)):
            day = date.fromordinal(self.whole(day_of(term))).isoformat()
            return f"{day}T{index % 24:02}:{index % 60:02}" if shape == "datetime" else day
        return self.made_up.setdefault(index, self._made_up(self.whole(length(term))))

    def _made_up(self, size: int) -> str:
        """A text of that length that is no other."""
        taken = {*self.written.values(), *self.made_up.values()}
        size = max(1, min(size, _LONGEST_TEXT))
        tags = ("".join(letters) for letters in product(_LETTERS, repeat=min(size, _TAG)))
        return next((tag.ljust(size, "-") for tag in tags if tag.ljust(size, "-") not in taken), "-" * size)

    def _place(self, term: Term, index: int, shape: str) -> str:
        """A comune of the right province, or any place."""
        codes = _PLACES[shape]()
        province = self.text(prefix(term), "province") if shape == "comune" else ""
        near = [code for code in codes if code[:PREFIX] == province] or codes
        return near[abs(index) % len(near)]

    def value(self, operand: Any, question: Question) -> Any:
        """The value an operand has in the model, None when it is not answered."""
        if isinstance(operand, Table):
            return self._matrix(operand, question)
        states = {None: operand.known, -7: operand.unavailable, -8: operand.declined}
        held = next((code for code, term in states.items() if self.holds(term)), -9)
        if held is None:
            return _CONTENTS[type(operand)](self, operand, question)
        return None if held == Reserved.MISSING else Reserved(held)

    def _matrix(self, table: Table, question: Question) -> Any:
        if self.holds(table.unavailable):
            return Reserved.NOT_AVAILABLE
        cells = {place: self.value(cell, question) for place, (_, cell) in table.cells.items()}
        return {place: value for place, value in cells.items() if value is not None} or None

    def _scalar(self, operand: Scalar, question: Question) -> Any:
        if operand.kind == "text":
            return self.text(operand.value, question.type)
        if operand.kind == "date":
            return date.fromordinal(self.whole(operand.value))
        number = self.fraction(operand.value)
        return Decimal(number.numerator) / Decimal(number.denominator)

    def _picks(self, operand: Picks, question: Question) -> Any:
        return tuple(code for code, pick in operand.picks.items() if self.holds(pick))

    def _hours(self, operand: Hours, question: Question) -> Any:
        """The minutes of the week laid out over the days that are open."""
        days, left = self.whole(operand.days), self.whole(operand.minutes)
        week: dict[str, Any] = dict.fromkeys(WEEKDAYS, ())
        for place, day in enumerate(WEEKDAYS[:days]):
            taken = min(_DAY_MINUTES, left - (days - place - 1))
            week[day], left = ((0, taken),), left - taken
        return week

    def _rows(self, operand: Rows, question: Question) -> Any:
        return tuple(self._row(row, question) for present, row in operand.rows if self.holds(present))

    def _row(self, row: Row, roster: Question) -> dict[str, Any]:
        values = {child.code: self.value(row.cells[child.code][1], child) for child in roster.children}
        return {code: value for code, value in values.items() if value is not None}


_CONTENTS: Mapping[type, Callable[[Reader, Any, Question], Any]] = {
    Scalar: Reader._scalar,
    Picks: Reader._picks,
    Hours: Reader._hours,
    Rows: Reader._rows,
}


def answers_of(reader: Reader, answers: Answers, questions: Iterable[Question]) -> dict[str, Any]:
    """The answers the model gives to these questions, as far as they were spoken of."""
    made = ((q, answers.made[q.code]) for q in questions if isinstance(answers.made.get(q.code), Known))
    found = {question.code: reader.value(operand, question) for question, operand in made}
    return {code: value for code, value in found.items() if value is not None}


def context_of(reader: Reader, around: Surroundings) -> dict[str, Any]:
    """The context the model gives, as JSON; the previous answers apart."""
    days = {name: _day(reader, name) for name in ("today",)}
    rounds = {name: _round(reader, name) for name in ("round", "previous_round")}
    if not reader.holds(z3.Bool("previous_round:known")):
        rounds.pop("previous_round")
    parts: dict[str, dict[str, Any]] = {"census": {}, "linked": {}}
    for key, operand in around.made.items():
        part, _, name = key.partition(".")
        if part in parts and isinstance(operand, Known) and reader.holds(operand.known):
            parts[part][name] = _fact(reader, operand)
    return {**days, **rounds, **parts}


def _day(reader: Reader, name: str) -> str:
    return date.fromordinal(max(1, reader.whole(z3.Int(name)) or _TODAY)).isoformat()


_TODAY = date(2026, 12, 1).toordinal()
_ROUND_DAYS = {"period_start": "2026-01-01", "period_end": "2026-06-30", "deadline": "2026-12-31"}


def _round(reader: Reader, name: str) -> dict[str, str]:
    """The days of a round; ordinary ones where nothing depends on them."""
    ordinals = {day: reader.whole(z3.Int(f"{name}.{day}")) for day in _ROUND_DAYS}
    if not all(ordinals.values()):
        return dict(_ROUND_DAYS)
    return {day: date.fromordinal(ordinal).isoformat() for day, ordinal in ordinals.items()}


def _fact(reader: Reader, operand: Known) -> Any:
    match operand:
        case Outside(name=name):
            member = z3.Function(f"in {name}", z3.IntSort(), z3.BoolSort())
            shape = "province" if name.endswith("provinces") else ""
            found = (term for term in reader.world.sought.get(name, ()) if reader.holds(member(term)))
            return sorted({reader.text(term, shape) for term in found})
        case Linked(kinds=kinds, members=members):
            if reader.holds(members.known):
                return _fact(reader, members)
            return _plain(reader, kinds["number"] if reader.holds(kinds["number"].known) else kinds["text"])
        case Scalar():
            return _plain(reader, operand)
    return None


def _plain(reader: Reader, operand: Scalar) -> Any:
    if operand.kind == "text":
        return reader.text(operand.value)
    number = reader.fraction(operand.value)
    return number.numerator if number.denominator == 1 else float(number)
