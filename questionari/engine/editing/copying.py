"""A question copied, with all that stands in it: under another code, its rules and what in it names it too."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from questionari.engine.checks.outline import checks, questions
from questionari.engine.editing.acts import Changed, copied
from questionari.engine.editing.adding import free_code
from questionari.engine.editing.places import Address, Document, EditError, find
from questionari.engine.editing.renaming import rename

ELSEWHERE = "Questa domanda si copia solo accanto a sé: per metterla altrove la copi, poi usi il testo del documento."


def copy_question(document: Document, address: str, code: str, page: str) -> Changed:
    """A copy after the question itself, or at the end of another page ("pagina/P2"; "" is its own).

    A blank code is the next free one. What measures a concept measures it once: the copy has none.
    """
    at = Address.of(address)
    if at.kind != "domanda" or at.part:
        raise EditError("Solo una domanda si copia così.")
    made = _copy(document, at, code)
    changed = copied(document)
    spot = find(changed, address)
    home = find(changed, page).raw["questions"] if page else spot.listed
    if home is not spot.listed and "." in at.code:
        raise EditError(ELSEWHERE)
    home.insert(spot.at + 1 if home is spot.listed else len(home), made)
    return changed


def _copy(document: Document, at: Address, code: str) -> Changed:
    """The question under its new code: renamed in a document that is thrown away, so that what names it follows."""
    holder, _, own = at.code.rpartition(".")
    taken = _taken(document, holder)
    wanted = free_code(code, [own], taken, f"{own}_").strip()
    if wanted == own:
        raise EditError(f"Il codice {own} è quello della domanda: ne scelga un altro per la copia.")
    renamed = rename(document, str(at), wanted)
    made: Changed = find(renamed, f"domanda/{holder}.{wanted}" if holder else f"domanda/{wanted}").raw
    rules = {raw["code"] for raw, _, _ in checks(document)}
    for raw in _inside(made):
        raw.pop("concept", None)
        for check in raw.get("checks", ()):
            rest = check["code"].removeprefix(f"{own}.")
            check["code"] = next(name for name in _names(f"{wanted}.{rest}") if name not in rules)
            rules.add(check["code"])
    return made


def _names(code: str) -> Iterator[str]:
    """The code, then with a number."""
    yield code
    yield from (f"{code}_{number}" for number in count(2))


def _taken(document: Document, holder: str) -> list[str]:
    """The codes that a copy may not have."""
    if holder:
        return [raw["code"] for raw in find(document, f"domanda/{holder}").raw["questions"]]
    return [place.code for place in questions(document)]


def _inside(raw: Changed) -> Iterator[Any]:
    """The question, what it asks to specify, the questions in it."""
    yield raw
    options = raw.get("options")
    for option in options if isinstance(options, list) else (options or {}).get("plus", ()):
        if "detail" in option:
            yield option["detail"]
    for child in raw.get("questions", ()):
        yield from _inside(child)
