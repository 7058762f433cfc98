"""Single, multiple and ordered choices. Option codes are strings; an option may stand for a reserved answer."""

from collections import Counter
from collections.abc import Iterable, Sequence

from questionari.engine.answer_types.base import (
    AnswerType,
    Json,
    Problem,
    Reading,
    ScalarType,
    json_text,
    problem,
)
from questionari.engine.answer_types.fields import MAIN, Form, Raw, typed
from questionari.engine.definition import Option, Question, say
from questionari.engine.values import Reserved, Value

UNKNOWN_OPTION = problem("unknown_option", "La risposta non è fra quelle previste: scelga una voce dell'elenco.")
RESERVED_WITH_OTHERS = problem(
    "reserved_with_others", "Ha scelto «dato non disponibile» insieme ad altre voci: lasci una sola indicazione."
)


def chosen(options: Iterable[Option], code: str) -> Value | Problem:
    """What choosing that code means: the code, a reserved answer, or a problem."""
    option = next((o for o in options if o.code == code), None)
    if option is None:
        return UNKNOWN_OPTION
    return code if option.reserved is None else Reserved(option.reserved)


def option_text(options: Iterable[Option], code: str, language: str) -> str:
    """The text of the option; its code when it is not in the list."""
    return next((say(o.text, language) for o in options if o.code == code), code)


def reserved_option(options: Iterable[Option], value: Reserved) -> str | None:
    """The code of the option that stands for that reserved answer."""
    return next((o.code for o in options if o.reserved == value), None)


class OptionType(AnswerType):
    """What the three kinds of choice share: reserved answers are shown as the option that stands for them."""

    def raw(self, question: Question, value: Value) -> Raw:
        """The option of a reserved answer where there is one."""
        code = reserved_option(question.options, value) if isinstance(value, Reserved) else None
        return super().raw(question, value) if code is None else {MAIN: (code,)}

    def text(self, question: Question, value: Value | None, language: str = "it") -> str:
        """The texts of the options."""
        code = reserved_option(question.options, value) if isinstance(value, Reserved) else None
        return super().text(question, value, language) if code is None else self.words(question, code, language)

    def words(self, question: Question, value: Value, language: str) -> str:
        """Option texts, separated by semicolons because they hold commas."""
        codes = value if isinstance(value, tuple) else (value,)
        return "; ".join(option_text(question.options, str(code), language) for code in codes)


class Choice(OptionType, ScalarType):
    """choice, yes_no, yes_no_na: one code."""

    def parse(self, question: Question, text: str) -> Value | Problem:
        """An option of the list."""
        return chosen(question.options, text)

    def words(self, question: Question, value: Value, language: str) -> str:
        """The option's text."""
        return option_text(question.options, str(value), language)


class Multi(OptionType):
    """Codes in the order of the list; a page posts one value per tick."""

    def read_value(self, question: Question, raw: Raw) -> Reading:
        """The ticked codes, sorted."""
        picked = self.picked(raw)
        if isinstance(picked, Problem):
            return Reading(None, picked, raw)
        meanings = [chosen(question.options, code) for code in picked]
        wrong = _first_problem(meanings)
        if wrong or not meanings:
            return Reading(None, wrong, raw)
        if isinstance(meanings[0], Reserved):
            return Reading(meanings[0], None, raw)
        return Reading(self.arranged(question, picked), None, raw)

    def picked(self, raw: Raw) -> Sequence[str] | Problem:
        """The codes posted, each once."""
        return typed(raw)

    def arranged(self, question: Question, codes: Sequence[str]) -> tuple[str, ...]:
        """The codes in the order of the list."""
        return tuple(o.code for o in question.options if o.code in codes)

    def json_form(self, question: Question, data: object) -> Form | None:
        """A list of codes."""
        if isinstance(data, str) or not isinstance(data, Sequence):
            return None
        codes = tuple(json_text(code) for code in data)
        return None if None in codes else {MAIN: tuple(code for code in codes if code is not None)}

    def raw_value(self, question: Question, value: Value) -> Raw:
        """One value a tick."""
        return {MAIN: tuple(str(code) for code in value)} if isinstance(value, tuple) else {}

    def json_value(self, question: Question, value: Value) -> Json:
        """A list of codes."""
        return [str(code) for code in value] if isinstance(value, tuple) else []


class Ordered(Multi):
    """Codes in order of importance: lists numbered "1", "2" … or repeated values in their order."""

    def picked(self, raw: Raw) -> Sequence[str] | Problem:
        """The codes by rank; empty ranks are skipped, repeated codes refused."""
        ranks = sorted((key for key in raw if key.isascii() and key.isdigit()), key=lambda key: (len(key), key))
        lines = [(key, code) for key in (MAIN, *ranks) for code in _every(raw, key)]
        codes = [code for _, code in lines]
        times = Counter(codes)
        repeated = [key for key, code in lines if times[code] > 1]
        if repeated:
            return problem(
                "repeated_choice",
                "Ha scelto due volte la stessa voce: la indichi una sola volta.",
                *dict.fromkeys(repeated),
            )
        return codes

    def arranged(self, question: Question, codes: Sequence[str]) -> tuple[str, ...]:
        """As given."""
        return tuple(codes)

    def raw_value(self, question: Question, value: Value) -> Raw:
        """One numbered list a rank."""
        return {str(n): (str(code),) for n, code in enumerate(value, 1)} if isinstance(value, tuple) else {}


def _every(raw: Raw, key: str) -> Sequence[str]:
    """The non-blank values of a field, repeated ones too."""
    return [line for value in raw.get(key, ()) for line in typed({MAIN: (value,)})]


def _first_problem(meanings: Sequence[Value | Problem]) -> Problem | None:
    wrong = next((m for m in meanings if isinstance(m, Problem)), None)
    mixed = len(meanings) > 1 and any(isinstance(m, Reserved) for m in meanings)
    return wrong or (RESERVED_WITH_OTHERS if mixed else None)
