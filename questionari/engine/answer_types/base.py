"""What every answer type does: read what was typed, say it again, store it, put it in words.

The only place that understands what people type. Bounds a question declares (min, max, max_length, picks, rows) are
judged by the validation, so that a value beyond them is kept and shown; here only the unreadable is refused.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from questionari.engine.answer_types.fields import MAIN, RESERVED_KEY, Form, Raw, clean_form, typed
from questionari.engine.definition import Question, Text, say
from questionari.engine.values import Reserved, Value
from questionari.engine.wording import joined, phrase

#: JSON as ``json.loads`` gives it, or as it is to be written.
Json: TypeAlias = "None | bool | int | float | str | Sequence[Json] | Mapping[str, Json]"
CellKey: TypeAlias = tuple[str, str]

RESERVED_TEXT: Mapping[Reserved, Text] = {
    Reserved.NOT_AVAILABLE: phrase("Dato non disponibile"),
    Reserved.PREFER_NOT: phrase("Preferisco non rispondere"),
    Reserved.NOT_APPLICABLE: phrase("Non pertinente"),
    Reserved.MISSING: phrase("Manca la risposta"),
}
HIGHEST_INTEGER = 10**30
LONGEST_FIELD = 20_000  # characters; what is longer is no answer but an attack or a mistaken paste


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something typed is no answer. ``keys`` are the sub-fields concerned, relative to the question."""

    code: str
    message: Text
    keys: tuple[str, ...] = (MAIN,)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood. No value and no problem: nothing was typed. ``raw`` is all that was typed, to show again."""

    value: Value | None
    problem: Problem | None
    raw: Raw


@dataclass(frozen=True, slots=True)
class Table:
    """A matrix or a roster in words: ``rows`` are as long as ``headers``."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def problem(code: str, message: str | Text, *keys: str) -> Problem:
    """A problem with a message of ours, or one with its values; it concerns the main field unless keys are given."""
    return Problem(code, phrase(message) if isinstance(message, str) else message, keys or (MAIN,))


def together(problems: Sequence[Problem]) -> Problem | None:
    """Several problems of one question as one: each message once, all keys."""
    if not problems:
        return None
    messages = {p.message["it"]: p.message for p in problems}
    keys = dict.fromkeys(key for p in problems for key in p.keys)
    return problem(problems[0].code, joined(messages.values()), *keys)


def is_empty(value: Value | None) -> bool:
    """Whether this is no answer at all. Zero is an answer, and so is a reserved one."""
    return value is None or (not isinstance(value, Reserved) and value in ("", (), {}))


NOT_OFFERED = problem("reserved_not_offered", "Questa risposta non è prevista per la domanda.", RESERVED_KEY)
BOTH = problem(
    "value_and_reserved",
    "Ha indicato una risposta e ha anche segnato che il dato non è disponibile: lasci una sola delle due indicazioni.",
    MAIN,
    RESERVED_KEY,
)
BAD_SHAPE = problem("shape", "La risposta non ha la forma prevista per questo tipo di domanda.")


class AnswerType(ABC):
    """One answer type; objects have no state and may be shared. What reads never raises, whatever it is given."""

    def read(self, question: Question, form: Form) -> Reading:
        """Understand what the page posted for this question."""
        return self.understand(question, clean_form(form))

    def understand(self, question: Question, raw: Raw) -> Reading:
        """The same, of fields that are clean: those of a cell are part of a form that was read."""
        reserved = read_reserved(question, raw)
        if isinstance(reserved, Problem):
            return Reading(None, reserved, raw)
        reading = self.read_value(question, raw)
        if reserved is None:
            return reading
        if reading.value is not None or reading.problem is not None:
            return Reading(reading.value, BOTH, raw)
        return Reading(reserved, None, raw)

    def from_json(self, question: Question, data: object) -> Reading:
        """Understand an answer written as JSON (decisions.md 27) or taken from a canonical document."""
        if data is None:
            return Reading(None, None, {})
        reserved = _json_reserved(data)
        form = {RESERVED_KEY: (reserved,)} if reserved else self.json_form(question, data)
        return Reading(None, BAD_SHAPE, {}) if form is None else self.read(question, form)

    def raw(self, question: Question, value: Value) -> Raw:
        """The form fields that would give this value, written the Italian way."""
        if isinstance(value, Reserved):
            return {RESERVED_KEY: (str(int(value)),)}
        return self.raw_value(question, value)

    def to_json(self, question: Question, value: Value) -> Json:
        """The value for the canonical document: exact, no floats."""
        return {"reserved": int(value)} if isinstance(value, Reserved) else self.json_value(question, value)

    def text(self, question: Question, value: Value | None, language: str = "it") -> str:
        """The value in words, "" for no answer."""
        if value is None:
            return ""
        return reserved_text(value, language) if isinstance(value, Reserved) else self.words(question, value, language)

    def rows_text(self, question: Question, value: Value | None, language: str = "it") -> Table | None:
        """The value as a table in words, for the types that are tables (None for the others)."""
        return None

    def missing_cells(
        self, question: Question, value: Value | None, active_cells: Sequence[CellKey]
    ) -> tuple[CellKey, ...]:
        """The active cells of a matrix that hold nothing (decisions.md 15); other types have none."""
        return ()

    def input_count(self, question: Question, active_cells: Sequence[CellKey] | None = None) -> int:
        """How many inputs a person faces (decisions.md 17); a group of options counts as one."""
        return 1

    @abstractmethod
    def read_value(self, question: Question, raw: Raw) -> Reading:
        """Understand the fields, the reserved answer apart."""

    @abstractmethod
    def json_form(self, question: Question, data: object) -> Form | None:
        """The form fields equal to that JSON; None when its shape is not this type's."""

    @abstractmethod
    def raw_value(self, question: Question, value: Value) -> Raw:
        """The form fields of a value that is not reserved."""

    @abstractmethod
    def json_value(self, question: Question, value: Value) -> Json:
        """The JSON of a value that is not reserved."""

    @abstractmethod
    def words(self, question: Question, value: Value, language: str) -> str:
        """The words of a value that is not reserved."""


