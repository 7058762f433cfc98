"""A part of a draft as its page shows it: what can be changed, what stands in it, where it may go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.checks.outline import Place, questions
from questionari.engine.definition import Question, Questionnaire, say
from questionari.engine.editing.adding import users_of
from questionari.engine.editing.conditions import readable
from questionari.engine.editing.places import PARTS, WHOLE, Address, EditError, code_of, find
from questionari.engine.editing.uses import readers
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.parser import parse
from questionari.engine.universe import Universes
from questionari.usecases.house import NotFound
from questionari.usecases.workbench.fields import Field, fields
from questionari.usecases.workbench.structured import Shaped

NAMES: Mapping[str, str] = {
    WHOLE: "Il documento",
    "sezione": "Sezione",
    "pagina": "Pagina",
    "domanda": "Domanda",
    "controllo": "Regola",
    "elenco": "Elenco",
}
ITEM_NAMES: Mapping[str, str] = {"options": "Risposta", "rows": "Riga", "columns": "Colonna", "fixed_rows": "Riga"}
TABLES: Mapping[str, str] = {
    "options": "Risposte possibili",
    "rows": "Righe",
    "columns": "Colonne",
    "fixed_rows": "Righe fisse",
}
#: Kind of part -> its conditions: key, title, what holds without one.
CONDITIONS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "sezione": (("visible_if", "Quando si chiede", "sempre"),),
    "pagina": (("visible_if", "Quando si chiede", "sempre"),),
    "domanda": (
        ("visible_if", "Quando si chiede", "sempre"),
        ("required_if", "Quando è obbligatoria", "nessuna condizione"),
    ),
    "controllo": (("require", "Che cosa deve valere", ""), ("when", "Quando conta", "sempre")),
    "voce": (("visible_if", "Quando si mostra", "sempre"),),
}
RULES = frozenset({"require", "when"})


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


@dataclass(frozen=True, slots=True)
class Table:
    """Coded things of a part, changed in one form. ``source`` names the list they come from, "" where they are own."""

    part: str
    title: str
    items: tuple[Mapping[str, Any], ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class PartForm:
    """A part as its page shows it. ``homes`` are the parts that it may be moved into."""

    address: str
    kind: str
    title: str
    hint: str
    fields: tuple[Field, ...]
    conditions: tuple[ConditionShown, ...]
    tables: tuple[Table, ...]
    inner: tuple[Entry, ...]
    checks: tuple[Entry, ...]
    homes: tuple[tuple[str, str], ...]
    home: str
    code: str
    readers: tuple[Entry, ...]


def part_form(shaped: Shaped, address: str) -> PartForm:
    """The page of a part. Raises NotFound."""
    at = Address.of(address)
    try:
        raw = find(shaped.document, address).raw
    except EditError as error:
        raise NotFound("parte") from error
    kind = "voce" if at.part else at.kind
    homes, home = _homes(shaped, at)
    return PartForm(
        str(at),
        kind,
        _title(at),
        _hint(shaped, at, raw),
        fields(shaped.definition, address, raw),
        tuple(_condition(shaped, key, title, raw.get(key, ""), none) for key, title, none in CONDITIONS.get(kind, ())),
        tuple(_tables(raw)),
        tuple(_inner(shaped, at, raw)),
        tuple(_check(shaped, check) for check in raw.get("checks", ())),
        homes,
        home,
        (at.item or at.code).rpartition(".")[2] if kind not in (WHOLE, "controllo") else at.code,
        _readers(shaped, at),
    )


def _readers(shaped: Shaped, at: Address) -> tuple[Entry, ...]:
    """The parts that read a question of a page."""
    if at.kind != "domanda" or at.part or "." in at.code:
        return ()
    addresses = filter(None, readers(shaped.document, at.code))
    return tuple(Entry(address, _title(Address.of(address)), _words(shaped, address), "") for address in addresses)


def _words(shaped: Shaped, address: str) -> str:
    """The text of a part."""
    raw = find(shaped.document, address).raw
    return say(raw.get("text") or raw.get("title") or raw.get("message"))


def _title(at: Address) -> str:
    if at.part:
        return f"{ITEM_NAMES[at.part]} {at.item} di {at.code}"
    return f"{NAMES[at.kind]} {at.code}".strip()


def _hint(shaped: Shaped, at: Address, raw: Mapping[str, Any]) -> str:
    if at.kind == "elenco":
        users = ", ".join(users_of(shaped.document, at.code)) or "nessuna domanda"
        return f"lo usano: {users}; ciò che cambia qui cambia per tutte"
    if at.kind != "domanda" or at.part:
        return ""
    page = shaped.definition.page_of.get(at.code.partition(".")[0], "")
    return f"{TYPE_NAMES[raw['type']]}, pagina {page}"


def _condition(shaped: Shaped, key: str, title: str, source: str, none: str) -> ConditionShown:
    return ConditionShown(key, title, source, _in_words(shaped.definition, source) if source else none)


def _in_words(definition: Questionnaire, source: str) -> str:
    try:
        return f"se {Universes(definition).words(parse(source))}"
    except (ExpressionError, LookupError):
        return source


def _tables(raw: Mapping[str, Any]) -> Iterator[Table]:
    for part in PARTS:
        source = raw.get(part)
        if isinstance(source, list):
            yield Table(part, TABLES[part], tuple({**one, "code": code_of(one, at)} for at, one in enumerate(source)))
        elif isinstance(source, Mapping):
            yield Table(part, TABLES[part], (), source["list"])
        elif part == "columns" and raw.get("type") == "matrix":
            yield Table(part, TABLES[part], ())


def _inner(shaped: Shaped, at: Address, raw: Mapping[str, Any]) -> Iterator[Entry]:
    if at.part:
        return
    for section in raw.get("sections", ()):
        yield Entry(f"sezione/{section['code']}", section["code"], say(section["title"]), "")
    for page in raw.get("pages", ()):
        yield Entry(f"pagina/{page['code']}", page["code"], say(page["title"]), "")
    if "questions" in raw:
        prefix = f"{at.code}." if at.kind == "domanda" else ""
        codes = {prefix + one["code"] for one in raw["questions"]}
        yield from (_entry(shaped, place) for place in questions(shaped.document) if place.code in codes)


def _entry(shaped: Shaped, place: Place) -> Entry:
    raw = place.raw
    hints = [TYPE_NAMES[raw["type"]], "obbligatoria" if raw.get("required") else ""]
    hints += [_in_words(shaped.definition, raw["visible_if"]) if "visible_if" in raw else ""]
    depth = place.code.count(".")
    return Entry(f"domanda/{place.code}", place.code, say(raw["text"]), " · ".join(filter(None, hints)), depth)


def _check(shaped: Shaped, raw: Mapping[str, Any]) -> Entry:
    labels = {"error": "errore", "warning": "avviso", "note": "nota"}
    words = say(raw.get("message")) or _in_words(shaped.definition, raw["require"])
    return Entry(f"controllo/{raw['code']}", raw["code"], words, labels[raw["severity"]])


def _homes(shaped: Shaped, at: Address) -> tuple[tuple[tuple[str, str], ...], str]:
    """Where a part may go, and where it is."""
    if at.part or "." in at.code:
        return (), ""
    if at.kind == "domanda":
        pages = shaped.definition.pages()
        return tuple(_home("pagina", page.code, page.title) for page in pages), _page_of(shaped, at.code)
    if at.kind == "pagina":
        sections = tuple(_home("sezione", section.code, section.title) for section in shaped.definition.sections)
        return sections, f"sezione/{shaped.definition.section_of.get(at.code, '')}"
    return (), ""


def _home(kind: str, code: str, title: Mapping[str, str]) -> tuple[str, str]:
    return f"{kind}/{code}", f"{code} – {say(title)}"


def _page_of(shaped: Shaped, code: str) -> str:
    return f"pagina/{shaped.definition.page_of.get(code, '')}"


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a document holds: sections with their pages and questions, rules, lists."""

    sections: tuple[tuple[Entry, tuple[tuple[Entry, tuple[Entry, ...]], ...]], ...]
    checks: tuple[Entry, ...]
    lists: tuple[Entry, ...]


