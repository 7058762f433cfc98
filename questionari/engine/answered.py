"""The answers of a response in words, section by section: what people read and keep of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.base import Table
from questionari.engine.definition import Question, Section
from questionari.engine.path import Path
from questionari.engine.piping import render
from questionari.engine.values import Attached, Value
from questionari.engine.wording import translated

_TITLES = frozenset({"group"})  # say what stands under them
_UNANSWERED = frozenset({"note", "computed", "computed_text", "generated"})


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer in words; ``label`` may hold the author's emphasis. ``table`` for matrices and rosters.

    ``text`` is "" where the line only says what stands under it.
    """

    code: str
    label: str
    text: str
    table: Table | None
    file: bool = False  # a file stands behind it


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with what was answered in it."""

    code: str
    title: str
    lines: tuple[AnswerLine, ...]


def answered(path: Path, values: Mapping[str, Value], language: str) -> tuple[SectionView, ...]:
    """The values, computed ones included, in the words of that language; a section without any is left out."""
    return _sections(path, values, language, values)


def asked(path: Path, values: Mapping[str, Value], language: str, store: str = "answers") -> tuple[SectionView, ...]:
    """Every question on the path with its answer, or that there is none; contact answers are those of another store."""
    codes = {code for code in path.questions if _stands(path.definition.questions[code], store)}
    return _sections(path, values, language, codes | values.keys())


def _stands(question: Question, store: str) -> bool:
    return question.type not in _UNANSWERED and question.store == store


def _sections(
    path: Path, values: Mapping[str, Value], language: str, codes: Collection[str]
) -> tuple[SectionView, ...]:
    def lines(section: Section) -> Iterator[AnswerLine]:
        for code in (code for page in section.pages for code in page.questions if code in codes):
            yield line(path, path.definition.questions[code], values.get(code), language)

    views = (
        SectionView(section.code, render(section.title, language, path.scope), tuple(lines(section)))
        for section in path.definition.sections
    )
    return tuple(view for view in views if any(one.text or one.table for one in view.lines))


def line(path: Path, question: Question, value: Value | None, language: str) -> AnswerLine:
    """An answer in words; where there is none, that is said."""
    kind = answer_type(question)
    nothing = "" if question.type in _TITLES else translated("Nessuna risposta", language)
    return AnswerLine(
        question.code,
        render(question.text, language, path.scope),
        nothing if value is None else kind.text(question, value, language),
        kind.rows_text(question, value, language),
        isinstance(value, Attached),
    )


def contact_lines(path: Path, values: Mapping[str, Value], language: str) -> tuple[AnswerLine, ...]:
    """The answers that are kept apart, in the order they are stored in."""
    return tuple(line(path, path.definition.questions[code], value, language) for code, value in values.items())
