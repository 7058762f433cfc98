"""Codes in words: what a person reads instead of the code of a cell."""

from collections.abc import Callable, Mapping

from esportazioni.fields import Field, leaf_question
from questionari.engine import places
from questionari.engine.definition import Questionnaire, say

Say = Callable[[object], object]
FLAGS: Mapping[object, str] = {1: "Sì", 0: "No"}
#: Answers, and the columns before them, whose words stand in the lists of places.
PLACES: Mapping[str, Callable[[], places.PlaceList]] = {
    "comune": places.comuni,
    "province": places.provinces,
    "country": places.countries,
    "provincia": places.provinces,
}


def words(definition: Questionnaire, field: Field) -> Say:
    """A function that says a cell of this column in words; what has no words stays as it is."""
    column = field.column
    categories: dict[object, str] = {code: say(text) for code, text in column.categories}
    if column.kind == "flag":
        return _of(FLAGS)
    if categories:
        return _of(categories)
    question = definition.questions.get(column.question)
    place = PLACES.get(leaf_question(question, column.key).type if question else column.key[0])
    return _as_it_is if place is None or column.kind != "code" else _named(place)


def _as_it_is(cell: object) -> object:
    return cell


def _of(known: Mapping[object, str]) -> Say:
    return lambda cell: known.get(cell, cell)


def _named(place: Callable[[], places.PlaceList]) -> Say:
    return lambda cell: place().label(str(cell)) if cell is not None else None
