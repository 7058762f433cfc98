"""The plain model beside the walk: what one respondent has written, as if it stood on paper.

It knows nothing of cells, keys, versions or markers: who wrote last wins, unless she only posted back what the page had
shown her; hidden answers stay; a submission puts the sheet away; re-opening gives it back.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import Value

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
        """Somebody posts a question from a page: whether it is written, whether over another person's answer."""
        if raw == self.newest(code):
            return False, False
        now = self.draw(code)
        remembered = drawn.life == now.life or not drawn.times
        if not remembered:
            return False, True  # what that page had shown was put away or erased: it must not come back by itself
        current = drawn.times == now.times
        if not current and raw == drawn.raw:
            return False, False
        self._write(code, raw)
        return True, not current

    def _write(self, code: str, raw: Raw) -> None:
        self.written.setdefault(code, []).append(raw)
        self.typed[code] = self.typed.get(code, frozenset()) | words([raw])
        self.erased -= words([raw])

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
        answers = {c: filled(answer_type(self.question(c)).raw(self.question(c), v)) for c, v in self.on_path().items()}
        self.put_away = {**answers, **self.hidden()}
        self.written = {}

    def reopen(self) -> None:
        """Give the sheet back: another life, in which the marks of earlier pages say nothing any more."""
        self.written = {code: [raw] for code, raw in self.put_away.items()}
        self.lives.update(code for codes in PAGES.values() for code in codes)

    def erase(self, code: str) -> None:
        """Take a question and its details out, wherever they stand."""
        for one in (c for codes in PAGES.values() for c in codes if c == code or c.startswith(f"{code}.")):
            if one in self.written:
                self.written[one] = [{}]
            self.put_away.pop(one, None)
            self.erased |= self.typed.pop(one, frozenset())
            self.lives[one] += 1
