"""Where the parts of a document stand, named by codes and never by positions, so that an act made on a page meets the
newest document.

An address is "documento", "sezione/S1", "pagina/P1", "domanda/Q4" (its full code), "controllo/C1", "elenco/L",
"indicatore/I1", "carico/B1", "effetto/2", "preparazione/3" (these two have no codes: their number), or a coded thing in
a list of one of these: "domanda/Q4/options/1", "domanda/M1/rows/2", "elenco/L/options/01", "domanda/Q4/options+/99"
(what the question adds to a named list), "domanda/M1/cells/01:a"; and "domanda/Q4/options/98/detail".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from questionari.engine.checks.outline import pages, questions

Document: TypeAlias = Mapping[str, Any]
Listed: TypeAlias = tuple[str, list[Any]]  # what stands before the codes of a list, the list

WHOLE = "documento"
PARTS = ("options", "rows", "columns", "fixed_rows")
ADDED = {"options+": "options", "rows+": "rows"}  # what a question adds to a named list: under its "plus"
CELLS = "cells"
DETAIL = "detail"
SHARED = (
    "Queste voci vengono da un elenco: le cambi nella pagina dell'elenco, o nel testo del documento se è condiviso."
)
_NAMES: Mapping[str, str] = {
    "sezione": "La sezione",
    "pagina": "La pagina",
    "domanda": "La domanda",
    "controllo": "La regola",
    "elenco": "L'elenco",
    "indicatore": "L'indicatore",
    "carico": "Il profilo",
    "effetto": "L'effetto",
    "preparazione": "La riga della scheda di preparazione",
}
#: Kinds whose parts stand in a list of the document of this name, which may be left out.
TOP: Mapping[str, str] = {
    "indicatore": "indicators",
    "carico": "burden",
    "effetto": "effects",
    "preparazione": "preparation",
}


class EditError(ValueError):
    """An act that the document does not allow. The message is Italian and says what to do."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A part as written and the list it stands in (empty: it stands in none)."""

    raw: Any
    listed: list[Any]
    at: int


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart; ``part`` and ``item`` are "" for what is no coded thing of a list, ``inner`` for what is
    no detail of an answer.
    """

    kind: str
    code: str = ""
    part: str = ""
    item: str = ""
    inner: str = ""

    @classmethod
    def of(cls, text: str) -> "Address":
        """The address as written."""
        return cls(*text.split("/", 4))

    @property
    def owner(self) -> str:
        """The part that a coded thing belongs to; the address itself of any other."""
        return f"{self.kind}/{self.code}" if self.code else self.kind

    @property
    def around(self) -> str:
        """The part that holds this one: of a detail its answer, of a coded thing its owner."""
        return f"{self.owner}/{self.part}/{self.item}" if self.inner else self.owner

    def __str__(self) -> str:
        inner = f"/{self.inner}" if self.inner else ""
        return f"{self.owner}/{self.part}/{self.item}{inner}" if self.part else self.owner


def find(document: Document, address: str) -> Spot:
    """The part at an address. Raises EditError where there is none."""
    at = Address.of(address)
    if at.kind == WHOLE:
        return Spot(document, [], 0)
    spot = _item(_owner(document, at).raw, at) if at.part else _owner(document, at)
    return _detail(spot) if at.inner == DETAIL else spot


def _item(owner: Any, at: Address) -> Spot:
    if at.part == CELLS:
        return _cell(owner, at.item)
    return _found([("", coded(owner, at.part))], at.item, f"La voce {at.item}")


def _detail(spot: Spot) -> Spot:
    if DETAIL not in spot.raw:
        raise EditError("Questa risposta non chiede più di specificare.")
    return Spot(spot.raw[DETAIL], [], 0)


def _cell(owner: Any, item: str) -> Spot:
    """The condition of a cell of a table; of a cell that has none, one that stands nowhere yet."""
    row, _, column = item.partition(":")
    rules = owner.get("cell_rules", [])
    for at, rule in enumerate(rules):
        if (rule["row"], rule["column"]) == (row, column):
            return Spot(rule, rules, at)
    return Spot({"row": row, "column": column}, rules, len(rules))


def _owner(document: Document, at: Address) -> Spot:
    if at.kind == "elenco" and at.code in document.get("lists", {}):
        return Spot(document["lists"][at.code], [], 0)
    lists = _LISTS.get(at.kind, _nowhere)(document)
    return _found(lists, at.code, f"{_NAMES.get(at.kind, 'La parte')} {at.code}")


def coded(raw: Mapping[str, Any], part: str) -> list[Any]:
    """The coded things that may be changed in a part. Raises EditError where they are taken from elsewhere."""
    source = raw.get(ADDED.get(part, part)) if part in (*PARTS, *ADDED) else None
    listed = source.get("plus", []) if part in ADDED and isinstance(source, Mapping) else source
    if not isinstance(listed, list):
        raise EditError(SHARED)
    return listed


def is_taken(use: Mapping[str, Any], code: str) -> bool:
    """Whether a question takes a thing of the named list it uses."""
    return code in use.get("only", (code,)) and code not in use.get("without", ())


def code_of(raw: Mapping[str, Any], at: int) -> str:
    """The code of a coded thing; rows written without one have their number."""
    return str(raw.get("code", at + 1))


def _found(lists: Iterable[Listed], code: str, name: str) -> Spot:
    for prefix, listed in lists:
        for at, raw in enumerate(listed):
            if prefix + code_of(raw, at) == code:
                return Spot(raw, listed, at)
    raise EditError(f"{name} non c'è più: forse un'altra persona l'ha tolta.")


def _nowhere(_document: Document) -> Iterator[Listed]:
    yield from ()


def _sections(document: Document) -> Iterator[Listed]:
    yield "", document["sections"]


def _pages(document: Document) -> Iterator[Listed]:
    yield from (("", section["pages"]) for section in document["sections"])


def _questions(document: Document) -> Iterator[Listed]:
    yield from (("", page["questions"]) for page, _ in pages(document))
    for place in questions(document):
        if "questions" in place.raw:
            yield f"{place.code}.", place.raw["questions"]


def _checks(document: Document) -> Iterator[Listed]:
    yield "", document.get("checks", [])
    yield from (("", place.raw["checks"]) for place in questions(document) if "checks" in place.raw)


def _top(kind: str) -> Callable[[Document], Iterator[Listed]]:
    """The parts of one of the lists of the document itself."""

    def lists(document: Document) -> Iterator[Listed]:
        yield "", document.get(TOP[kind], [])

    return lists


_LISTS: Mapping[str, Callable[[Document], Iterator[Listed]]] = {
    "sezione": _sections,
    "pagina": _pages,
    "domanda": _questions,
    "controllo": _checks,
    **{kind: _top(kind) for kind in TOP},
}


#: The keys on the way to a part -> its kind.
_STEPS: Mapping[str, str] = {
    "sections": "sezione",
    "pages": "pagina",
    "questions": "domanda",
    "checks": "controllo",
    "lists": "elenco",
    **{key: kind for kind, key in TOP.items()},
}
_HEAD = frozenset(
    {"code", "version", "title", "languages", "intro", "minutes", "notice", "translations", "shared_with"},
)


def address_at(document: Document, pointer: str) -> str:
    """The address of the innermost part that a JSON pointer leads into; "" where the structured editor has no page."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    here: Any = document
    address = WHOLE if steps and steps[0] in _HEAD else ""
    for key, place in zip(steps[::2], steps[1::2], strict=False):
        here = _inside(here, key, place)
        if key not in _STEPS or not isinstance(here, Mapping):
            break  # also where a line of the preparation sheet names its questions
        code = place if key == "lists" else code_of(here, int(place))
        inner = key == "questions" and address.startswith("domanda/")
        address = f"{address}.{code}" if inner else f"{_STEPS[key]}/{code}"
    return address


def _inside(here: Any, key: str, place: str) -> Any:
    """The thing at that place of a list or of the lists by name; None for any other value."""
    listed = here.get(key) if isinstance(here, Mapping) else None
    if isinstance(listed, list) and place.isdecimal() and int(place) < len(listed):
        return listed[int(place)]
    return listed.get(place) if key == "lists" and isinstance(listed, Mapping) else None
