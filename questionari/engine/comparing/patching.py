"""Whether a version may take the place of another in a round that is open: only texts, looser checks, more options.

Decided by the two documents alone, member by member: whatever is not known to be harmless is told. What was answered
under the old version then stands under the new one: every question is still there, of the same type, put to the same
services, and every value that was taken is taken still.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from questionari.engine.checks.subject import join
from questionari.engine.comparing.loosening import looser_rule


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that a patch must not change: where it stands in the new document (or stood in the old), in Italian."""

    pointer: str
    message: str


#: Members that say something to people, or to authors: any change.
WORDS = frozenset({"title", "text", "help", "intro", "message", "unit_label", "change_note", "unit"})
#: Members of the whole document that change nothing of what is asked.
AROUND = frozenset({"$schema", "version", "translations", "minutes", "preparation", "burden"})
SEVERITIES = ("note", "warning", "error")
PLACES: Mapping[str, str] = {
    "sections": "una sezione",
    "pages": "una pagina",
    "questions": "una domanda",
    "checks": "un controllo",
    "effects": "una segnalazione",
    "indicators": "un indicatore",
    "rows": "una riga",
    "columns": "una colonna",
    "fixed_rows": "una riga",
    "options": "una risposta possibile",
    "plus": "una risposta possibile",
}
REASONS: Mapping[str, str] = {
    "code": "cambia il codice del questionario",
    "unit": "cambia chi risponde",
    "cardinality": "cambia quante schede si compilano",
    "shared_with": "cambia chi legge le risposte",
    "notice": "cambia l'informativa, che chi risponde ha già letto",
    "languages": "toglie una lingua in cui si può rispondere",
    "type": "cambia il tipo di risposta",
    "cell": "cambia il tipo delle celle",
    "visible_if": "cambia a chi è posta",
    "role": "cambia chi la compila",
    "scope": "cambia a che cosa si riferisce",
    "expression": "cambia il calcolo",
    "numerator": "cambia il calcolo",
    "required": "diventa obbligatoria",
    "required_if": "cambia quando è obbligatoria",
    "not_available": "toglie «Dato non disponibile»",
    "prefer_not": "toglie «Preferisco non rispondere»",
    "store": "cambia dove si conserva",
    "export": "cambia come si esporta",
    "concept": "cambia il concetto misurato",
    "rows": "cambia le righe",
    "fixed_rows": "cambia le righe",
    "shared": "cambia l'elenco comune a cui attinge",
}
LIMIT = "non allarga il limite"
ASKED_LESS = ("required", "not_available", "prefer_not")


def obstacles(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Obstacle, ...]:
    """Everything that keeps the new document from taking the place of the old one; none for a patch."""
    rows = frozenset(_lists_of_rows(old)) | frozenset(_lists_of_rows(new))
    return tuple(_Walk(rows).document(old, new))


