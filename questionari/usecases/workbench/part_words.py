"""How the structured editor names parts and says their conditions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.checks.outline import Place
from questionari.engine.definition import Question, Questionnaire, say
from questionari.engine.editing.adding import users_of
from questionari.engine.editing.places import Address, find
from questionari.engine.expressions import tree
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.tree import walk
from questionari.engine.universe import Universes
from questionari.usecases.workbench.field_tables import EFFECTS, LEVELS
from questionari.usecases.workbench.pointing import title_of
from questionari.usecases.workbench.structured import Shaped

_ALWAYS = (("visible_if", "Quando si chiede", "sempre"),)
#: Kind of part -> its conditions: key, title, what holds without one.
CONDITIONS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "sezione": _ALWAYS,
    "pagina": _ALWAYS,
    "domanda": (*_ALWAYS, ("required_if", "Quando è obbligatoria", "nessuna condizione")),
    "dettaglio": (
        ("visible_if", "Quando si chiede", "quando la risposta è scelta"),
        ("required_if", "Quando è obbligatoria", "nessuna condizione"),
    ),
    "controllo": (("require", "Che cosa deve valere", ""), ("when", "Quando conta", "sempre")),
    "voce": (("visible_if", "Quando si mostra", "sempre"),),
    "casella": (("visible_if", "Quando si riempie", "sempre"),),
    "effetto": (("when", "Quando parte l'avviso", "mai"),),
    "indicatore": (
        ("expression", "Valore (di una quota: le risposte che contano)", "nessuno"),
        ("numerator", "Di una quota: quelle che si contano", "nessuna"),
    ),
    "preparazione": (("when", "Quando si stampa", "sempre"),),
}
#: Of a question, where its type takes it: key -> title, what holds without it.
VALUES: Mapping[str, tuple[str, str]] = {
    "expression": ("Come si calcola", "manca"),
    "suggest": ("Che valore si propone", "nessuno"),
}
LABELS: Mapping[str, str] = {"error": "errore", "warning": "avviso", "note": "nota"}


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """A condition as written and in words."""

    key: str
    title: str
    source: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A part that stands in another, with the words that tell it."""

    address: str
    code: str
    words: str
    hint: str
    depth: int = 0


def hint_of(shaped: Shaped, at: Address, raw: Mapping[str, Any]) -> str:
    """What a part is, where it is used."""
    if at.kind == "elenco" and not at.part:
        users = ", ".join(users_of(shaped.document, at.code)) or "nessuna domanda"
        return f"lo usano: {users}; ciò che cambia qui cambia per tutte"
    if at.kind != "domanda" or at.part:
        return ""
    page = shaped.definition.page_of.get(at.code.partition(".")[0], "")
    return f"{TYPE_NAMES[raw['type']]}, pagina {page}"


def condition_shown(shaped: Shaped, key: str, title: str, source: str, none: str) -> ConditionShown:
    """A condition, or what holds without one."""
    value = key in ("expression", "suggest") or key == "numerator"
    words = in_words(shaped.definition, source, not value) if source else none
    return ConditionShown(key, title, source, words)


def in_words(definition: Questionnaire, source: str, condition: bool = True) -> str:
    """A condition with its "se", or a value; what has no plain words with the texts of the questions it names."""
    try:
        expression = parse(source)
        said = Universes(definition).words(expression)
    except (ExpressionError, LookupError):
        return source
    if said != source:
        return f"se {said}" if condition else said
    return _with_texts(source, expression.root, definition.questions)


def _with_texts(source: str, root: tree.Node, known: Mapping[str, Question]) -> str:
    """The source with each question's text in the place of its code."""
    named = [node for node in walk(root) if isinstance(node, tree.Name) and node.name in known]
    for node in sorted(named, key=lambda one: one.column, reverse=True):
        start = node.column - 1
        source = f"{source[:start]}«{say(known[node.name].text)}»{source[start + len(node.name) :]}"
    return source


def entry_of(shaped: Shaped, place: Place) -> Entry:
    """A question in a list of parts."""
    raw = place.raw
    hints = [TYPE_NAMES[raw["type"]], "obbligatoria" if raw.get("required") else ""]
    hints += [in_words(shaped.definition, raw["visible_if"]) if "visible_if" in raw else ""]
    depth = place.code.count(".")
    return Entry(f"domanda/{place.code}", place.code, say(raw["text"]), " · ".join(filter(None, hints)), depth)


def check_entry(shaped: Shaped, raw: Mapping[str, Any]) -> Entry:
    """A rule in a list of parts."""
    words = say(raw.get("message")) or in_words(shaped.definition, raw["require"])
    return Entry(f"controllo/{raw['code']}", raw["code"], words, LABELS[raw["severity"]])


def titled(kind: str, raw: Mapping[str, Any]) -> Entry:
    """A section or a page in a list of parts."""
    return Entry(f"{kind}/{raw['code']}", raw["code"], say(raw["title"]), "")


def reader_entry(shaped: Shaped, address: str) -> Entry:
    """A part that reads a question."""
    raw = find(shaped.document, address).raw
    return Entry(
        address, title_of(Address.of(address)), say(raw.get("text") or raw.get("title") or raw.get("message")), ""
    )


def effects(shaped: Shaped) -> Iterator[Entry]:
    """What a submission sets off."""
    labels = dict(EFFECTS)
    for at, raw in enumerate(shaped.document.get("effects", ()), start=1):
        hint = f"{labels[raw['kind']]} · {in_words(shaped.definition, raw['when'])}"
        yield Entry(f"effetto/{at}", f"Avviso {at}", say(raw["text"]), hint)


def indicators(shaped: Shaped) -> Iterator[Entry]:
    """The figures derived from the answers."""
    labels = dict(LEVELS)
    for raw in shaped.document.get("indicators", ()):
        yield Entry(f"indicatore/{raw['code']}", raw["code"], say(raw["title"]), labels[raw["level"]])


def preparation(shaped: Shaped) -> Iterator[Entry]:
    """The lines of the preparation sheet."""
    for at, raw in enumerate(shaped.document.get("preparation", ()), start=1):
        yield Entry(f"preparazione/{at}", f"Riga {at}", say(raw["text"]), "")


def profiles(shaped: Shaped) -> Iterator[Entry]:
    """The profiles of effort."""
    for raw in shaped.document.get("burden", ()):
        yield titled("carico", raw)
