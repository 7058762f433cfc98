"""The plain model beside the walk: what one respondent has written, as if it stood on paper.

It knows nothing of versions or markers: what was written first stands, what somebody wrote beside it without having
seen it waits; of a table each place by itself. Hidden answers stay; a submission puts the sheet away; re-opening gives
it back.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import WEEKDAYS, Value
from questionari.usecases.responding.actions import without_blank_rows

PAGES: Mapping[str, tuple[str, ...]] = {
    "P1": ("Q1", "Q2", "Q3", "Q4", "Q4.98", "Q5"),
    "P2": ("M1", "H1"),
    "P3": ("R1", "L1", "C1", "D1"),
}
#: Question -> the answer without which it is not asked (tests/documents/valid/respond.json).
ONLY_IF: Mapping[str, tuple[str, str]] = {
    "Q2": ("Q1", "1"),
    "M1": ("Q1", "1"),
    "H1": ("Q1", "1"),
    "Q4.98": ("Q4", "98"),
}
REQUIRED = ("Q1", "Q2", "Q3", "M1")
CELLS_OF_M1 = 4
WORD = re.compile(r"zqx\d+xqz")


def words(raws: Iterable[Raw]) -> frozenset[str]:
    """The marked words typed in some fields; each was typed once, so that it can be looked for."""
    return frozenset(WORD.findall(" ".join(v for raw in raws for values in raw.values() for v in values)))


def filled(raw: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The fields with something in them."""
    kept = {key: tuple(v.replace("\r\n", "\n") for v in values if v.strip()) for key, values in raw.items()}
    return {key: values for key, values in kept.items() if values}


def place(question: Question, key: str) -> str:
    """Where in a table a field stands: its cell, its day; "" for what is one with the whole answer."""
    steps = key.split(":")
    if question.type == "opening_hours":
        return steps[0] if steps[0] in WEEKDAYS else ""
    table = question.type == "matrix" or bool(question.fixed_rows)
    return ":".join(steps[:2]) if table and len(steps) > 1 else ""


