"""What a form of the structured editor asks for, part by part: texts, marks, limits, menus (words: field_tables.py)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.checks.shape import APPLIES
from questionari.engine.definition import Question, Questionnaire, say
from questionari.engine.editing.places import CELLS, Address
from questionari.engine.expressions.scope import NAMED
from questionari.usecases.census import vocabulary
from questionari.usecases.workbench import field_tables as tables
from questionari.usecases.workbench.field_tables import Choices
from questionari.usecases.workbench.profiles import assumed

_UNANSWERED = frozenset({"note", "group", "computed", "computed_text", "generated"})
_PICKING = frozenset({"choice", "multi", "ordered"})
#: What may be asked to be specified beside an answer, besides one of the things of a list.
DETAIL_TYPES: tuple[str, ...] = ("text", "long_text", "integer", "decimal", "currency", "percent", "date", "month")
DETAIL_TYPES += ("time", "yes_no", "url", "email", "phone", "comune", "province", "country")


@dataclass(frozen=True, slots=True)
class Field:
    """A field. ``kind`` is text (one a language), flag, number, menu, number-menu, line, picks (those there are, and a
    menu to add one), kept (those there are), area, boxes, compare, minutes, notice, languages, detail-type, cell or
    census; ``deeper`` ones are asked for last.
    """

    kind: str
    key: str
    label: str
    value: Any = None
    rows: int = 1
    choices: Choices = ()
    deeper: bool = False


def kind_of(at: Address) -> str:
    """What a part is to the forms."""
    if at.inner:
        return "dettaglio"
    if at.part == CELLS:
        return "casella"
    return "voce" if at.part else at.kind


def fields(
    definition: Questionnaire, address: str, raw: Mapping[str, Any], lists: Collection[str] = ()
) -> tuple[Field, ...]:
    """The fields of a part, in the order of the form; ``lists`` are the names of the document's own."""
    at = Address.of(address)
    kind = kind_of(at)
    texts = (Field("text", key, label, raw.get(key, {}), rows) for key, label, rows in tables.TEXTS.get(kind, ()))
    own = (_specifies(raw, lists),) if kind == "dettaglio" else ()
    return (*texts, *own, *_MORE.get(kind, _nothing)(definition, at, raw))


def _nothing(_definition: Questionnaire, _at: Address, _raw: Mapping[str, Any]) -> Iterator[Field]:
    yield from ()


def _menu(key: str, label: str, raw: Mapping[str, Any], choices: Choices, deeper: bool = False) -> Field:
    """A menu; a value that it does not know stands in it as it is."""
    value = str(raw.get(key, choices[0][0]))
    known = choices if value in dict(choices) else (*choices, (value, value))
    return Field("menu", key, label, value, choices=known, deeper=deeper)