def reserved_text(value: Reserved, language: str) -> str:
    """The words of a reserved answer."""
    return say(RESERVED_TEXT[value], language)


def read_reserved(question: Question, raw: Raw, key: str = RESERVED_KEY) -> Reserved | Problem | None:
    """The reserved answer ticked, if this question offers it."""
    ticked = typed(raw, key)
    if not ticked:
        return None
    offered = {str(int(r)): r for r in offered_reserved(question)}
    if len(ticked) == 1 and ticked[0] in offered:
        return offered[ticked[0]]
    return Problem(NOT_OFFERED.code, NOT_OFFERED.message, (key,))


def offered_reserved(question: Question) -> frozenset[Reserved]:
    """The reserved answers of a question: its own tick boxes and those its options stand for (decisions.md 10)."""
    flags = ((Reserved.NOT_AVAILABLE, question.not_available), (Reserved.PREFER_NOT, question.prefer_not))
    by_option = {Reserved(o.reserved) for o in question.options if o.reserved is not None}
    return frozenset({reserved for reserved, offered in flags if offered} | by_option)


def json_text(data: object) -> str | None:
    """A JSON text or whole number as text; None for any other shape, and for numbers Python refuses to write out."""
    if isinstance(data, str):
        return data
    if isinstance(data, bool) or not isinstance(data, int) or abs(data) > HIGHEST_INTEGER:
        return None
    return str(data)


def _json_reserved(data: object) -> str | None:
    if not isinstance(data, Mapping) or set(data) != {"reserved"}:
        return None
    value = data["reserved"]
    return json_text(value)


class ScalarType(AnswerType):
    """A type with one field and one value. Subclasses say how a text is parsed and how a value is written."""

    longest = 2_000

    def read_value(self, question: Question, raw: Raw) -> Reading:
        """Read the main field; fields this type does not have are refused rather than dropped."""
        values = typed(raw)
        if not values:
            return Reading(None, None, raw)
        if len(values) > 1:
            return Reading(None, problem("several_values", "Indichi una sola risposta."), raw)
        if len(values[0]) > self.longest:
            return Reading(None, too_long(self.longest), raw)
        parsed = self.parse(question, values[0])
        if (
            isinstance(parsed, str) and len(parsed) > self.longest
        ):  # longer than typed: kept, it could not be read again
            parsed = too_long(self.longest)
        return Reading(None, parsed, raw) if isinstance(parsed, Problem) else Reading(parsed, None, raw)

    @abstractmethod
    def parse(self, question: Question, text: str) -> Value | Problem:
        """The value of a non-blank text of at most ``longest`` characters, on one line."""

    def written(self, question: Question, value: Value) -> str:
        """The text a person would type for the value."""
        return str(value)

    def json_form(self, question: Question, data: object) -> Form | None:
        """JSON text is read as if typed; whole numbers stand for codes."""
        text = json_text(data)
        return None if text is None else {MAIN: (text,)}

    def raw_value(self, question: Question, value: Value) -> Raw:
        """The main field."""
        return {MAIN: (self.written(question, value),)}

    def json_value(self, question: Question, value: Value) -> Json:
        """Text as it is stored."""
        return str(value)

    def words(self, question: Question, value: Value, language: str) -> str:
        """As typed."""
        return self.written(question, value)


def too_long(limit: int) -> Problem:
    """The problem of a text beyond any use."""
    return problem("too_long", phrase("Il testo è troppo lungo: al massimo {limit} caratteri.", limit=limit))
