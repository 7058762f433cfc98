"""What another part of a record was told, in the facts and in the document of the part that reads it."""

from collections.abc import Mapping
from typing import Any

from questionari.engine.answer_types import answer_type, decoders
from questionari.engine.definition import Questionnaire
from questionari.engine.values import Answers, Context, Value


def given_of(definition: Questionnaire, data: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a ``Context`` that holds it, from JSON; none where there is none."""
    by_code = decoders(definition)
    values = ((code, by_code[code](item)) for code, item in data.items() if code in by_code)
    answers: dict[str, Value] = {code: value for code, value in values if value is not None}
    return {"given": answers} if answers else {}


def given_part(definition: Questionnaire, context: Context) -> dict[str, Any]:
    """The same as parts of a document: whose it is, what it was given."""
    role = {} if context.role is None else {"role": context.role}
    return {**role, **({"given": _json(definition, context.given)} if context.given else {})}


def _json(definition: Questionnaire, answers: Answers) -> dict[str, Any]:
    questions = definition.questions
    return {code: answer_type(questions[code]).to_json(questions[code], value) for code, value in answers.items()}
