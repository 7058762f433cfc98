"""What a form of the structured editor asks for, part by part: texts, marks, limits, menus, as tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.checks.shape import APPLIES
from questionari.engine.definition import Questionnaire
from questionari.engine.editing.places import Address

Choices = tuple[tuple[str, str], ...]
_UNANSWERED = frozenset({"note", "group", "computed", "computed_text", "generated"})

SEVERITY_CHOICES: Choices = (
    ("error", "errore: non si può inviare"),
    ("warning", "avviso: si può confermare con un motivo"),
    ("note", "nota: informa soltanto"),
)
CELLS: Choices = (
    ("integer", "numeri interi"),
    ("decimal", "numeri con decimali"),
    ("yes_no", "sì o no"),
    ("choice", "una scelta"),
)
APPEARANCES: Choices = (
    ("", "come di solito"),
    ("radio", "tutte in vista"),
    ("list", "menu"),
    ("search", "menu con ricerca"),
)
#: Kind of part -> its texts: key, label, lines.
TEXTS: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "documento": (("title", "Titolo", 1), ("intro", "Testo di apertura", 4)),
    "sezione": (("title", "Titolo", 1), ("intro", "Testo sopra la prima pagina", 3)),
    "pagina": (("title", "Titolo", 1), ("intro", "Testo sopra le domande", 3)),
    "domanda": (("text", "Domanda", 2), ("help", "Spiegazione", 3)),
    "controllo": (("message", "Messaggio", 2),),
    "voce": (("text", "Testo", 1),),
}
#: Key -> label of what is ticked; of a question, where its type takes it.
FLAGS: Mapping[str, str] = {
    "required": "Obbligatoria",
    "not_available": "Offre «Dato non disponibile»",
    "prefer_not": "Offre «Preferisco non rispondere»",
    "needs_register": "Serve il registro del servizio",
    "row_totals": "Mostra il totale di ogni riga",
    "column_totals": "Mostra il totale di ogni colonna",
}
LIMITS: Mapping[str, str] = {
    "min": "Valore minimo",
    "max": "Valore massimo",
    "places": "Decimali al massimo",
    "max_length": "Caratteri al massimo",
    "min_picks": "Scelte almeno",
    "max_picks": "Scelte al massimo",
    "min_rows": "Righe almeno",
    "max_rows": "Righe al massimo",
}
QUESTION_MENUS: Mapping[str, tuple[str, Choices]] = {
    "cell": ("Che cosa contiene una casella", CELLS),
    "appearance": ("Come si mostra la scelta", APPEARANCES),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field. ``kind`` is text (one a language), flag, number, menu, line, words, minutes or languages."""

    kind: str
    key: str
    label: str
    value: Any = None
    rows: int = 1
    choices: Choices = ()


def fields(definition: Questionnaire, address: str, raw: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a part, in the order of the form."""
    at = Address.of(address)
    kind = "voce" if at.part else at.kind
    texts = (Field("text", key, label, raw.get(key, {}), rows) for key, label, rows in TEXTS.get(kind, ()))
    return (*texts, *_MORE.get(kind, _nothing)(definition, at, raw))


def _nothing(_definition: Questionnaire, _at: Address, _raw: Mapping[str, Any]) -> Iterator[Field]:
    yield from ()


def _of_document(_definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    yield Field("line", "code", "Codice del questionario", raw["code"])
    yield Field("line", "version", "Versione (un anno e un numero: 2027.1)", raw["version"])
    yield Field("minutes", "minutes", "Tempo stimato", raw.get("minutes", {}))
    yield Field("languages", "languages", "Lingue", tuple(raw["languages"]))


def _of_question(definition: Questionnaire, at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    kind, compiled = raw["type"], definition.questions.get(at.code)
    for key, label in FLAGS.items():
        if kind in APPLIES.get(key, {kind} - _UNANSWERED):
            usual = key == "not_available" and compiled is not None and compiled.not_available
            yield Field("flag", key, label, raw.get(key, usual))
    if kind in APPLIES["min"]:
        yield Field("text", "unit_label", "Unità di misura accanto al campo", raw.get("unit_label", {}))
    yield from (Field("number", key, label, raw.get(key)) for key, label in LIMITS.items() if kind in APPLIES[key])
    for key, (label, choices) in QUESTION_MENUS.items():
        if kind in APPLIES[key]:
            yield Field("menu", key, label, raw.get(key, choices[0][0]), choices=choices)


def _of_check(definition: Questionnaire, _at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    tables = tuple((q.code, q.code) for q in definition.questions.values() if q.type in ("matrix", "roster"))
    yield Field("menu", "severity", "Che cosa fa", raw["severity"], choices=SEVERITY_CHOICES)
    yield Field("words", "fields", "Domande che la regola riguarda (codici)", " ".join(raw.get("fields", ())))
    yield Field(
        "menu", "foreach", "Per ogni riga di", raw.get("foreach", ""), choices=(("", "nessuna tabella"), *tables)
    )


def _of_item(_definition: Questionnaire, at: Address, raw: Mapping[str, Any]) -> Iterator[Field]:
    if at.part == "options":
        yield Field("flag", "exclusive", "Esclude le altre (in una scelta multipla)", raw.get("exclusive", False))


_MORE = {"documento": _of_document, "domanda": _of_question, "controllo": _of_check, "voce": _of_item}
