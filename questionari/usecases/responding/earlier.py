"""The previous round in a response's facts and in its document: {"round": {…}, "answers": {code: JSON}}."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from questionari.engine.answer_types import answer_type, decoders
from questionari.engine.definition import Questionnaire
from questionari.engine.values import Answers, Context, RoundInfo, Value

NOTHING: Mapping[str, Any] = {}


def previous_json(definition: Questionnaire, answers: Answers, round_: RoundInfo) -> dict[str, Any]:
    """What is kept of the previous round, in the codes of today's questionnaire."""
    questions = definition.questions
    told = {code: answer_type(questions[code]).to_json(questions[code], value) for code, value in answers.items()}
    return {"round": round_json(round_), "answers": told}


def previous_of(definition: Questionnaire, data: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a ``Context`` that say what the previous round was told; none where there was none."""
    if not data:
        return {}
    by_code = decoders(definition)
    values = ((code, by_code[code](item)) for code, item in data["answers"].items() if code in by_code)
    answers: dict[str, Value] = {code: value for code, value in values if value is not None}
    return {"previous": answers, "previous_round": round_of(**data["round"])}


def previous_part(definition: Questionnaire, context: Context) -> dict[str, Any]:
    """The same as a part of a document; none where there was no previous round."""
    if context.previous is None or context.previous_round is None:
        return {}
    return {"previous": previous_json(definition, context.previous, context.previous_round)}


def round_json(info: RoundInfo) -> dict[str, str]:
    """A round's dates and title."""
    return {
        "period_start": info.period_start.isoformat(),
        "period_end": info.period_end.isoformat(),
        "deadline": info.deadline.isoformat(),
        "title": info.title,
    }


@lru_cache(maxsize=1024)
def round_of(period_start: str, period_end: str, deadline: str, title: str) -> RoundInfo:
    """The round of such dates; the same of every response of a round."""
    start, end, last = map(date.fromisoformat, (period_start, period_end, deadline))
    return RoundInfo(start, end, last, title)