def only(question: Question, raw: Raw, places: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The fields at these places."""
    return {key: values for key, values in raw.items() if "" in places or place(question, key) in places}


@dataclass(frozen=True, slots=True)
class Beside:
    """What waits beside an answer, and at which places."""

    raw: Raw
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a page drew one question: its fields, and how often it had been written in which life of the sheet."""

    raw: Raw
    life: int
    times: int


@dataclass
class Paper:
    """One response. ``written``: question -> everything acknowledged for it, newest last."""

    definition: Questionnaire
    proposed: Mapping[str, Raw]
    written: dict[str, list[Raw]] = field(default_factory=dict)
    lives: Counter[str] = field(default_factory=Counter)
    put_away: dict[str, Raw] = field(default_factory=dict)
    typed: dict[str, frozenset[str]] = field(default_factory=dict)
    beside: dict[str, list[Beside]] = field(default_factory=dict)
    kept: dict[str, frozenset[str]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)

    def newest(self, code: str) -> Raw:
        """What was acknowledged last."""
        return self.written.get(code, [{}])[-1]

    def shows(self, code: str) -> Raw:
        """What a page shows: the newest, or the proposal where nothing was ever written."""
        return self.newest(code) if code in self.written else self.proposed.get(code, {})

    def draw(self, code: str) -> Drawn:
        """The question as a page draws it now."""
        return Drawn(self.shows(code), self.lives[code], len(self.written.get(code, ())))

    def post(self, code: str, drawn: Drawn, raw: Raw) -> tuple[bool, bool]:
        """Somebody posts a question from a page: whether it is written, whether another person's answer stands."""
        if raw == self.newest(code):
            return False, False
        now = self.draw(code)
        remembered = drawn.life == now.life or not drawn.times
        if not remembered:
            return False, True  # what that page had shown was put away or erased: it must not come back by itself
        if drawn.times == now.times:
            self._write(code, raw)
            return True, False
        return self._bring_together(code, drawn.raw, raw) if raw != drawn.raw else (False, False)

    def _bring_together(self, code: str, shown: Raw, raw: Raw) -> tuple[bool, bool]:
        question, first = self.question(code), self.newest(code)
        hers, others = (self._touched(question, shown, changed) for changed in (raw, first))
        if "" in hers | others:
            hers, others = frozenset({""}), frozenset({""})
        differ = frozenset(p for p in hers & others if only(question, raw, {p}) != only(question, first, {p}))
        whole = self._with(question, first, Beside(raw, hers - differ))
        if differ:
            self._keep(code, Beside(only(question, raw, differ), differ))
        if whole != first:
            self._write(code, whole)
        return whole != first, bool(differ)

    def _touched(self, question: Question, before: Raw, after: Raw) -> frozenset[str]:
        return frozenset(place(question, k) for k in {*before, *after} if before.get(k) != after.get(k))

    def _with(self, question: Question, raw: Raw, beside: Beside) -> Raw:
        away = only(question, raw, beside.places)
        return {**{k: v for k, v in raw.items() if k not in away}, **only(question, beside.raw, beside.places)}

    def _keep(self, code: str, beside: Beside) -> None:
        waits = self.beside.setdefault(code, [])
        if beside not in waits:
            waits.append(beside)
        self._remember(code, beside.raw)

    def _write(self, code: str, raw: Raw) -> None:
        self.written.setdefault(code, []).append(raw)
        self._remember(code, raw)
        question = self.question(code)
        waits = [b for b in self.beside.get(code, []) if self._with(question, raw, b) != raw]
        self.beside = {**self.beside, code: waits}

    def _remember(self, code: str, raw: Raw) -> None:
        self.typed[code] = self.typed.get(code, frozenset()) | words([raw])
        self.kept[code] = self.kept.get(code, frozenset()) | words([raw])
        self.erased -= words([raw])

    def waiting(self) -> dict[str, list[Raw]]:
        """What waits, by question."""
        return {code: [b.raw for b in waits] for code, waits in self.beside.items() if waits}

    def choose(self, code: str, take: bool) -> bool:
        """Somebody chooses about the oldest that waits; whether that writes anything."""
        beside = self.beside[code].pop(0)
        if take:
            self._write(code, self._with(self.question(code), self.newest(code), beside))
        return take

    def question(self, code: str) -> Question:
        """The definition of a question."""
        return self.definition.questions[code]

    def value(self, code: str) -> Value | None:
        """The newest answer as it is understood."""
        return answer_type(self.question(code)).read(self.question(code), self.newest(code)).value

    def asked(self, code: str) -> bool:
        """Whether the question is asked, by the table above."""
        on, wanted = ONLY_IF.get(code, (code, ""))
        return on == code or self.value(on) == wanted

    def pages(self) -> tuple[str, ...]:
        """The pages on the path."""
        return tuple(page for page, codes in PAGES.items() if any(map(self.asked, codes)))

    def progress(self) -> tuple[int, int]:
        """Required questions asked: answered, and in all."""
        required = [code for code in REQUIRED if self.asked(code)]
        return sum(map(self._answered, required)), len(required)

    def _answered(self, code: str) -> bool:
        value = self.value(code)
        return len(value) == CELLS_OF_M1 if isinstance(value, Mapping) else value is not None

    def on_path(self) -> dict[str, Value]:
        """The answers asked and understood: what may be exported, contacts apart."""
        codes = (code for code in self.written if self.asked(code))
        return {code: value for code in codes if (value := self.value(code)) is not None}

    def hidden(self) -> dict[str, Raw]:
        """What is written but not asked."""
        return {code: raw for code in self.written if (raw := self.newest(code)) and not self.asked(code)}

    def submit(self) -> None:
        """Put the sheet away."""
        raws = {c: answer_type(self.question(c)).raw(self.question(c), v) for c, v in self.on_path().items()}
        answers = {c: filled(without_blank_rows(self.question(c), raw)) for c, raw in raws.items()}
        self.put_away = {**answers, **self.hidden()}
        self.written, self.beside, self.kept = {}, {}, {}

    def reopen(self) -> None:
        """Give the sheet back: another life, in which the marks of earlier pages say nothing any more."""
        self.written = {code: [raw] for code, raw in self.put_away.items()}
        self.lives.update(code for codes in PAGES.values() for code in codes)

    def correct(self, code: str, words: str) -> None:
        """What was put away has another answer to one question, written in a single control."""
        self.put_away[code] = {"": (words,)}

    def erase(self, code: str) -> None:
        """Take a question and its details out, wherever they stand."""
        for one in (c for codes in PAGES.values() for c in codes if c == code or c.startswith(f"{code}.")):
            if one in self.written:
                self.written[one] = [{}]
            self.put_away.pop(one, None)
            self.beside.pop(one, None)
            self.kept.pop(one, None)
            self.erased |= self.typed.pop(one, frozenset())
            self.lives[one] += 1
