"""What must be answered on the path, what of it is missing, how far the response has come (decisions.md 15, 24)."""

from questionari.engine.answer_types import answer_type, is_empty
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.path import Path
from questionari.engine.path_scope import in_row
from questionari.engine.values import Answers, Row, Value


def is_required(question: Question, path: Path) -> bool:
    """Whether a question of the path must be answered before submission."""
    return question.required or (question.required_if is not None and path.scope.holds(question.required_if))


def is_required_in_row(child: Question, path: Path, row: Row, outer: Row | None = None) -> bool:
    """Whether a roster's child must be answered in a row."""
    condition = child.required_if
    return child.required or (condition is not None and path.scope.holds(condition, in_row(row, outer)))


def missing_cells(question: Question, value: Value | None, path: Path) -> tuple[tuple[str, str], ...]:
    """The active cells of a matrix that hold nothing; none for other types."""
    return answer_type(question).missing_cells(question, value, path.cells(question.code))


def is_complete(question: Question, value: Value | None, path: Path) -> bool:
    """Whether a required question is answered as a whole. A matrix without active cells has nothing to answer."""
    if question.matrix is not None:
        return not missing_cells(question, value, path)
    return not is_empty(value)


def required_questions(definition: Questionnaire, path: Path) -> tuple[Question, ...]:
    """The required questions on the path, in document order."""
    asked = (question for code, question in definition.questions.items() if path.asked(code))
    return tuple(question for question in asked if is_required(question, path))


def missing(definition: Questionnaire, answers: Answers, path: Path) -> tuple[str, ...]:
    """The codes of required questions on the path that are not answered, in document order."""
    required = required_questions(definition, path)
    return tuple(q.code for q in required if not is_complete(q, answers.get(q.code), path))


def first_missing(definition: Questionnaire, answers: Answers, path: Path) -> str | None:
    """The first of ``missing``, None when nothing is."""
    return next(iter(missing(definition, answers, path)), None)


def progress(definition: Questionnaire, answers: Answers, path: Path) -> tuple[int, int]:
    """Required questions on the path: answered, and in all."""
    required = len(required_questions(definition, path))
    return required - len(missing(definition, answers, path)), required
