"""Everything a questionnaire asks, in words: sections, pages, questions with their definitions and conditions."""

from collections.abc import Sequence
from dataclasses import dataclass

from questionari.engine.answer_types import cell_question
from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.definition import Axis, Option, Question, Questionnaire, Text, say
from questionari.engine.expressions.tree import Expression
from questionari.engine.path import find_path
from questionari.engine.piping import render
from questionari.engine.universe import Universes

Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """A question in words. ``condition`` begins with "se", "" where it is always asked; ``lists`` are its options,
    rows and columns, each a title and pairs (code, text); ``inner`` the questions of a row or the details of options.
    """

    code: str
    text: str
    help: str
    kind: str
    required: str
    condition: str
    lists: tuple[tuple[str, tuple[Named, ...]], ...]
    inner: tuple["Item", ...]


@dataclass(frozen=True, slots=True)
class PageOutline:
    """A page in words."""

    code: str
    title: str
    condition: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class SectionOutline:
    """A section in words."""

    code: str
    title: str
    condition: str
    pages: tuple[PageOutline, ...]


class _Teller:
    """Says one questionnaire. Placeholders are shown as an ellipsis: nothing is answered yet."""

    def __init__(self, definition: Questionnaire) -> None:
        self.definition = definition
        self.scope = find_path(definition, {}).scope
        self.universes = Universes(definition)

    def text(self, text: Text | None) -> str:
        return render(text, "it", self.scope) if text else ""

    def when(self, condition: Expression | None) -> str:
        return f"se {self.universes.words(condition)}" if condition is not None else ""

    def item(self, question: Question) -> Item:
        return Item(
            question.code,
            self.text(question.text),
            self.text(question.help),
            TYPE_NAMES[question.type],
            self.required(question),
            self.when(question.visible_if),
            tuple(_lists(question)),
            tuple(map(self.item, (*question.children, *self.below(question)))),
        )

    def required(self, question: Question) -> str:
        if question.required_if is not None:
            return f"obbligatoria {self.when(question.required_if)}"
        return "obbligatoria" if question.required else ""

    def below(self, question: Question) -> list[Question]:
        """Questions of a group, details of options: they stand under their question."""
        return [inner for inner in self.definition.questions.values() if inner.parent == question.code]

    def sections(self) -> tuple[SectionOutline, ...]:
        return tuple(
            SectionOutline(
                section.code,
                self.text(section.title),
                self.when(section.visible_if),
                tuple(
                    PageOutline(page.code, self.text(page.title), self.when(page.visible_if), self.top(page.questions))
                    for page in section.pages
                ),
            )
            for section in self.definition.sections
        )

    def top(self, codes: tuple[str, ...]) -> tuple[Item, ...]:
        questions = (self.definition.questions[code] for code in codes)
        return tuple(self.item(question) for question in questions if question.parent is None)


def _lists(question: Question) -> list[tuple[str, tuple[Named, ...]]]:
    shape = question.matrix
    parts: list[tuple[str, Sequence[Option | Axis]]] = [
        ("Risposte possibili", question.options),
        ("Righe", shape.rows if shape else question.fixed_rows),
        ("Colonne", shape.columns if shape and not shape.single_column else ()),
        ("Risposte possibili in ogni casella", cell_question(question)[0].options if shape else ()),
    ]
    named = [(title, tuple((part.code, say(part.text)) for part in listed)) for title, listed in parts]
    return [(title, pairs) for title, pairs in named if pairs]


def outline(definition: Questionnaire) -> tuple[SectionOutline, ...]:
    """The questionnaire in words, in the order of the document."""
    return _Teller(definition).sections()