def _lists_of_rows(value: Any) -> Iterator[str]:
    """The named lists that make rows: an option more in them is a row more in a table."""
    if isinstance(value, Mapping):
        for key in ("rows", "fixed_rows"):
            used = value.get(key)
            if isinstance(used, Mapping) and "list" in used:
                yield str(used["list"])
        for inner in value.values():
            yield from _lists_of_rows(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lists_of_rows(inner)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Both documents, gone through side by side. ``rows``: names of lists that make rows."""

    rows: frozenset[str]

    def document(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Obstacle]:
        for key in _keys(old, new):
            at = join("", key)
            before, after = old.get(key), new.get(key)
            if key == "languages":
                yield from _unless(set(before or ()) <= set(after or ()), at, key)
            elif key == "unit":
                yield from _unless(before == after, at, key)
            elif key == "lists":
                yield from self._lists(at, before or {}, after or {})
            elif key not in AROUND:
                yield from self.member(at, key, before, after)

    def _lists(self, at: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Obstacle]:
        """Named lists; one that nothing used may come or go unseen: whatever uses it is looked at where it stands."""
        for name in (name for name in old if name in new):
            if name in self.rows:
                yield from _unless(_codes(old[name]) == _codes(new[name]), join(at, name), "rows")
            yield from self.object(join(at, name), old[name], new[name])
        for name in set(old) - set(new):
            yield Obstacle(join(at, name), "toglie un elenco")

    def object(self, at: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Obstacle]:
        """Two objects of one kind, member by member."""
        for key in _keys(old, new):
            yield from self.member(join(at, key), key, old.get(key), new.get(key))

    def member(self, at: str, key: str, old: Any, new: Any) -> Iterator[Obstacle]:
        """One member: the same, harmless, looser, or looked into; anything else is told."""
        if old == new or key in WORDS:
            return
        if key in LOOSER:
            yield from _unless(LOOSER[key](old, new), at, key, LIMIT if key in LIMITS else "")
        elif key == "checks":
            yield from self._checks(at, old or [], new or [])
        elif key in ("options", "plus") and isinstance(old or [], list) and isinstance(new or [], list):
            yield from self._coded(at, key, old or [], new or [], more=True)
        elif key in PLACES and isinstance(old, list) and isinstance(new, list):
            yield from self._coded(at, key, old, new, more=False)
        elif isinstance(old, Mapping) and isinstance(new, Mapping) and key != "notice":
            yield from self._rows(at, key, old, new) if key in ("rows", "fixed_rows") else self.object(at, old, new)
        else:
            yield from _unless(False, at, key)

    def _rows(self, at: str, key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Obstacle]:
        """Rows of a named list: the same ones, those that stand beside the list in other words perhaps."""
        yield from _unless({**old, "plus": 0} == {**new, "plus": 0}, at, key)
        yield from self._coded(join(at, "plus"), "rows", old.get("plus", ()), new.get("plus", ()), more=False)

    def _coded(self, at: str, key: str, old: Sequence[Any], new: Sequence[Any], more: bool) -> Iterator[Obstacle]:
        """Two lists of things with codes, in the same order; ``more``: some may be added."""
        before, after = _by_code(old), _by_code(new)
        for code in (code for code in before if code not in after):
            yield Obstacle(at, f"toglie {PLACES[key]} ({code})")
        for code in (code for code in after if code not in before):
            if not more or _counts(after[code]):
                yield Obstacle(join(at, str(list(after).index(code))), f"aggiunge {PLACES[key]} ({code})")
        if [code for code in after if code in before] != [code for code in before if code in after]:
            yield Obstacle(at, f"cambia l'ordine: sposta {PLACES[key]}")
        for place, code in enumerate(after):
            if code in before:
                yield from self.object(join(at, str(place)), before[code], after[code])

    def _checks(self, at: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Obstacle]:
        """Checks may go, weigh less, or hold of more; none may come."""
        before, after = _by_code(old), _by_code(new)
        for place, (code, check) in enumerate(after.items()):
            here = join(at, str(place))
            if code not in before:
                yield Obstacle(here, f"aggiunge un controllo ({code})")
            elif not _weaker(before[code], check):
                yield Obstacle(here, f"il controllo {code} non è più largo di prima")


def _weaker(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a check never fires where it did not fire, nor more gravely."""
    milder = SEVERITIES.index(new["severity"]) <= SEVERITIES.index(old["severity"])
    same = all(old.get(key) == new.get(key) for key in ("foreach", "fields"))
    seldom = old.get("when") is None or (new.get("when") is not None and looser_rule(new["when"], old["when"]))
    return milder and same and seldom and looser_rule(old["require"], new["require"])


def _counts(option: Mapping[str, Any]) -> bool:
    """Whether an added answer is more than words: a state of the data, a score of an indicator."""
    return "reserved" in option or "score" in option


def _keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))


def _by_code(found: Sequence[Any]) -> dict[str, Any]:
    """Things by their code; what has none by its place."""
    return {str(one.get("code", place)): one for place, one in enumerate(found)}


def _codes(named: Mapping[str, Any]) -> list[str]:
    return [option["code"] for option in named.get("options", ())]


def _unless(harmless: bool, at: str, key: str, reason: str = "") -> Iterator[Obstacle]:
    if not harmless:
        yield Obstacle(at, reason or REASONS.get(key, f"cambia «{key}»"))


def _lower(old: Any, new: Any) -> bool:
    """A bound that says that numbers may be negative also says how they are read: it does not go."""
    if new is None:
        return Decimal(str(old)) >= 0
    return old is not None and Decimal(str(new)) <= Decimal(str(old))


def _higher(old: Any, new: Any) -> bool:
    return new is None or (old is not None and Decimal(str(new)) >= Decimal(str(old)))


def _given_higher(old: Any, new: Any) -> bool:
    """Of limits that stand also where the document says none."""
    return old is not None and new is not None and Decimal(str(new)) >= Decimal(str(old))


def _apart(old: Any, new: Any) -> bool:
    """What a number may differ from the one of the previous round."""
    return new is None or (old is not None and all(_higher(old.get(p), new.get(p)) for p in ("relative", "absolute")))


LIMITS: Mapping[str, Callable[[Any, Any], bool]] = {
    "min": _lower,
    "min_picks": _lower,
    "min_rows": _lower,
    "max": _higher,
    "max_picks": _higher,
    "max_rows": _given_higher,
    "max_length": _given_higher,
    "places": _given_higher,
    "compare_previous": _apart,
}
LOOSER: Mapping[str, Callable[[Any, Any], bool]] = {
    **LIMITS,
    "required": lambda _old, new: not new,
    "required_if": lambda old, new: new is None and old is not None,
    "not_available": lambda _old, new: bool(new),
    "prefer_not": lambda _old, new: bool(new),
    "only": lambda old, new: new is None or (old is not None and set(old) <= set(new)),
    "without": lambda old, new: new is None or (old is not None and set(new) <= set(old)),
}
