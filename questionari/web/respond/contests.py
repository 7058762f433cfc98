"""Two answers to one question as the page shows them: which counts, which waits, who wrote them and when."""

from collections.abc import Iterator, Mapping

from questionari.engine.answer_types.fields import SEPARATOR, Raw, below
from questionari.engine.answer_types.matrix import axis_text, cell_question
from questionari.engine.definition import MatrixShape, Question
from questionari.engine.merging import WHOLE, with_parts
from questionari.usecases.responding import Draft, PageState, Standing
from questionari.usecases.responding.cells import Author, drafted
from questionari.usecases.responding.holding import KEEP, TAKE, Held
from questionari.usecases.responding.pages import in_words
from questionari.web.language import word
from questionari.web.respond.models import ChoiceButton, ContestView, SaidView

#: What the buttons (keep, take) are called, by whose the two answers are: (the stored one, the one that waits).
LABELS: Mapping[tuple[bool, bool], tuple[str, str]] = {
    (False, True): ("Tengo l'altra", "Tengo la mia"),
    (True, False): ("Tengo la mia", "Tengo l'altra"),
    (True, True): ("Tengo la prima", "Tengo la seconda"),
    (False, False): ("Tengo la prima", "Tengo la seconda"),
}

STAFF = "L'assistenza"


def contests_of(state: PageState, code: str, draft: Draft) -> Iterator[ContestView]:
    """What is to be chosen at a question; without buttons where nothing can be written any more."""
    question = state.case.definition.questions[code]
    for held in state.case.waiting(code).entries:
        now = with_parts(question, {}, draft.raw, set(held.parts))
        stored = _said(state, question, now, held, held.stored_by(now, draft.author))
        waiting = _said(state, question, held.raw, held, held.author)
        keep, take = LABELS[stored.mine, waiting.mine]
        buttons = [
            ChoiceButton(f"{KEEP}/{code}/{held.number}", keep),
            ChoiceButton(f"{TAKE}/{code}/{held.number}", take),
        ]
        ordered = reversed(buttons) if waiting.mine and not stored.mine else buttons
        yield ContestView(held.number, stored, waiting, tuple(ordered) if state.standing is Standing.OPEN else ())


def _said(state: PageState, question: Question, raw: Raw, held: Held, author: Author) -> SaidView:
    mark, words = author.writer.mark, _words(question, raw, held.parts, state.case.language)
    name = word(STAFF) if author.writer.staff else author.writer.name
    return SaidView(mark != "" and mark == state.reader.mark, name, author.at, words)


def _words(question: Question, raw: Raw, parts: tuple[str, ...], language: str) -> str:
    """The answer in words; of a table only what is contested, cell by cell."""
    if question.matrix is None or WHOLE in parts:
        return in_words(question, drafted(question, 0, raw), language)
    shape = question.matrix
    return "; ".join(f"{_place(shape, part, language)}: {_cell(question, raw, part, language)}" for part in parts)


def _place(shape: MatrixShape, part: str, language: str) -> str:
    """ "donne, italiane"; with one column the row alone."""
    row, _, column = part.partition(SEPARATOR)
    places = [axis_text(shape.rows, row, language)]
    return ", ".join(places if shape.single_column else [*places, axis_text(shape.columns, column, language)])


def _cell(question: Question, raw: Raw, part: str, language: str) -> str:
    inner, kind = cell_question(question)
    fields = below(raw, part)
    reading = kind.read(inner, fields)
    if reading.problem is None and reading.value is not None:
        return kind.text(inner, reading.value, language)
    return " ".join(value for values in fields.values() for value in values) or "–"
