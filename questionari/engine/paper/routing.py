"""Where to go on: which questions an answer closes for certain, and the first that it leaves open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from questionari.engine.comparing.matching import Item
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.expressions import tree
from questionari.engine.expressions.evaluate import truth
from questionari.engine.expressions.scope import UNKNOWN, Unknown
from questionari.engine.expressions.tree import Expression, Node
from questionari.engine.values import NO_CONTEXT, Context, Value
from questionari.engine.wording import translated

_CERTAIN = frozenset({"sum", "plural", "date"})  # functions that know nothing of what is unknown
_ROUTERS = frozenset({"yes_no", "yes_no_na", "choice"})


@dataclass(frozen=True, slots=True)
class Given:
    """A world in which a few answers and the type of the service are known (``kind``, "" for none), nothing else."""

    definition: Questionnaire
    answers: Mapping[str, Value]
    kind: str = ""

    @property
    def context(self) -> Context:
        """Nothing is known of it but the type."""
        return Context(census={"type": self.kind}) if self.kind else NO_CONTEXT

    def question(self, code: str) -> Question | None:
        """The question with that code."""
        return self.definition.questions.get(code)

    def lookup(self, code: str) -> Value | Literal[Unknown.UNKNOWN]:
        """A given answer, or the third value."""
        return self.answers.get(code, UNKNOWN)

    def asked(self, code: str) -> bool:
        """Whether it is asked is not known; no expression that would ask is evaluated here."""
        return True

    def cells(self, code: str) -> Sequence[tuple[str, str]]:
        """No table is given."""
        return ()

    def closes(self, condition: Expression) -> bool:
        """Whether a condition is certainly false, whatever else is answered."""
        return self._certain(condition) and truth(condition, self) is False

    def opens(self, condition: Expression) -> bool:
        """Whether a condition certainly holds, whatever else is answered."""
        return self._certain(condition) and truth(condition, self) is True

    def _certain(self, condition: Expression) -> bool:
        """Whether it reads a given answer or the type, and no function that takes what is not known for an answer."""
        known = bool(condition.names & set(self.answers)) or (self.kind != "" and _reads_type(condition))
        return known and self._sound(condition.root)

    def _sound(self, node: Node) -> bool:
        """Whether the third value comes out of it wherever something that counts is not known."""
        match node:
            case tree.Call(name="value_or", arguments=(tree.Name(name=name), _)) if name in self.answers:
                return True
            case tree.Call(name=name) if name not in _CERTAIN:
                return False
        return all(map(self._sound, node.children))

    def without(self, item: Item) -> bool:
        """Whether a question is certainly not asked."""
        return any(self.closes(condition) for condition in item.conditions)


def _reads_type(condition: Expression) -> bool:
    fields = (node for node in tree.walk(condition.root) if isinstance(node, tree.Field))
    return any(node.name == "type" and node.base == tree.Name("census") for node in fields)


def goto(
    definition: Questionnaire, order: Sequence[Item], numbers: Mapping[str, str], question: Question, language: str
) -> dict[str, str]:
    """Option -> "vada alla domanda 14", where that answer closes the questions that follow and another does not."""
    codes = [item.code for item in order]
    if question.type not in _ROUTERS or question.code not in codes:
        return {}
    after = order[codes.index(question.code) + 1 :]
    after = [item for item in after if item.question.parent != question.code]
    found = {
        option.code: _first_open(Given(definition, {question.code: option.code}), after)
        for option in question.options
        if option.reserved is None
    }
    return {
        code: _named(after, place, numbers, language)
        for code, place in found.items()
        if place and set(found.values()) != {place}
    }


def _first_open(given: Given, after: Sequence[Item]) -> int:
    return next((place for place, item in enumerate(after) if not given.without(item)), len(after))


def _named(after: Sequence[Item], place: int, numbers: Mapping[str, str], language: str) -> str:
    if place == len(after):
        return translated("vada alla fine", language)
    return translated("vada alla domanda {number}", language).format(number=numbers[after[place].code])
