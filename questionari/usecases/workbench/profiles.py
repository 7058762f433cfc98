"""Profiles of effort: the answers they suppose, in words, and as they are typed."""

from collections.abc import Iterator, Mapping
from typing import Any

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Question, Questionnaire, say
from questionari.engine.editing.operands import CODED, DAYS, NUMBERS, PICKED
from questionari.engine.editing.places import EditError

LONGEST = 60  # characters of a question, and of an answer
#: What one field can hold; tables and lists come from an example.
TYPED = (CODED | PICKED | NUMBERS | DAYS | {"month", "text"}) - {"computed"}


def assumed(definition: Questionnaire, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each answer supposed: its question's code, question and answer in words."""
    for code, data in answers.items():
        question = definition.questions.get(code)
        yield code, f"{code} – {say(question.text)[:LONGEST]}: {_words(question, data)}" if question else code


def _words(question: Question, data: Any) -> str:
    reading = answer_type(question).from_json(question, data)
    words = answer_type(question).text(question, reading.value, "it") if reading.value is not None else str(data)
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def askable(definition: Questionnaire) -> tuple[tuple[str, str], ...]:
    """The questions to which an answer may be typed."""
    return tuple(
        (one.code, f"{one.code} – {say(one.text)[:LONGEST]}")
        for one in definition.questions.values()
        if one.type in TYPED
    )


def supposed(definition: Questionnaire, code: str, typed: str) -> dict[str, Any]:
    """An answer as it was typed (a text of an option, its code, a number, a day), as JSON. Raises EditError."""
    question = definition.questions.get(code)
    if question is None or question.type not in TYPED:
        raise EditError("Scelga a quale domanda si risponde.")
    reading = answer_type(question).read(question, _raw(question, typed.strip()))
    if reading.value is None:
        offered = "; ".join(f"{option.code} {say(option.text)}" for option in question.options[:12])
        known = f" Sono: {offered}." if offered else ""
        raise EditError(f"«{typed.strip()[:LONGEST]}» non è una risposta a {code}.{known}")
    return {code: answer_type(question).to_json(question, reading.value)}


def _raw(question: Question, typed: str) -> Raw:
    named = {say(option.text).casefold(): option.code for option in question.options}
    several = [one.strip() for one in typed.split(",")] if question.type in PICKED else [typed]
    return {"": tuple(named.get(one.casefold(), one) for one in several if one)}
