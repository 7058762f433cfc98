"""What an author supposes of the world in a preview: what the previous round was told, what other instruments say.

Without it a condition that reads ``previous(…)`` or ``linked.…`` could not be tried: in a preview nobody has answered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Question, Questionnaire, say
from questionari.engine.editing import acts
from questionari.engine.editing.operands import CODED, DAYS, NUMBERS
from questionari.engine.editing.places import EditError
from questionari.engine.linked import linked_names, previous_codes, text_facts
from questionari.engine.values import Context, RoundInfo, Value
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import drafted

Choices = tuple[tuple[str, str], ...]
_LINES = frozenset({"text", "url", "email", "pec", "phone"})
_ONE = CODED | NUMBERS | DAYS | _LINES
EARLIER = "Anteprima, tornata precedente"


@dataclass(frozen=True, slots=True)
class Supposed:
    """``earlier`` are answers of the previous round as they would be typed, ``linked`` facts of other instruments."""

    earlier: Mapping[str, Raw]
    linked: Mapping[str, str]


NOTHING = Supposed({}, {})


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that the form asks for; ``choices`` empty: it is typed. ``day``: it is a date."""

    name: str
    label: str
    value: str
    choices: Choices = ()
    day: bool = False


def earlier_fields(definition: Questionnaire, supposed: Supposed) -> tuple[Asked, ...]:
    """The answers of the previous round that the questionnaire reads and that one field can hold."""
    questions = (
        definition.questions[code] for code in sorted(previous_codes(definition), key=list(definition.questions).index)
    )
    return tuple(_asked(question, supposed.earlier) for question in questions if question.type in _ONE)


def _asked(question: Question, earlier: Mapping[str, Raw]) -> Asked:
    value = next(iter(earlier.get(question.code, {}).get("", ())), "")
    choices = tuple((option.code, say(option.text)) for option in question.options)
    label = f"{question.code} – {say(question.text)[:80]}"
    return Asked(question.code, label, value, choices and (("", "non detto"), *choices), question.type in DAYS)


def linked_fields(definition: Questionnaire, supposed: Supposed) -> tuple[Asked, ...]:
    """The facts of other instruments that the questionnaire reads."""
    return tuple(Asked(name, name, supposed.linked.get(name, "")) for name in sorted(linked_names(definition)))


def copied(case: Case) -> Mapping[str, Raw]:
    """The answers typed so far, as those of the previous round: what the questionnaire reads of them."""
    wanted = previous_codes(case.definition)
    typed = {code: draft.raw for code, draft in case.drafts.items() if code in wanted}
    computed = {code: value for code, value in case.path.computed.items() if code in wanted}
    return typed | {code: {"": (f"{value:f}",)} for code, value in computed.items() if isinstance(value, Decimal)}


def supposing(definition: Questionnaire, supposed: Supposed, context: Context) -> Context:
    """The context with what is supposed; the previous round is the period before, of the same length."""
    parts: dict[str, Any] = {}
    answers = dict(_earlier(definition, supposed.earlier))
    if answers and context.round is not None:
        parts = {"previous": answers, "previous_round": _before(context.round)}
    facts = dict(_linked(definition, supposed.linked))
    parts |= {"linked": facts} if facts else {}
    return replace(context, **parts)


def _before(now: RoundInfo) -> RoundInfo:
    back = now.period_end - now.period_start + timedelta(days=1)
    return RoundInfo(now.period_start - back, now.period_end - back, now.deadline - back, EARLIER)


def _earlier(definition: Questionnaire, earlier: Mapping[str, Raw]) -> Iterator[tuple[str, Value]]:
    for code in previous_codes(definition) & earlier.keys():
        question = definition.questions[code]
        value = _number(earlier[code]) if question.type == "computed" else drafted(question, 1, earlier[code]).value
        if value is not None:
            yield code, value


def _number(raw: Raw) -> Value | None:
    return _read(next(iter(raw.get("", ())), ""))


def _read(typed: str) -> Decimal | None:
    try:
        return Decimal(str(acts.number(typed)))
    except EditError:
        return None


def _linked(definition: Questionnaire, linked: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    """Facts as they would be given: a number where one is typed, but for those that conditions compare with texts."""
    texts = text_facts(definition)
    for name in linked_names(definition) & linked.keys():
        typed = linked[name].strip()
        number = None if name in texts else _read(typed)
        if typed:
            yield name, typed if number is None else number
