"""The columns before the answers: which round, which service, when and how. Never a contact, never an hour."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from questionari.engine.columns import Categories, Column, Exported, Kind
from questionari.engine.dataset import DatasetRound, Submission
from questionari.engine.definition import Questionnaire
from questionari.engine.roles import parts
from questionari.engine.states import Mode

ID = "id_risposta"
#: How a response came in -> its code and what that means.
MODES: Mapping[str, tuple[str, str]] = {
    Mode.WEB: ("web", "Questionario in rete compilato dal servizio"),
    Mode.PAPER: ("carta", "Inserita dall'assistenza da un modulo di carta"),
    Mode.TELEPHONE: ("telefono", "Inserita dall'assistenza per telefono"),
    Mode.OTHER: ("altro", "Inserita dall'assistenza in altro modo"),
    Mode.MIXED: ("mista", "Cominciata dall'assistenza, continuata dal servizio"),
    Mode.IMPORTED: ("importata", "Importata da un file di risposte di prima"),
}
STATES: Mapping[str, str] = {"submitted": "inviata", "validated": "validata"}
_MODES: Categories = tuple((code, {"it": words}) for code, words in MODES.values())
_STATES: Categories = tuple((label, {"it": f"Risposta {label}"}) for label in STATES.values())

Source = Callable[[DatasetRound, Submission], Exported | None]
#: name, kind, what it says, where it comes from.
_LEADING: tuple[tuple[str, Kind, str, Source], ...] = (
    ("tornata", "code", "Codice della tornata", lambda r, s: r.code),
    ("periodo_dal", "date", "Primo giorno del periodo di riferimento", lambda r, s: r.period_start),
    ("periodo_al", "date", "Ultimo giorno del periodo di riferimento", lambda r, s: r.period_end),
    (ID, "code", "Codice della risposta, uguale in tutti i file", lambda r, s: s.response_id),
    ("servizio", "code", "Codice del servizio nel censimento", lambda r, s: s.service or None),
    ("tipologia", "code", "Tipologia del servizio nel censimento, all'apertura", lambda r, s: s.type_code or None),
    ("provincia", "code", "Provincia (codice ISTAT) nel censimento", lambda r, s: s.province or None),
    ("atr", "code", "ATR all'apertura: codici separati da uno spazio", lambda r, s: " ".join(s.atrs) or None),
    ("data_invio", "date", "Giorno dell'invio", lambda r, s: s.day),
    ("stato", "code", "Stato della risposta", lambda r, s: STATES.get(s.state, s.state)),
    ("modalita", "code", "Modo della compilazione", lambda r, s: MODES[s.mode][0]),
    ("lingua", "code", "Lingua della compilazione", lambda r, s: s.language),
    ("versione", "code", "Versione del questionario", lambda r, s: s.version or r.definition.version),
    ("avvisi_confermati", "integer", "Avvisi confermati con una motivazione", lambda r, s: s.confirmed),
)
_RECORD: tuple[str, Kind, str, Source] = (
    "scheda",
    "integer",
    "Numero della scheda nell'elenco del servizio",
    lambda r, s: s.record,
)
_FOLLOWING: tuple[tuple[str, Kind, str, Source], ...] = (
    (
        "servizio_2",
        "code",
        "Codice del servizio della parte che segue",
        lambda r, s: s.second_service or None,
    ),
    ("data_invio_2", "date", "Giorno dell'invio della parte che segue", lambda r, s: s.second_day),
)
_IN_EVERY_FILE = ("tornata", ID, "servizio", "scheda")
_PLACE = 1 + [name for name, *_ in _LEADING].index("servizio")
_RECORDS = (*_LEADING[:_PLACE], _RECORD, *_LEADING[_PLACE:])
#: How a unit answers -> the columns.
_COLUMNS = {"one": _LEADING, "many": _RECORDS, "parts": (*_RECORDS, *_FOLLOWING)}
_SOURCES = {how: tuple(source for *_, source in found) for how, found in _COLUMNS.items()}
_KEYS = {how: tuple(s for name, *_, s in found if name in _IN_EVERY_FILE) for how, found in _COLUMNS.items()}


def columns(definition: Questionnaire, taken: Iterable[str]) -> tuple[Column, ...]:
    """The leading columns; a name that a question has taken gets an underscore."""
    used = {name.casefold() for name in taken}
    known: Mapping[str, Categories] = {"tipologia": _types(definition), "modalita": _MODES, "stato": _STATES}
    return tuple(
        Column(_free(name, used), "", (name,), kind, {"it": label}, known.get(name, ()))
        for name, kind, label, _ in _COLUMNS[_how(definition)]
    )


def cells(around: DatasetRound, submissions: Sequence[Submission]) -> list[list[Exported | None]]:
    """The leading columns of some responses."""
    return [[source(around, one) for one in submissions] for source in _SOURCES[_how(around.definition)]]


def keys(around: DatasetRound, submission: Submission) -> list[Exported | None]:
    """What ties the rows of a response in every file to the wide one."""
    return [source(around, submission) for source in _KEYS[_how(around.definition)]]


def key_places(found: Sequence[Column]) -> tuple[int, ...]:
    """The places of the keys among the leading columns."""
    return tuple(place for place, column in enumerate(found) if column.key[0] in _IN_EVERY_FILE)


def _how(definition: Questionnaire) -> str:
    return "parts" if parts(definition) is not None else definition.cardinality


def _free(name: str, used: set[str]) -> str:
    while name in used:
        name += "_"
    return name


def _types(definition: Questionnaire) -> Categories:
    question = next((q for q in definition.questions.values() if q.prefill == "type"), None)
    return tuple((option.code, option.text) for option in question.options) if question else ()