def _of_document(_definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    yield Field("line", "code", "Codice del questionario", raw["code"])
    yield Field("line", "version", "Versione (un anno e un numero: 2027.1)", raw["version"])
    yield _menu("unit", "Chi risponde", raw, tables.UNITS)
    yield _menu("cardinality", "Quante volte", raw, tables.CARDINALITIES)
    if raw["unit"] == "atr" or "shared_with" in raw:
        yield _menu("shared_with", "Chi legge le risposte inviate", raw, tables.READERS)
    yield Field("minutes", "minutes", "Tempo stimato", raw.get("minutes", {}))
    yield Field("languages", "languages", "Lingue", tuple(raw["languages"]))
    yield Field("area", "change_note", "Che cosa cambia in questa versione, e perché", raw.get("change_note", ""))
    yield Field("notice", "notice", "Informativa sulla privacy", raw.get("notice", {}))


def _of_section(_definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    yield Field(
        "line", "role", "Chi la compila, se le sezioni toccano a enti diversi", raw.get("role", ""), deeper=True
    )


def _of_question(definition: Questionnaire, at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    kind, compiled = raw["type"], definition.questions.get(at.code)
    yield from _flags(raw, kind, tables.FLAGS, compiled)
    yield from _limits(raw, kind)
    for key, (label, choices) in tables.QUESTION_MENUS.items():
        if kind in APPLIES[key]:
            yield replace(_menu(key, label, raw, choices), kind="cell" if key == "cell" else "menu")
    yield from _sources(definition, at, raw)
    yield from _flags(raw, kind, tables.DEEPER_FLAGS, compiled, deeper=True)
    yield from _deeper(at, raw)


def _flags(
    raw: Mapping[str, Any], kind: str, labels: Mapping[str, str], compiled: Question | None, deeper: bool = False
) -> Iterator[Field]:
    for key, label in labels.items():
        if kind in APPLIES.get(key, {kind} - _UNANSWERED):
            usual = compiled is not None and getattr(compiled, key, False)
            yield Field("flag", key, label, raw.get(key, usual), deeper=deeper)


def _limits(raw: Mapping[str, Any], kind: str) -> Iterator[Field]:
    if kind in APPLIES["min"]:
        yield Field("text", "unit_label", "Unità di misura accanto al campo", raw.get("unit_label", {}))
    for key, label in tables.LIMITS.items():
        if kind in APPLIES[key]:
            yield Field("number", key, label, raw.get(key))


def _sources(definition: Questionnaire, at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    """Where answers come from, or must lie: other questions."""
    kind = raw["type"]
    if kind in APPLIES["file_types"]:
        yield Field("boxes", "file_types", "Quali file", tuple(raw.get("file_types", ())), choices=tables.FILE_TYPES)
    if kind in APPLIES["unit_types"]:
        types = tuple(vocabulary.types().items())
        yield Field("boxes", "unit_types", "Solo di queste tipologie", tuple(raw.get("unit_types", ())), choices=types)
    if kind in APPLIES["options_from"]:
        label = "Offri solo quello che è scritto in" if kind in NAMED else "Offri solo le voci scelte in"
        free = "nulla: la risposta è libera" if kind in NAMED else "tutte"
        yield _menu("options_from", label, raw, (("", free), *_chosen(definition, at, kind)))
    if kind in APPLIES["within"]:
        asked = (_named(one, "nella provincia di") for one in definition.questions.values() if one.type == "province")
        yield _menu("within", "Dove può essere", raw, (*tables.WITHIN, *asked))


def _chosen(definition: Questionnaire, at: Address, kind: str) -> Iterator[tuple[str, str]]:
    """The multiple choices, and the choices in rows, asked before a question; before a text the texts in rows."""
    wanted = frozenset({kind}) if kind in NAMED else _PICKING
    for one in definition.questions.values():
        if one.type != "group" and one.code in (at.code, at.code.partition(".")[0]):
            return
        if one.type in ("multi", "ordered") and kind not in NAMED:
            yield _named(one)
        yield from _in_rows(one, one.code, wanted)


def _in_rows(roster: Question, code: str, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """The children of those types in the rows of a roster, and in those of one among them."""
    for child in roster.children if roster.type == "roster" else ():
        own = f"{code}.{child.code}"
        if child.type in wanted:
            yield own, f"{own} – {say(child.text)[:60]}"
        yield from _in_rows(child, own, wanted)


def _named(question: Question, before: str = "") -> tuple[str, str]:
    return question.code, f"{before} {question.code} – {say(question.text)[:60]}".strip()


def _deeper(at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    kind, in_rows = raw["type"], "." in at.code
    for key, (label, choices) in tables.DEEPER_MENUS.items():
        if kind in APPLIES.get(key, {kind} - {"note"}) and not (key == "prefill" and in_rows):
            yield _menu(key, label, raw, choices, deeper=True)
    if kind in APPLIES["compare_previous"]:
        label = "Avvisa se cambia molto rispetto alla tornata precedente"
        yield Field("compare", "compare_previous", label, _moved(raw.get("compare_previous")), deeper=True)
    label = "Concetto (lo stesso in ogni versione, per il confronto)"
    yield Field("line", "concept", label, raw.get("concept", ""), deeper=True)
    yield Field("area", "change_note", "Che cosa è cambiato, e perché", raw.get("change_note", ""), deeper=True)


def _moved(limits: Mapping[str, float] | None) -> Mapping[str, str]:
    """How much may change, as one types it: per cent, units."""
    if limits is None:
        return {"relative": "", "absolute": ""}
    return {"relative": f"{limits['relative'] * 100:g}", "absolute": f"{limits['absolute']:g}"}


def _specifies(raw: Mapping[str, Any], lists: Collection[str]) -> Field:
    """What is specified: a type, one of the things of a list, or one of answers of its own."""
    options = raw.get("options")
    value = f"list:{options['list']}" if isinstance(options, Mapping) else str(raw.get("type", "text"))
    own = ("own", "una scelta fra altre risposte, in un elenco nuovo")
    if isinstance(options, list):
        value, here = "inline", ("inline", f"una scelta fra {len(options)} risposte sue")
        own = ("own", "la stessa scelta, con le risposte in un elenco per cambiarle")
    known = tuple((one, TYPE_NAMES[one]) for one in DETAIL_TYPES)
    listed = ((f"list:{name}", f"una scelta dall'elenco {name}") for name in lists)
    choices = (*known, *((here,) if isinstance(options, list) else ()), own, *listed)
    return replace(_menu("type", "Che cosa si scrive", {"type": value}, choices), kind="detail-type")


def _of_detail(_definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    kind = raw.get("type", "text")
    yield from _flags(raw, kind, {key: tables.FLAGS[key] for key in ("required", "not_available", "prefer_not")}, None)
    yield from _limits(raw, kind)
    for key in ("store", "export"):
        label, choices = tables.DEEPER_MENUS[key]
        yield _menu(key, label, raw, choices, deeper=True)


def _picks(definition: Questionnaire, raw: Mapping[str, Any], key: str, label: str) -> Field:
    """Some of the questions."""
    every = tuple(_named(one) for one in definition.questions.values())
    return Field("picks", key, label, tuple(raw.get(key, ())), choices=every)


def _of_check(definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    walked = tuple((q.code, q.code) for q in definition.questions.values() if q.type in ("matrix", "roster"))
    inner = tuple(
        (f"{q.code}.{child.code}", f"{q.code}.{child.code}")
        for q in definition.questions.values()
        for child in q.children
        if q.type == child.type == "roster"
    )
    yield Field("menu", "severity", "Che cosa fa", raw["severity"], choices=tables.SEVERITY_CHOICES)
    own = "; se nessuna, quella in cui sta" if "fields" not in raw and _owned(definition, raw["code"]) else ""
    yield _picks(definition, raw, "fields", f"Domande che la regola riguarda{own}")
    yield _menu("foreach", "Per ogni riga di", raw, (("", "nessuna tabella"), *walked, *inner))


def _of_item(definition: Questionnaire, at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    if at.part not in ("options", "options+"):
        return
    question = definition.questions.get(at.code)
    if at.kind == "elenco" or (question is not None and question.type in ("multi", "ordered")):
        yield Field("flag", "exclusive", "Esclude le altre (in una scelta multipla)", raw.get("exclusive", False))
    value = str(raw.get("reserved", ""))
    label = "È un modo di non rispondere"
    yield Field("number-menu", "reserved", label, value, choices=tables.RESERVED)
    yield Field("number", "score", "Punteggio", raw.get("score"), deeper=True)


def _owned(definition: Questionnaire, code: str) -> bool:
    """Whether a rule that names no question is about the one it stands in."""
    found = next((one for one in definition.checks if one.code == code), None)
    return found is not None and bool(found.fields)


def _of_effect(definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    yield _menu("kind", "Che cosa si chiede di fare a LeNove e ATR", raw, tables.EFFECTS)
    yield _picks(definition, raw, "fields", "Domande che l'avviso riporta")


def _of_indicator(_definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    yield _menu("level", "Quanti valori", raw, tables.LEVELS)
    yield _menu("method", "Come si calcola su tutte le risposte", raw, tables.METHODS)


def _of_line(definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    yield _picks(definition, raw, "questions", "Domande a cui serve")


def _of_profile(definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    types = (("", "qualsiasi servizio"), *vocabulary.types().items())
    yield replace(_menu("type", "Quale tipologia", raw["census"], types), kind="census")
    others = {name: value for name, value in raw["census"].items() if name != "type"}
    for name, value in others.items():
        yield Field("census", name, f"Dato del censimento «{name}»", value, deeper=True)
    said = tuple(assumed(definition, raw["assume"]))
    yield Field("kept", "assume", "Risposte che si suppongono", tuple(raw["assume"]), choices=said)
    yield Field("number", "max_inputs", "Campi al massimo", raw.get("max_inputs"))
    yield Field("number", "max_required", "Campi obbligatori al massimo", raw.get("max_required"))


_MORE: Mapping[str, Callable[[Questionnaire, Address, Mapping[str, Any]], Iterator[Field]]] = {
    "documento": _of_document,
    "sezione": _of_section,
    "domanda": _of_question,
    "dettaglio": _of_detail,
    "controllo": _of_check,
    "voce": _of_item,
    "effetto": _of_effect,
    "indicatore": _of_indicator,
    "preparazione": _of_line,
    "carico": _of_profile,
}
