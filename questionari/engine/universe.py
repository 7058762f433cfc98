"""To whom a question is put, in plain words: the conditions of its section, page, parents and its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from questionari.engine.answer_types import cell_question
from questionari.engine.definition import Axis, Option, Question, Questionnaire, say
from questionari.engine.expressions.tree import Expression
from questionari.engine.expressions.words import in_words
from questionari.engine.wording import ITALIAN, translated

EVERYONE = "tutti i servizi"
LONGEST_BESIDE_A_NUMBER = 60
_FACTS: Mapping[str, str] = {
    "census.type": "Tipologia nel censimento",
    "census.province": "Provincia nel censimento",
    "census.comune": "Comune nel censimento",
    "census.sector": "Settore nel censimento",
    "census.public": "Natura pubblica o privata nel censimento",
    "census.nature": "Natura giuridica nel censimento",
}


@dataclass(frozen=True, slots=True)
class Universes:
    """The universes of one questionnaire. Questions that have a number (on paper) are named by it."""

    definition: Questionnaire
    numbers: Mapping[str, str] = field(default_factory=dict)
    language: str = ITALIAN

    def of(self, code: str) -> str:
        """The universe of a question, in Italian: "se …" or everyone."""
        clauses = list(dict.fromkeys(self._clauses(code)))
        return "se " + " e ".join(_bracketed(clause, len(clauses)) for clause in clauses) if clauses else EVERYONE

    def _clauses(self, code: str) -> Iterator[str]:
        question, page = self.definition.questions[code], self.definition.page_of.get(code, "")
        if question.parent and question.parent in self.definition.questions:
            yield from self._clauses(question.parent)
        else:
            yield from map(self.words, self._outer(page))
        if question.detail_of is not None:
            yield f"in «{self._text(question.detail_of[0])}» è indicato «{self._option(*question.detail_of)}»"
        if question.visible_if is not None:
            yield self.words(question.visible_if)

    def _outer(self, page: str) -> Iterator[Expression]:
        section = self.definition.section_of.get(page, "")
        conditions = [s.visible_if for s in self.definition.sections if s.code == section]
        conditions += [p.visible_if for p in self.definition.pages() if p.code == page]
        return (condition for condition in conditions if condition is not None)

    def words(self, condition: Expression) -> str:
        """A condition as a clause to put after "se"."""
        return in_words(condition, self._text, self._option, self.language)

    def _text(self, code: str) -> str:
        question = self.definition.questions.get(code)
        words = say(question.text, self.language) if question else translated(_FACTS.get(code, code), self.language)
        return f"{self.numbers[code]}. {_shortened(words)}" if code in self.numbers else words

    def _option(self, code: str, option: str) -> str:
        known = code if code in self.definition.questions else self._prefilled(code)
        question = self.definition.questions.get(known)
        return _names(question, self.language).get(option, option) if question else option

    def _prefilled(self, fact: str) -> str:
        """The question that the census fills in: its options name the codes of the census too."""
        name = fact.partition(".")[2]
        return next((q.code for q in self.definition.questions.values() if q.prefill == name), "")


def _names(question: Question, language: str) -> Mapping[str, str]:
    """Codes and texts of the options, rows, columns and children of a question."""
    named: list[Option | Axis | Question] = [*question.options, *question.children]
    if question.matrix is not None:
        named += [*question.matrix.rows, *question.matrix.columns, *cell_question(question)[0].options]
    return {found.code: say(found.text, language) for found in named}


def _bracketed(clause: str, clauses: int) -> str:
    return f"({clause})" if clauses > 1 and " oppure " in clause else clause


def _shortened(words: str) -> str:
    """Enough of a text to recognise it beside its number."""
    return words if len(words) <= LONGEST_BESIDE_A_NUMBER else f"{words[:LONGEST_BESIDE_A_NUMBER].rsplit(' ', 1)[0]} …"
