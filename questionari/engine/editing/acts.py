"""What authors change, as functions document -> document. Parts are named by their addresses (places.py).

A document follows the meta-schema before; whether what comes out is good is for the checks to say. The document given
is left alone.
"""

import copy
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from questionari.engine.checks.outline import questions
from questionari.engine.editing.places import (
    ADDED,
    CELLS,
    TOP,
    WHOLE,
    Address,
    Document,
    EditError,
    Spot,
    code_of,
    coded,
    find,
)

Changed: TypeAlias = dict[str, Any]
FLAGS = (
    "required", "not_available", "prefer_not", "needs_register", "row_totals", "column_totals", "exclusive",
    "sensitive_text", "units_only",
)  # fmt: skip
OFF_IS_SAID = frozenset({"not_available", "sensitive_text"})  # some types have them unless the document says no
CONDITIONS = ("visible_if", "required_if", "require", "when", "expression", "numerator", "suggest", "within")
NEEDED = frozenset({"require"})  # and of a computed question its expression: the checks say so
OPTIONAL_WORDS = frozenset({"help", "intro", "message", "unit_label", "unit"})
_LAST = "È l'unica voce di questo genere qui: ne aggiunga un'altra prima di toglierla."


def copied(document: Document) -> Changed:
    """A document that may be changed."""
    return copy.deepcopy(dict(document))


def say(document: Document, address: str, key: str, language: str, words: str) -> Changed:
    """A text of a part in a language; blank words take it out. What was signed of another wording is signed no more."""
    changed = copied(document)
    unsign(changed, language)
    holder = find(changed, address).raw
    text = {**holder.get(key, {}), language: words.strip()}
    said = {name: value for name, value in text.items() if value}
    if said or key not in OPTIONAL_WORDS:
        holder[key] = said or {"it": ""}
    else:
        holder.pop(key, None)
    return changed


def unsign(changed: Changed, language: str) -> None:
    """Take away the signatures that a changed text concerns: its language's own, or all where it is the original."""
    for name, state in changed.get("translations", {}).items():
        if language in ("it", name) and state.get("state") == "reviewed":
            changed["translations"][name] = {"state": "to_review"}


def set_flag(document: Document, address: str, key: str, holds: bool) -> Changed:
    """Required, "dato non disponibile" and the like."""
    if key not in FLAGS:
        raise EditError(f"«{key}» non si cambia da qui: usi il testo del documento.")
    changed = copied(document)
    raw = find(changed, address).raw
    if holds or raw.get(key) is True or key in OFF_IS_SAID:
        raw[key] = holds
    return changed


def set_condition(document: Document, address: str, key: str, source: str) -> Changed:
    """When a part is asked, or required; what a rule requires. A blank source takes the condition away."""
    if key not in CONDITIONS:
        raise EditError(f"«{key}» non è una condizione.")
    if key in NEEDED and not source.strip():
        raise EditError("Qui serve un'espressione: se la parte non serve più, la tolga.")
    if Address.of(address).part == CELLS:
        return _set_cell(document, address, source)
    return set_word(document, address, key, source)


def _set_cell(document: Document, address: str, source: str) -> Changed:
    """The condition of one cell of a table."""
    changed, at = copied(document), Address.of(address)
    spot, owner = find(changed, address), find(changed, at.owner).raw
    rules = [rule for rule in owner.get("cell_rules", ()) if rule is not spot.raw]
    if source.strip():
        rules.insert(spot.at, {**spot.raw, "visible_if": source.strip()})
    _put_list(owner, "cell_rules", rules)
    return changed


def _put_list(raw: Changed, key: str, listed: list[Any]) -> None:
    """A list under its key; none for an empty one."""
    if listed:
        raw[key] = listed
    else:
        raw.pop(key, None)


def set_word(document: Document, address: str, key: str, word: str) -> Changed:
    """A value that is one word or one expression; a blank one takes the key away."""
    changed = copied(document)
    raw = find(changed, address).raw
    if word.strip():
        raw[key] = word.strip()
    else:
        raw.pop(key, None)
    return changed


def set_words(document: Document, address: str, key: str, typed: str) -> Changed:
    """Codes, typed one after the other; none takes the key away."""
    changed = copied(document)
    raw, codes = find(changed, address).raw, list(dict.fromkeys(typed.replace(",", " ").split()))
    if codes:
        raw[key] = codes
    else:
        raw.pop(key, None)
    return changed


def set_number(document: Document, address: str, key: str, typed: str) -> Changed:
    """A limit; nothing typed takes it away."""
    changed = copied(document)
    raw = find(changed, address).raw
    if typed.strip():
        raw[key] = number(typed)
    else:
        raw.pop(key, None)
    return changed


