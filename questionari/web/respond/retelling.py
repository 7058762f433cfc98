"""What was typed in a page of questions that could not be saved, in the words of its questions."""

from collections.abc import Mapping, Sequence

from flask import request

from questionari.engine.answer_types.fields import Raw, clean_form, group_form
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.piping import UNKNOWN_TEXT, segments
from questionari.usecases import responding
from questionari.usecases.house import NotFound
from questionari.usecases.responding.cells import drafted
from questionari.usecases.responding.pages import in_words
from questionari.web.access import database
from questionari.web.language import current, said
from questionari.web.respond import opened
from questionari.web.respond.texts import inline
from questionari.web.typed import Fields


def retold(fields: Fields) -> Fields:
    """Each question with its answer as people read it; as it was posted where the questionnaire is not known here."""
    definition = _questionnaire()
    if definition is None:
        return fields
    codes = dict.fromkeys(name.partition(":")[0] for name, _ in fields)
    questions = [definition.questions[code] for code in codes if code in definition.questions]
    grouped = group_form((question.code for question in questions), fields)
    known = [(_label(one), _words(one, grouped[one.code])) for one in questions]
    return [*known, *((name, value) for name, value in fields if name.partition(":")[0] not in grouped)]


def _questionnaire() -> Questionnaire | None:
    """Of the page that was posted, where this browser has opened it, be it long ago: to others no address says what
    stands behind it.
    """
    public_id = (request.view_args or {}).get("public_id", "")
    if request.endpoint != "respond.save" or not opened.was_open(public_id):
        return None
    try:
        with database().reading() as db:
            return responding.questionnaire_of(db, public_id)
    except NotFound:
        return None


def _label(question: Question) -> str:
    """Its text; what it takes from other answers is not read here."""
    pieces = segments(said(question.text))
    return inline("".join(piece if isinstance(piece, str) else UNKNOWN_TEXT for piece in pieces)).striptags()


def _words(question: Question, typed: Mapping[str, Sequence[str]]) -> str:
    raw: Raw = clean_form(typed)
    return in_words(question, drafted(question, 0, raw), current())
