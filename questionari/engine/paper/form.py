"""The blank form of a questionnaire, whole or cut for a type of service."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from questionari.engine.comparing.matching import Item, items
from questionari.engine.definition import Option, Page, Question, Questionnaire, Section, Text
from questionari.engine.expressions.tree import Expression
from questionari.engine.paper.model import Box, PaperForm, PaperPage, PaperQuestion, PaperSection
from questionari.engine.paper.routing import Given, goto
from questionari.engine.paper.spaces import Space, inner_space, reserved, space
from questionari.engine.path import find_path
from questionari.engine.piping import render
from questionari.engine.roles import own_questions, sections_of
from questionari.engine.universe import Universes
from questionari.engine.values import NO_CONTEXT, Context, Value
from questionari.engine.wording import ITALIAN, translated

_SILENT = frozenset({"note", "group"})


def paper_form(
    definition: Questionnaire,
    kind: str = "",
    kind_name: str = "",
    context: Context = NO_CONTEXT,
    language: str = ITALIAN,
) -> PaperForm:
    """The form, in a language of the document.

    With a type of service (``kind``, a census code) what that type is certainly not asked is left out. Texts take from
    the context what they say of round and service; the rest of their placeholders is an ellipsis.
    """
    return _Writer(definition, kind, kind_name, context, language).form()


@dataclass(frozen=True, slots=True)
class _Shown:
    """The questions of the form in their order, and the numbers of those that are answered."""

    order: tuple[Item, ...]
    numbers: Mapping[str, str]
    known: frozenset[str]


class _Writer:
    """Writes one form. Placeholders show an ellipsis: nothing is answered yet."""

    def __init__(self, definition: Questionnaire, kind: str, kind_name: str, context: Context, language: str) -> None:
        self.definition, self.kind_name, self.language = definition, kind_name, language
        self.given = Given(definition, _answers(definition, kind), kind)
        self.scope = find_path(definition, {}, context).scope
        self.sections = sections_of(definition, context.role)
        self.own = own_questions(definition, context.role) if context.role else frozenset(definition.questions)
        self.shown = self._shown()
        self.universes = Universes(definition, self.shown.numbers, language)

    def _shown(self) -> _Shown:
        open_ = [item for item in items(self.definition).values() if not self.given.without(item)]
        asked = [item for item in open_ if item.parent is None or item.code in self.definition.questions]
        own = [item for item in asked if item.code in self.own]
        numbered = [item for item in own if item.question.type not in _SILENT and item.question.detail_of is None]
        numbers = {item.code: str(number) for number, item in enumerate(numbered, start=1)}
        return _Shown(tuple(numbered), numbers, frozenset(item.code for item in own))

    def form(self) -> PaperForm:
        definition = self.definition
        return PaperForm(
            definition.code,
            definition.version,
            definition.sha256,
            self.text(definition.title),
            self.kind_name,
            definition.minutes,
            self.text(definition.intro),
            tuple(section for section in map(self.section, self.sections) if section.pages),
            self.language,
        )

    def section(self, section: Section) -> PaperSection:
        pages = tuple(page for page in map(self.page, section.pages) if page.questions)
        return PaperSection(
            section.code, self.text(section.title), self.only(section.visible_if), self.text(section.intro), pages
        )

    def page(self, page: Page) -> PaperPage:
        return PaperPage(
            self.text(page.title), self.only(page.visible_if), self.text(page.intro), self.asked(page.questions)
        )

    def asked(self, codes: Iterable[str]) -> tuple[PaperQuestion, ...]:
        questions = (self.definition.questions[code] for code in codes if code in self.shown.known)
        return tuple(self.question(question) for question in questions if question.parent is None)

    def question(self, question: Question) -> PaperQuestion:
        found = space(question, self.language)
        inner = [
            one.code for one in self.definition.questions.values() if one.parent == question.code and not one.detail_of
        ]
        return replace(
            self.bare(question, found),
            number=self.shown.numbers.get(question.code, ""),
            boxes=self.boxes(question, found.options),
            inner=(
                *(self.question(self.definition.questions[code]) for code in inner if code in self.shown.known),
                *(self.inside(question, child) for child in question.children if child.type == "roster"),
            ),
        )

    def inside(self, outer: Question, roster: Question) -> PaperQuestion:
        """A roster in the rows of another."""
        found = self.bare(roster, inner_space(outer, roster, self.language))
        return replace(found, code=f"{outer.code}.{roster.code}")

    def bare(self, question: Question, found: Space) -> PaperQuestion:
        """A question with the space it needs, boxes apart."""
        return PaperQuestion(
            question.code,
            "",
            self.text(question.text),
            self.text(question.help),
            self.required(question),
            self.only(question.visible_if),
            found.hint,
            blank=found.blank,
            lines=found.lines,
            grid=found.grid,
            reserved=reserved(question, self.language),
        )

    def required(self, question: Question) -> str:
        if question.required_if is not None:
            when = self.when(question.required_if)
            return translated("obbligatoria {condition}", self.language).format(condition=when).strip()
        return translated("obbligatoria", self.language) if question.required else ""

    def boxes(self, question: Question, options: Iterable[Option]) -> tuple[Box, ...]:
        places = goto(self.definition, self.shown.order, self.shown.numbers, question, self.language)
        return tuple(
            Box(
                self.text(option.text),
                places.get(option.code, ""),
                self.detail(option),
                self.said("solo {condition}", self.when(option.visible_if)),
            )
            for option in options
            if option.visible_if is None or not self.given.closes(option.visible_if)
        )

    def detail(self, option: Option) -> str:
        question = self.definition.questions.get(option.detail or "")
        return self.text(question.text) if question else ""

    def when(self, condition: Expression | None) -> str:
        if condition is None or self.given.opens(condition):
            return ""
        return translated("se {clause}", self.language).format(clause=self.universes.words(condition))

    def only(self, condition: Expression | None) -> str:
        """What stands above what is not asked of everybody."""
        return self.said("Risponda solo {condition}.", self.when(condition))

    def said(self, pattern: str, condition: str) -> str:
        """A pattern with its condition; nothing where there is none."""
        return translated(pattern, self.language).format(condition=condition).strip() if condition else ""

    def text(self, text: Text | None) -> str:
        return render(text, self.language, self.scope) if text else ""


def _answers(definition: Questionnaire, kind: str) -> dict[str, Value]:
    """The answers that a type of service gives: those that the census fills in with it."""
    return {q.code: kind for q in definition.questions.values() if kind and q.prefill == "type" and q.option(kind)}