def number(typed: str) -> int | float:
    """A number as typed, comma or point. Raises EditError."""
    try:
        value = Decimal(typed.strip().replace(",", "."))
        whole = value == value.to_integral_value()
    except InvalidOperation as error:
        raise EditError(f"«{typed.strip()[:40]}» non è un numero.") from error
    if not value.is_finite() or abs(value) > 10**12:
        raise EditError(f"«{typed.strip()[:40]}» non è un numero che si possa usare qui.")
    return int(value) if whole else float(value)


def set_minutes(document: Document, low: str, high: str) -> Changed:
    """The estimated minutes, from so many to so many; both blank: none said."""
    changed = copied(document)
    if low.strip() or high.strip():
        changed["minutes"] = {"min": number(low or high), "max": number(high or low)}
    else:
        changed.pop("minutes", None)
    return changed


def set_languages(document: Document, languages: tuple[str, ...]) -> Changed:
    """The languages of the document, Italian always. Texts of a language taken out stay, should it come back."""
    changed = copied(document)
    changed["languages"] = list(dict.fromkeys(("it", *languages)))
    states = changed.get("translations", {})
    kept = {language: state for language, state in states.items() if language in changed["languages"]}
    if kept:
        changed["translations"] = kept
    else:
        changed.pop("translations", None)
    return changed


def move(document: Document, address: str, by: int) -> Changed:
    """A part up (-1) or down (1) among its neighbours; at the end nothing moves."""
    changed = copied(document)
    spot = settled(changed, address)
    other = spot.at + by
    if 0 <= other < len(spot.listed):
        spot.listed[spot.at], spot.listed[other] = spot.listed[other], spot.listed[spot.at]
    return changed


def settled(changed: Changed, address: str) -> Spot:
    """The part, once the rows beside it that have no code are given the one they had by their place."""
    spot, address_ = find(changed, address), Address.of(address)
    if address_.part not in ("", CELLS) and not address_.inner:
        for at, raw in enumerate(spot.listed):
            raw["code"] = code_of(raw, at)
    return spot


def remove(document: Document, address: str) -> Changed:
    """Without a part and all in it; published versions keep it, and what reads it is told by the checks."""
    changed, at = copied(document), Address.of(address)
    spot = settled(changed, address)
    if at.kind == WHOLE:
        raise EditError("Il documento intero si toglie eliminando la bozza.")
    if at.kind == "elenco" and not at.part:
        del changed["lists"][at.code]
    elif at.inner:
        del find(changed, at.around).raw[at.inner]
    else:
        if at.kind not in _FREE and at.part not in ADDED:
            _keep_one(spot)
        del spot.listed[spot.at]
    return _pruned(changed)


_FREE = frozenset({"controllo", *TOP})


def _pruned(changed: Changed) -> Changed:
    """Without the lists that hold nothing any more and may be left out."""
    for key in ("checks", "lists", *TOP.values()):
        if not changed.get(key, True):
            del changed[key]
    for place in questions(changed):
        raw: Any = place.raw
        if not raw.get("checks", True):
            del raw["checks"]
        for source in (raw.get(key) for key in ADDED.values()):
            if isinstance(source, dict) and not source.get("plus", True):
                del source["plus"]
    return changed


def _keep_one(spot: Spot) -> None:
    if len(spot.listed) == 1:
        raise EditError(_LAST)


#: What is moved -> what it may be moved into, and the list there.
_HOMES = {"domanda": ("pagina", "questions"), "pagina": ("sezione", "pages")}


def put_into(document: Document, address: str, target: str) -> Changed:
    """A question to the end of another page, a page to the end of another section."""
    changed = copied(document)
    kind, home = Address.of(address), Address.of(target)
    wanted, key = _HOMES.get(kind.kind, ("", ""))
    if home.kind != wanted or kind.part or "." in kind.code:
        raise EditError("Questa parte non si sposta da sola in quel posto: usi il testo del documento.")
    spot, listed = find(changed, address), find(changed, target).raw[key]
    if listed is not spot.listed:
        _keep_one(spot)
        listed.append(spot.listed.pop(spot.at))
    return changed


def add_item(document: Document, address: str, part: str, made: Changed) -> Changed:
    """A new coded thing at the end of a list of a part: an answer, a row, a column."""
    changed = copied(document)
    owner = find(changed, address).raw
    if part in ADDED:
        owner[ADDED[part]].setdefault("plus", [])
    listed = owner.setdefault(part, []) if part in ("columns", "fixed_rows") else coded(owner, part)
    for at, raw in enumerate(listed):
        raw["code"] = code_of(raw, at)
    listed.append(made)
    return changed
