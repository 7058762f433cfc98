"""Answers as JSON (decisions.md 27): read from a file, written to the canonical document of a submission."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionari.engine.answer_types import Json, Problem, answer_type
from questionari.engine.definition import Questionnaire
from questionari.engine.path import Path
from questionari.engine.values import Answers, Value


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """What was understood, what was not (by question), and the codes that are no question of this document."""

    answers: dict[str, Value]
    problems: dict[str, Problem]
    unknown: tuple[str, ...]


def read_answers(definition: Questionnaire, data: Mapping[str, object]) -> ReadAnswers:
    """Read answers by question code. Keys that begin with an underscore are not answers."""
    found = ReadAnswers({}, {}, tuple(c for c in data if c not in definition.questions and not c.startswith("_")))
    for code, question in definition.questions.items():
        reading = answer_type(question).from_json(question, data.get(code))
        if reading.value is not None:
            found.answers[code] = reading.value
        if reading.problem is not None:
            found.problems[code] = reading.problem
    return found


def written_answers(definition: Questionnaire, answers: Answers, path: Path | None = None) -> dict[str, Json]:
    """Answers as JSON, exact; with a path, only those on it (what is hidden is kept aside, never handed on)."""
    kept = (code for code in definition.questions if code in answers and (path is None or path.asked(code)))
    questions = ((code, definition.questions[code]) for code in kept)
    return {code: answer_type(question).to_json(question, answers[code]) for code, question in questions}
