"""What the forms of the structured editor ask for: posted fields -> an act on the document."""

from collections.abc import Callable, Iterable, Mapping

from questionari.engine.definition import Questionnaire
from questionari.engine.editing import acts, adding, conditions, renaming
from questionari.engine.editing.acts import Changed
from questionari.engine.editing.places import Address, Document, EditError, code_of, coded, find
from questionari.usecases.responding.fact_sources import read_elsewhere
from questionari.usecases.workbench.fields import Field, fields
from questionari.usecases.workbench.structured import Act

Posted = Mapping[str, str]
MOVES = {"up": -1, "down": 1}
READ = "Altri questionari della Rete leggono questa domanda con il suo codice: non si cambia."


def save(address: str, posted: Posted) -> Act:
    """Every field of a part that was changed: texts in each language, marks, limits, menus."""

    def act(document: Document, definition: Questionnaire) -> Changed:
        changed = dict(document)
        for field in fields(definition, address, find(document, address).raw):
            changed = _SETTERS[field.kind](changed, address, field, posted)
        return changed

    return act


def _text(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
    for name, words in posted.items():
        key, _, language = name.rpartition("-")
        typed = words.replace("\r\n", "\n").strip()
        if key == field.key and typed != field.value.get(language, ""):
            document = acts.say(document, address, key, language, typed)
    return document


def _flag(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
    ticked = field.key in posted
    same = f"has-{field.key}" not in posted or ticked == bool(field.value)
    return document if same else acts.set_flag(document, address, field.key, ticked)


def _typed(setter: Callable[[Document, str, str, str], Changed]) -> Callable[[Changed, str, Field, Posted], Changed]:
    """A field of one line: set where it is not as it was."""

    def set_(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
        before = "" if field.value is None else str(field.value)
        typed = posted.get(field.key, before).strip()
        return document if typed == before else setter(document, address, field.key, typed)

    return set_


def _minutes(document: Changed, _address: str, field: Field, posted: Posted) -> Changed:
    low, high = (posted.get(f"minutes-{end}", str(field.value.get(end, ""))) for end in ("min", "max"))
    return acts.set_minutes(document, low, high)


def _languages(document: Changed, _address: str, _field: Field, posted: Posted) -> Changed:
    if "has-languages" not in posted:
        return document
    chosen = tuple(language for language in ("de", "fr", "sl") if f"language-{language}" in posted)
    return acts.set_languages(document, chosen)


_SETTERS: Mapping[str, Callable[[Changed, str, Field, Posted], Changed]] = {
    "text": _text,
    "flag": _flag,
    "number": _typed(acts.set_number),
    "menu": _typed(acts.set_word),
    "line": _typed(acts.set_word),
    "words": _typed(acts.set_words),
    "minutes": _minutes,
    "languages": _languages,
}


def items(address: str, posted: Posted) -> Act:
    """The texts of a list's things as typed, then what the pressed button asks: "up/01", "down/01", "remove/01"."""
    part = posted.get("part", "")
    button, _, code = posted.get("do", "save").partition("/")

    def act(document: Document, _definition: Questionnaire) -> Changed:
        changed = _retold(document, address, part, posted)
        if posted.get("new-code", "").strip() or posted.get("new-text", "").strip():
            given = (posted.get("new-code", ""), posted.get("new-text", ""))
            changed = adding.add_item(changed, address, part, *given)
        item = f"{address}/{part}/{code}"
        if button == "remove":
            return acts.remove(changed, item)
        return acts.move(changed, item, MOVES[button]) if button in MOVES else changed

    return act


def _retold(document: Document, address: str, part: str, posted: Posted) -> Changed:
    changed, owner = dict(document), find(document, address).raw
    present: Iterable[tuple[int, Document]] = enumerate(coded(owner, part)) if part in owner else ()
    for at, raw in present:
        code = code_of(raw, at)
        field = Field("text", "text", "", raw["text"])
        told = {
            name.removeprefix(f"item-{code}-"): words
            for name, words in posted.items()
            if name.startswith(f"item-{code}-")
        }
        texts = {f"text-{language}": words for language, words in told.items()}
        changed = _text(changed, f"{address}/{part}/{code}", field, texts)
    return changed


def place(address: str, posted: Posted) -> Act:
    """Up, down, into another page or section, away."""
    button = posted.get("do", "")

    def act(document: Document, _definition: Questionnaire) -> Changed:
        if button in MOVES:
            return acts.move(document, address, MOVES[button])
        if button == "remove":
            return acts.remove(document, address)
        return acts.put_into(document, address, posted.get("home", ""))

    return act


def rename(address: str, posted: Posted) -> Act:
    """Another code, everywhere in the document."""

    def act(document: Document, definition: Questionnaire) -> Changed:
        if Address.of(address).code in read_elsewhere(definition.code):
            raise EditError(READ)
        return renaming.rename(document, address, posted.get("code", ""))

    return act


def renamed(at: Address, code: str) -> str:
    """The address of a part under its new code."""
    if at.part:
        return f"{at.owner}/{at.part}/{code}"
    holder, dot, _ = at.code.rpartition(".") if at.kind == "domanda" else ("", "", "")
    return f"{at.kind}/{holder}{dot}{code}"


def use_list(address: str, posted: Posted) -> Act:
    """The answers of a question from a list of the document."""
    return lambda document, _: adding.use_list(document, Address.of(address).code, posted.get("list", ""))


def add(address: str, posted: Posted) -> Act:
    """A new part: a section, a page, a question, a rule, a list."""

    def act(document: Document, definition: Questionnaire) -> Changed:
        making = _ADDERS.get(posted.get("what", ""))
        if making is None:
            raise EditError("Scelga che cosa aggiungere.")
        return making(document, definition, address, posted)

    return act


def _given(posted: Posted, *names: str) -> tuple[str, ...]:
    return tuple(posted.get(name, "") for name in names)


def _first(document: Document, posted: Posted) -> Changed:
    return adding.first_question(document, *_given(posted, "question-kind", "question-code", "question-text"))


def _section(document: Document, _definition: Questionnaire, _address: str, posted: Posted) -> Changed:
    code, title = _given(posted, "section-code", "section-title")
    return adding.add_section(document, code, title, _first(document, posted))


def _page(document: Document, _definition: Questionnaire, address: str, posted: Posted) -> Changed:
    code, title = _given(posted, "page-code", "page-title")
    return adding.add_page(document, Address.of(address).code, code, title, _first(document, posted))


def _question(document: Document, _definition: Questionnaire, address: str, posted: Posted) -> Changed:
    given = _given(posted, "question-after", "question-kind", "question-code", "question-text")
    return adding.add_question(document, address, *given)


def _check(document: Document, definition: Questionnaire, address: str, posted: Posted) -> Changed:
    require = guided(definition, posted, "")
    code, severity, message = _given(posted, "check-code", "check-severity", "check-message")
    return adding.add_check(document, address, code, severity, require, message)


def _list(document: Document, _definition: Questionnaire, _address: str, posted: Posted) -> Changed:
    return adding.add_list(document, *_given(posted, "list-code", "list-option", "list-text"))


_ADDERS = {"section": _section, "page": _page, "question": _question, "check": _check, "list": _list}
#: What is added -> the kind of its address and the field of its code.
ADDED: Mapping[str, tuple[str, str]] = {
    "section": ("sezione", "section-code"),
    "page": ("pagina", "page-code"),
    "question": ("domanda", "question-code"),
    "check": ("controllo", "check-code"),
    "list": ("elenco", "list-code"),
}


def guided(definition: Questionnaire, posted: Posted, present: str) -> str:
    """The source of a condition: composed where a question is chosen, else as typed."""
    asked, other = _given(posted, "question", "other")
    if not asked:
        return posted.get("source", "")
    if asked not in definition.questions or (other and other not in definition.questions):
        raise EditError(f"La domanda {asked} o {other} non c'è più.")
    with_ = definition.questions[other] if other else None
    operator, value = _given(posted, "operator", "value")
    added = conditions.condition(definition.questions[asked], operator, value, with_)
    return conditions.joined(present, added, posted.get("how", "new"))


def condition(address: str, key: str, posted: Posted) -> Act:
    """A condition of a part: composed, typed, or taken away."""

    def act(document: Document, definition: Questionnaire) -> Changed:
        present = find(document, address).raw.get(key, "")
        source = "" if posted.get("do") == "remove" else guided(definition, posted, present)
        return acts.set_condition(document, address, key, source)

    return act


#: act of the form -> what it does, and what the history says of it
PART_ACTS: Mapping[str, tuple[Callable[[str, Posted], Act], str]] = {
    "save": (save, "Testi e dati:"),
    "items": (items, "Voci:"),
    "place": (place, "Posto:"),
    "list": (use_list, "Elenco usato da"),
    "rename": (rename, "Codice nuovo di"),
    "add": (add, "Aggiunta in"),
}