def overview(shaped: Shaped) -> Overview:
    """The document, part by part."""
    entries: dict[str, list[Entry]] = {}
    for place in questions(shaped.document):
        entries.setdefault(_page_of(shaped, place.code.partition(".")[0]), []).append(_entry(shaped, place))
    sections = tuple(
        (_plain("sezione", section), tuple(_filled(page, entries) for page in section["pages"]))
        for section in shaped.document["sections"]
    )
    held = (*(place.raw for place in questions(shaped.document)), shaped.document)
    checks = tuple(_check(shaped, raw) for holder in held for raw in holder.get("checks", ()))
    lists = shaped.document.get("lists", {}).items()
    return Overview(sections, checks, tuple(_list(name, raw) for name, raw in lists))


def _filled(page: Mapping[str, Any], entries: Mapping[str, list[Entry]]) -> tuple[Entry, tuple[Entry, ...]]:
    """A page with its questions."""
    return _plain("pagina", page), tuple(entries.get(f"pagina/{page['code']}", ()))


def _plain(kind: str, raw: Mapping[str, Any]) -> Entry:
    return Entry(f"{kind}/{raw['code']}", raw["code"], say(raw["title"]), "")


def _list(name: str, raw: Mapping[str, Any]) -> Entry:
    count = f"{len(raw['options'])} voci" if "options" in raw else f"elenco condiviso «{raw['shared']}»"
    return Entry(f"elenco/{name}" if "options" in raw else "", name, "", count)


def readable_by(shaped: Shaped, address: str, key: str) -> tuple[Question, ...]:
    """The questions that a condition of a part may read: a rule's all, another's those asked before the part."""
    order = shaped.definition.questions
    before = list(order) if key in RULES else _before(shaped.definition, Address.of(address), list(order))
    return tuple(order[code] for code in before if readable(order[code]))


def _before(definition: Questionnaire, at: Address, order: list[str]) -> list[str]:
    """The codes that stand before a question, a page or a section; all of them for other parts."""
    first = at.code if at.code in order else at.code.partition(".")[0]
    if at.kind != "domanda":
        within = {"pagina": {page.code: page.code for page in definition.pages()}, "sezione": definition.section_of}
        own = within.get(at.kind, {})
        pages = (page for page in definition.pages() if own.get(page.code) == at.code)
        first = next((code for page in pages for code in page.questions), "")
    return order[: order.index(first)] if first in order else order


def described(question: Question) -> str:
    """A question in a menu."""
    return f"{question.code} – {say(question.text)[:70]}"
