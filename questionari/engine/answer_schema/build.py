"""The schema of a whole set of answers: one property a question, nothing else."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from questionari.engine.answer_schema.kinds import PLACES, answer, has_answer
from questionari.engine.answer_schema.texts import Schema
from questionari.engine.comparing.matching import items
from questionari.engine.definition import Question, Questionnaire, say
from questionari.engine.places import PlaceList, comuni, countries, provinces
from questionari.engine.universe import EVERYONE, Universes

_PLACES: Mapping[str, Callable[[], PlaceList]] = {"comune": comuni, "province": provinces, "country": countries}
_HELP = (
    "Answers by question code in their canonical form (docs/language.md, Shapes of answers); a blank one is absent."
    " What depends on other answers (conditions, checks) is judged by `flask questionnaire run`."
)
_REASONS: Schema = {
    "type": "object",
    "description": "Reasons for warnings that are confirmed, by the code of the check.",
    "additionalProperties": {"type": "string", "pattern": r"\S"},
}


def answer_schema(definition: Questionnaire, *, complete: bool = False) -> Schema:
    """JSON Schema 2020-12 of the answers to a version. ``complete``: what everybody must answer is required."""
    asked = {code: question for code, question in definition.questions.items() if has_answer(question)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:questionari:answers:{definition.code}:{definition.version}:{definition.sha256}",
        "title": say(definition.title),
        "description": _HELP,
        "type": "object",
        "properties": {**dict(_properties(definition, asked)), "_confirmed": _REASONS},
        "patternProperties": {"^_": True},
        "additionalProperties": False,
        **({"required": _always_required(definition)} if complete else {}),
        "$defs": {name: _places(name) for name in PLACES if _uses(asked.values(), name)},
    }


def _properties(definition: Questionnaire, asked: Mapping[str, Question]) -> Iterator[tuple[str, Schema]]:
    """Each question with its text, and in words whom it is put to."""
    universes = Universes(definition)
    for code, question in asked.items():
        universe = universes.of(code)
        told = {} if universe == EVERYONE else {"description": f"Solo {universe}."}
        yield code, {"title": say(question.text), **told, **answer(question)}


def _always_required(definition: Questionnaire) -> list[str]:
    """The codes of the questions that are put to everybody and must be answered."""
    found = items(definition)
    alone = (item for item in found.values() if item.parent is None and not item.conditions)
    return [item.code for item in alone if item.question.required]


def _uses(questions: Iterable[Question], kind: str) -> bool:
    return any(_is(question, kind) for question in questions)


def _is(question: Question, kind: str) -> bool:
    return question.type == kind or any(_is(child, kind) for child in question.children)


def _places(kind: str) -> Schema:
    """Every code of a list: comuni and provinces by ISTAT, countries by ISO 3166."""
    return {"enum": sorted(_PLACES[kind]().by_code)}
