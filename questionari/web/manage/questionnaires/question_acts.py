"""What the forms of the structured editor ask for: posted fields -> an act on the document."""

from collections.abc import Callable, Mapping

from questionari.engine.definition import Questionnaire
from questionari.engine.editing import acts, conditions
from questionari.engine.editing.acts import Changed, Document, EditError
from questionari.usecases.workbench.structured import FLAG_NAMES, Act

Posted = Mapping[str, str]
MOVES = {"up": -1, "down": 1}


def texts(code: str, posted: Posted) -> Act:
    """Question and explanation in each language, and what is ticked."""

    def act(document: Document, definition: Questionnaire) -> Changed:
        changed = dict(document)
        for language in definition.languages:
            for key in ("text", "help"):
                changed = acts.set_text(changed, code, key, language, posted.get(f"{key}-{language}", ""))
        for key in filter(lambda key: f"has-{key}" in posted, FLAG_NAMES):
            changed = acts.set_flag(changed, code, key, key in posted)
        return changed

    return act


def options(code: str, posted: Posted) -> Act:
    """The texts of the options as typed, then what the pressed button asks: "add", "up/01", "down/01", "remove/01"."""
    button, _, option = posted.get("do", "save").partition("/")

    def act(document: Document, definition: Questionnaire) -> Changed:
        changed = dict(document)
        for raw in acts.options_of(document, code):
            for language in definition.languages:
                words = posted.get(f"option-{raw['code']}-{language}")
                if words is not None:
                    changed = acts.set_option_text(changed, code, raw["code"], language, words)
        if posted.get("new-code", "").strip():
            changed = acts.add_option(changed, code, posted["new-code"], posted.get("new-text", ""))
        if button == "remove":
            return acts.remove_option(changed, code, option)
        return acts.move_option(changed, code, option, MOVES[button]) if button in MOVES else changed

    return act


def condition(code: str, posted: Posted) -> Act:
    """A condition: guided where a question is chosen, else the source as typed; "remove" takes it away."""
    key, source = posted.get("key", "visible_if"), posted.get("source", "")

    def act(document: Document, definition: Questionnaire) -> Changed:
        asked = posted.get("question", "")
        if posted.get("do") == "remove":
            return acts.set_condition(document, code, key, "")
        if not asked:
            return acts.set_condition(document, code, key, source)
        if asked not in definition.questions:
            raise EditError(f"La domanda {asked} non c'è più.")
        added = conditions.condition(definition.questions[asked], posted.get("operator", ""), posted.get("value", ""))
        present = acts.find_question(document, code).get(key, "")
        return acts.set_condition(document, code, key, conditions.joined(present, added, posted.get("how", "new")))

    return act


def place(code: str, posted: Posted) -> Act:
    """Up, down, to another page, away."""
    button = posted.get("do", "")

    def act(document: Document, _definition: Questionnaire) -> Changed:
        if button in MOVES:
            return acts.move_question(document, code, MOVES[button])
        if button == "remove":
            return acts.remove_question(document, code)
        return acts.move_to_page(document, code, posted.get("page", ""))

    return act


def new_question(page: str, posted: Posted) -> Act:
    """A question of a type, after another of the page."""
    given = {name: posted.get(name, "") for name in ("after", "kind", "code", "text")}

    def act(document: Document, _definition: Questionnaire) -> Changed:
        return acts.add_question(document, page, given["after"], given["kind"], given["code"], given["text"])

    return act


def title(page: str, posted: Posted) -> Act:
    """The title of a page in each language."""

    def act(document: Document, definition: Questionnaire) -> Changed:
        changed = dict(document)
        for language in definition.languages:
            changed = acts.set_title(changed, page, language, posted.get(f"title-{language}", ""))
        return changed

    return act


#: act in the address -> what it does, and what the history says of it
QUESTION_ACTS: Mapping[str, tuple[Callable[[str, Posted], Act], str]] = {
    "testi": (texts, "Testi di"),
    "risposte": (options, "Risposte possibili di"),
    "condizione": (condition, "Condizione di"),
    "posto": (place, "Posto di"),
}
PAGE_ACTS: Mapping[str, tuple[Callable[[str, Posted], Act], str]] = {
    "titolo": (title, "Titolo della pagina"),
    "nuova": (new_question, "Nuova domanda nella pagina"),
}
