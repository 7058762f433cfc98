"""Another code for a part, in the whole document at once: conditions, rules, texts, lists and profiles follow it.

What a question, an answer, a row or a column is called stands in its declaration, in the structure (``fields``,
``foreach``, ``options_from``, ``only``, ``blocked`` …) and in expressions (following.py).
"""

from collections.abc import Callable, Iterable, Mapping

from questionari.engine.checks.codes_used import RESERVED
from questionari.engine.checks.outline import checks, pages, questions
from questionari.engine.editing.acts import Changed, copied, settled
from questionari.engine.editing.adding import CHECK_CODE, ITEM_CODE, new_code
from questionari.engine.editing.following import Renamed, follow
from questionari.engine.editing.naming import Answers, User, item_renamed, question_renamed, rename_codes
from questionari.engine.editing.places import Address, Document, EditError, find
from questionari.engine.editing.spaces import declare, spaces

_FIXED = "Le voci di {} corrispondono ai codici del censimento: non si cambiano."


def rename(document: Document, address: str, new: str) -> Changed:
    """The document in which a part has another code everywhere. Raises EditError."""
    at, changed = Address.of(address), copied(document)
    spot, wanted = find(changed, address), new.strip()
    if at.part:
        return _item(changed, at, wanted)
    renaming = _PARTS.get(at.kind)
    if renaming is None:
        raise EditError("Questa parte non ha un codice che si cambi.")
    if wanted == at.code.rpartition(".")[2]:
        return changed
    renaming(changed, at, spot.raw, wanted)
    return changed


def _section(document: Changed, _at: Address, raw: Changed, new: str) -> None:
    raw["code"] = new_code(new, [section["code"] for section in document["sections"]])


def _page(document: Changed, _at: Address, raw: Changed, new: str) -> None:
    raw["code"] = new_code(new, [page["code"] for page, _ in pages(document)])


def _check(document: Changed, _at: Address, raw: Changed, new: str) -> None:
    raw["code"] = new_code(new, [check["code"] for check, _, _ in checks(document)], CHECK_CODE)


def _list(document: Changed, at: Address, _raw: Changed, new: str) -> None:
    """The list keeps its place among the others."""
    wanted = new_code(new, document["lists"])
    lists = document["lists"]
    document["lists"] = {wanted if name == at.code else name: raw for name, raw in lists.items()}
    for place in questions(document):
        for source in (place.raw.get(key) for key in ("options", "rows")):
            if isinstance(source, dict) and source.get("list") == at.code:
                source["list"] = wanted


def _question(document: Changed, at: Address, raw: Changed, new: str) -> None:
    """A question of a page, a part of a group, a question in the rows of a list."""
    holder, _, old = at.code.rpartition(".")
    beside = find(document, f"domanda/{holder}").raw["questions"] if holder else ()
    taken = [one["code"] for one in beside] if holder else [place.code for place in questions(document)]
    raw["code"] = wanted = new_code(new, (*taken, *RESERVED))
    rename_codes(document, at.code, f"{holder}.{wanted}" if holder else wanted)
    _assume(document, lambda answers: question_renamed(answers, at.code, wanted))
    follow(document, Renamed(old, wanted, name=not holder, linked=raw["type"] == "generated"))


def _assume(document: Changed, change: Callable[[Answers], Answers]) -> None:
    """The answers that the profiles of effort suppose."""
    for profile in document.get("burden", ()):
        profile["assume"] = change(profile["assume"])


_PARTS: Mapping[str, Callable[[Changed, Address, Changed, str], None]] = {
    "sezione": _section,
    "pagina": _page,
    "controllo": _check,
    "elenco": _list,
    "domanda": _question,
}


def _item(document: Changed, at: Address, new: str) -> Changed:
    """An answer, a row or a column, in every list where it is the same thing."""
    if new == at.item:
        return document
    settled(document, str(at))
    found = spaces(document, at)
    taken = {code for one in found for code in one.codes}
    new_code(new, taken, ITEM_CODE)
    users = tuple(dict.fromkeys(user for one in found for user in one.users))
    _refuse_census(document, users)
    declare(document, found, at.item, new)
    for code in _of(users, "options"):
        rename_codes(document, f"{code}.{at.item}", f"{code}.{new}")
    _assume(document, lambda answers: item_renamed(answers, users, at.item, new))
    rows = frozenset(_of(users, "rows", "fixed_rows"))
    follow(document, Renamed(at.item, new, rows=rows, values=frozenset(_of(users, "options"))))
    return document


def _of(users: Iterable[User], *parts: str) -> list[str]:
    return [code for code, part in users if part in parts]


def _refuse_census(document: Document, users: Iterable[User]) -> None:
    """Codes that the census fills in are its own."""
    for code, _ in users:
        if find(document, f"domanda/{code}").raw.get("prefill", "previous") != "previous":
            raise EditError(_FIXED.format(code))
