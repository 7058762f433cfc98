"""What others than the staff read of a response that was sent, where its questionnaire says so (``shared_with``).

Contacts and whatever is never exported stay out: questions, parts of groups, columns of lists alike; so do files, and
the reasons given for warnings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from questionari.engine.answered import AnswerLine, SectionView, line
from questionari.engine.definition import Question, Section
from questionari.engine.path import Path
from questionari.engine.piping import render
from questionari.engine.values import Attached, Value

ATRS = "atr"
NEVER = "never"


def shared_sections(path: Path, values: Mapping[str, Value], language: str) -> tuple[SectionView, ...]:
    """The values that may be shared, computed ones included, in words; a section without any is left out."""
    views = (
        SectionView(one.code, render(one.title, language, path.scope), tuple(_lines(path, one, values, language)))
        for one in path.definition.sections
    )
    return tuple(view for view in views if any(one.text or one.table for one in view.lines))


def _lines(path: Path, section: Section, values: Mapping[str, Value], language: str) -> Iterator[AnswerLine]:
    for code in (code for page in section.pages for code in page.questions if code in values):
        question = path.definition.questions[code]
        if is_shared(question) and not isinstance(values[code], Attached):
            yield line(path, without_kept(question), values[code], language)


def is_shared(question: Question) -> bool:
    """Whether an answer may be read by others."""
    return question.store != "contacts" and question.export != NEVER


def without_kept(question: Question) -> Question:
    """A list without the columns that stay with whoever answered; any other question as it is."""
    return replace(question, children=tuple(without_kept(child) for child in question.children if is_shared(child)))
