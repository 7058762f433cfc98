"""A condition or a value as the guided form posts it: composed from what was chosen, or as typed."""

from questionari.engine.definition import Questionnaire
from questionari.engine.editing import acts, conditions
from questionari.engine.editing.acts import Changed
from questionari.engine.editing.places import Document, EditError, find
from questionari.usecases.workbench.overview import known_to
from questionari.usecases.workbench.structured import Act
from questionari.web.manage.questionnaires.field_acts import Posted
from questionari.web.manage.questionnaires.guiding import counts


def guided(document: Document, definition: Questionnaire, address: str, key: str, posted: Posted, present: str) -> str:
    """The source of a condition or of a value: composed where a question is chosen, else as typed."""
    asked, other = (posted.get(name, "") for name in ("question", "other"))
    counting = counts(document, address, key)
    if not asked:
        number = posted.get("value", "").strip() if counting else ""
        added = conditions.number_source(number) if number else posted.get("source", "")
        return conditions.joined(present, added, posted.get("how", "new")) if number else added
    known = known_to(document, definition, address, key)
    if asked not in known or (other and other not in known):
        raise EditError(f"La domanda {asked} o {other} non c'è più, o qui non si legge.")
    operator, value = (posted.get(name, "") for name in ("operator", "value"))
    added = asked if counting else conditions.condition(known[asked], operator, value, known.get(other))
    return conditions.joined(present, added, posted.get("how", "new"))


def condition(address: str, key: str, posted: Posted) -> Act:
    """A condition of a part: composed, typed, without one of its clauses ("drop/2"), or taken away."""
    button, _, place_ = posted.get("do", "").partition("/")

    def act(document: Document, definition: Questionnaire) -> Changed:
        present = find(document, address).raw.get(key, "")
        if button == "remove":
            source = ""
        elif button == "drop" and place_.isdecimal():
            source = conditions.without_clause(present, int(place_))
        else:
            source = guided(document, definition, address, key, posted, present)
        return acts.set_condition(document, address, key, source)

    return act
