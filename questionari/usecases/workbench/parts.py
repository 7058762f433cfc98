"""A part of a draft as its page shows it: what can be changed, what stands in it, where it may go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.checks.outline import questions
from questionari.engine.checks.shape import APPLIES
from questionari.engine.definition import say
from questionari.engine.editing.places import CELLS, DETAIL, TOP, WHOLE, Address, EditError, find
from questionari.engine.editing.uses import readers
from questionari.usecases.house import NotFound
from questionari.usecases.workbench import part_words as words, shared_lists
from questionari.usecases.workbench.fields import Field, fields, kind_of
from questionari.usecases.workbench.part_tables import Grid, Table, grid_of, tables_of
from questionari.usecases.workbench.part_words import ConditionShown, Entry
from questionari.usecases.workbench.pointing import title_of
from questionari.usecases.workbench.structured import Shaped

_NAMELESS = frozenset({WHOLE, "effetto", "preparazione", "carico"})  # parts without a code that is changed by itself
INNER: Mapping[str, str] = {WHOLE: "Sezioni", "sezione": "Pagine"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of parts under a title."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PartForm:
    """A part as its page shows it. ``homes`` are the parts that it may be moved into, ``code`` the one it may change
    ("": none), ``type`` that of a question, ``detail`` the address of what an answer asks to specify ("" where it may
    ask and does not; None where it may not).
    """

    address: str
    around: str
    around_title: str
    kind: str
    title: str
    hint: str
    fields: tuple[Field, ...]
    conditions: tuple[ConditionShown, ...]
    tables: tuple[Table, ...]
    grid: Grid | None
    inner: Listing
    more: tuple[Listing, ...]
    checks: tuple[Entry, ...]
    homes: tuple[tuple[str, str], ...]
    home: str
    code: str
    type: str
    detail: str | None
    readers: tuple[Entry, ...]
    shared: tuple[str, ...] = ()  # of a list that the document only names: its title, then its things


def part_form(shaped: Shaped, address: str) -> PartForm:
    """The page of a part. Raises NotFound."""
    at = Address.of(address)
    raw, kind = _raw(shaped, at), kind_of(at)
    homes, home = _homes(shaped, at)
    own = kind == "domanda"
    return PartForm(
        address=str(at),
        around=at.around,
        around_title=title_of(Address.of(at.around)),
        kind=kind,
        title=title_of(at),
        hint=words.hint_of(shaped, at, raw),
        fields=fields(shaped.definition, address, raw, tuple(shaped.document.get("lists", ()))),
        conditions=tuple(_conditions(shaped, kind, raw)),
        tables=tuple(tables_of(shaped.document, at, raw)),
        grid=grid_of(shaped.definition, at),
        inner=Listing(INNER.get(kind, "Domande"), tuple(_inner(shaped, at, raw))),
        more=tuple(_more(shaped)) if kind == WHOLE else (),
        checks=tuple(words.check_entry(shaped, check) for check in raw.get("checks", ())),
        homes=homes,
        home=home,
        code=_code(at, kind),
        type=raw["type"] if own else "",
        detail=_detail(at, raw),
        readers=tuple(_readers(shaped, at)),
        shared=shared_lists.told(raw["shared"]) if kind == "elenco" and "shared" in raw else (),
    )


def _raw(shaped: Shaped, at: Address) -> Mapping[str, Any]:
    try:
        raw: Mapping[str, Any] = find(shaped.document, str(at)).raw
    except EditError as error:
        raise NotFound("parte") from error
    return raw


def _code(at: Address, kind: str) -> str:
    """The code that may be changed, as it stands in its place; "" where there is none."""
    if kind in _NAMELESS or at.inner or at.part == CELLS:
        return ""
    return at.code if kind == "controllo" else (at.item or at.code.rpartition(".")[2])


def _conditions(shaped: Shaped, kind: str, raw: Mapping[str, Any]) -> Iterator[ConditionShown]:
    for key, title, none in words.CONDITIONS.get(kind, ()):
        yield words.condition_shown(shaped, key, title, raw.get(key, ""), none)
    for key, (title, none) in words.VALUES.items() if kind == "domanda" else ():
        if raw["type"] in APPLIES[key] - {"note", "group", "computed", "computed_text"} or key in raw:
            yield words.condition_shown(shaped, key, title, raw.get(key, ""), none)


def _detail(at: Address, raw: Mapping[str, Any]) -> str | None:
    if at.part not in ("options", "options+") or at.inner:
        return None
    return f"{at}/{DETAIL}" if DETAIL in raw else ""


def _inner(shaped: Shaped, at: Address, raw: Mapping[str, Any]) -> Iterator[Entry]:
    if at.part:
        return
    yield from (words.titled("sezione", section) for section in raw.get("sections", ()))
    yield from (words.titled("pagina", page) for page in raw.get("pages", ()))
    if at.kind in ("pagina", "domanda") and "questions" in raw:
        prefix = f"{at.code}." if at.kind == "domanda" else ""
        codes = {prefix + one["code"] for one in raw["questions"]}
        yield from (words.entry_of(shaped, place) for place in questions(shaped.document) if place.code in codes)


def _more(shaped: Shaped) -> Iterator[Listing]:
    """What else a document holds."""
    yield Listing("Avvisi a LeNove e ATR", tuple(words.effects(shaped)))
    yield Listing("Indicatori", tuple(words.indicators(shaped)))
    yield Listing("Scheda di preparazione", tuple(words.preparation(shaped)))
    yield Listing("Carico di compilazione", tuple(words.profiles(shaped)))


def _readers(shaped: Shaped, at: Address) -> Iterator[Entry]:
    """The parts that read a question of a page."""
    if at.kind == "domanda" and not at.part and "." not in at.code:
        yield from (words.reader_entry(shaped, address) for address in readers(shaped.document, at.code) if address)


def _homes(shaped: Shaped, at: Address) -> tuple[tuple[tuple[str, str], ...], str]:
    """Where a part may go, and where it is."""
    if at.part or "." in at.code or at.kind in TOP:
        return (), ""
    if at.kind == "domanda":
        pages = shaped.definition.pages()
        here = f"pagina/{shaped.definition.page_of.get(at.code, '')}"
        return tuple(_home("pagina", page.code, page.title) for page in pages), here
    if at.kind == "pagina":
        sections = tuple(_home("sezione", section.code, section.title) for section in shaped.definition.sections)
        return sections, f"sezione/{shaped.definition.section_of.get(at.code, '')}"
    return (), ""


def _home(kind: str, code: str, title: Mapping[str, str]) -> tuple[str, str]:
    return f"{kind}/{code}", f"{code} – {say(title)}"
