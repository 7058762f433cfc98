"""What a questionnaire asks of people: items, inputs, required inputs for each declared profile (decisions.md 17)."""

from dataclasses import dataclass

from questionari.engine.answer_document import read_answers
from questionari.engine.answer_types import answer_type
from questionari.engine.definition import BurdenProfile, Questionnaire
from questionari.engine.path import Path, find_path
from questionari.engine.requirements import is_required
from questionari.engine.values import Context

_NO_ITEM = frozenset({"note", "group", "computed", "computed_text", "generated"})


@dataclass(frozen=True, slots=True)
class Burden:
    """The load of one profile: questions shown, inputs in them, inputs that must be filled, and the declared limits."""

    profile: BurdenProfile
    items: int
    inputs: int
    required: int

    @property
    def over_inputs(self) -> bool:
        """Whether more inputs are shown than declared."""
        return self.profile.max_inputs is not None and self.inputs > self.profile.max_inputs

    @property
    def over_required(self) -> bool:
        """Whether more inputs are required than declared."""
        return self.profile.max_required is not None and self.required > self.profile.max_required


def burdens(definition: Questionnaire) -> tuple[Burden, ...]:
    """The load of every declared profile."""
    return tuple(burden(definition, profile) for profile in definition.burden)


def burden(definition: Questionnaire, profile: BurdenProfile) -> Burden:
    """The load on the path that the profile's census and assumed answers give."""
    answers = read_answers(definition, profile.assume).answers
    path = find_path(definition, answers, Context(census=dict(profile.census)))
    asked = [q for code, q in definition.questions.items() if path.asked(code) and q.type not in _NO_ITEM]
    counts = {q.code: input_count(definition, path, q.code) for q in asked}
    required = sum(counts[q.code] for q in asked if is_required(q, path))
    return Burden(profile, len(asked), sum(counts.values()), required)


def input_count(definition: Questionnaire, path: Path, code: str) -> int:
    """The inputs a question of the path shows."""
    question = definition.questions[code]
    return answer_type(question).input_count(question, path.cells(code))
