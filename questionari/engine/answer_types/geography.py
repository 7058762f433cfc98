"""comune, province and country: stored as official codes, typed as codes or names."""

from collections.abc import Callable

from questionari.engine.answer_types.base import Problem, ScalarType, problem
from questionari.engine.definition import Question
from questionari.engine.places import Place, PlaceList
from questionari.engine.values import Value
from questionari.engine.wording import joined, phrase

MOST_CANDIDATES = 5
SEVERAL = "Più luoghi hanno questo nome: scelga fra {places}."


class PlaceType(ScalarType):
    """A place of one of the lists. The list is loaded when first needed."""

    longest = 200

    def __init__(self, places: Callable[[], PlaceList], unknown: str) -> None:
        self._places = places
        self._unknown = unknown

    def parse(self, question: Question, text: str) -> Value | Problem:
        """The code of the place; a name that several bear, or none, is answered with the candidates."""
        found = self._places().find(text)
        if len(found) == 1:
            return found[0].code
        if found:
            return problem("several_places", phrase(SEVERAL, places=_listed(found)))
        near = self._places().search(text, MOST_CANDIDATES)
        hint = (phrase("Forse intende: {places}.", places=_listed(near)),) if near else ()
        return problem("unknown_place", joined((phrase(self._unknown), *hint)))

    def written(self, question: Question, value: Value) -> str:
        """The name people read: "Bari (BA)"."""
        return self._places().label(str(value))


def _listed(places: tuple[Place, ...]) -> str:
    return "; ".join(place.label for place in places[:MOST_CANDIDATES])
