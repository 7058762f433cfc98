"""A draft part by part, and what a condition of a part may read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.checks.outline import questions
from questionari.engine.definition import Questionnaire
from questionari.engine.editing.operands import Operand, in_rows, operands
from questionari.engine.editing.places import Address, Document, find
from questionari.usecases.workbench.part_words import Entry, check_entry, entry_of, titled
from questionari.usecases.workbench.structured import Shaped

#: Conditions that are judged when the questionnaire is whole.
RULES = frozenset({"require", "when", "expression", "numerator", "required_if", "suggest"})


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that a draft holds: sections with their pages, each page with its questions; rules, lists."""

    sections: tuple[tuple[Entry, tuple[tuple[Entry, tuple[Entry, ...]], ...]], ...]
    checks: tuple[Entry, ...]
    lists: tuple[Entry, ...]


def overview(shaped: Shaped) -> Overview:
    """The document, part by part."""
    entries: dict[str, list[Entry]] = {}
    for place in questions(shaped.document):
        page = shaped.definition.page_of.get(place.code.partition(".")[0], "")
        entries.setdefault(page, []).append(entry_of(shaped, place))
    sections = tuple(
        (titled("sezione", section), tuple(_filled(page, entries) for page in section["pages"]))
        for section in shaped.document["sections"]
    )
    held = (*(place.raw for place in questions(shaped.document)), shaped.document)
    checks = tuple(check_entry(shaped, raw) for holder in held for raw in holder.get("checks", ()))
    lists = shaped.document.get("lists", {}).items()
    return Overview(sections, checks, tuple(_list(name, raw) for name, raw in lists))


def _filled(page: Mapping[str, Any], entries: Mapping[str, list[Entry]]) -> tuple[Entry, tuple[Entry, ...]]:
    """A page with its questions."""
    return titled("pagina", page), tuple(entries.get(page["code"], ()))


def _list(name: str, raw: Mapping[str, Any]) -> Entry:
    count = f"{len(raw['options'])} voci" if "options" in raw else f"elenco condiviso «{raw['shared']}»"
    return Entry(f"elenco/{name}" if "options" in raw else "", name, "", count)


def readable_by(shaped: Shaped, address: str, key: str) -> tuple[Operand, ...]:
    """What a condition or a value of a part may read, each once."""
    return tuple(known_to(shaped.document, shaped.definition, address, key).values())


def known_to(document: Document, definition: Questionnaire, address: str, key: str) -> dict[str, Operand]:
    """The same by key: a rule's every question, another's those asked before the part; inside the rows of a list what
    the same row says.
    """
    at, order = Address.of(address), list(definition.questions)
    before = order if key in RULES else _before(definition, at, order)
    found = (*_row(document, definition, at, key), *operands(definition, before))
    return {one.key: one for one in found}


def _row(document: Document, definition: Questionnaire, at: Address, key: str) -> Iterator[Operand]:
    """What a rule, or a question in rows, reads of its row."""
    if at.kind == "controllo":
        walked = find(document, str(at)).raw.get("foreach", "")
        yield from in_rows(definition, walked) if walked else ()
    elif at.kind == "domanda" and at.code not in definition.questions:
        walked, _, own = at.code.rpartition(".")
        yield from in_rows(definition, walked, "" if key in RULES else own)


def _before(definition: Questionnaire, at: Address, order: list[str]) -> list[str]:
    """The codes that stand before a question, a page or a section; all of them for other parts."""
    first = at.code if at.code in order else at.code.partition(".")[0]
    if at.kind != "domanda":
        within = {"pagina": {page.code: page.code for page in definition.pages()}, "sezione": definition.section_of}
        own = within.get(at.kind, {})
        pages = (page for page in definition.pages() if own.get(page.code) == at.code)
        first = next((code for page in pages for code in page.questions), "")
    return order[: order.index(first)] if first in order else order
