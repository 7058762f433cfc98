"""Acts on what stands inside a question: its type, the list it takes from, the cells of a table, what an answer asks to
specify; and new effects, indicators and lines of the preparation sheet.
"""

import copy
from collections.abc import Collection, Mapping
from typing import Any

from questionari.engine.checks.shape import APPLIES, NEEDS
from questionari.engine.editing.acts import Changed, copied, number, unsign
from questionari.engine.editing.adding import free_code, new_code
from questionari.engine.editing.places import ADDED, DETAIL, TOP, Address, Document, EditError, code_of, find
from questionari.engine.editing.skeletons import SKELETONS

Cell = tuple[str, str]
OWN = "own"
_NO_LIST = "Queste voci non vengono da un elenco."


def retype(document: Document, address: str, kind: str) -> Changed:
    """Another answer type: what the new one knows stays, what it needs is begun."""
    changed = copied(document)
    raw = find(changed, address).raw
    begun = SKELETONS.get(kind)
    if begun is None:
        raise EditError(f"Il tipo «{kind}» non si sceglie da qui: usi il testo del documento.")
    for key in [key for key in raw if kind not in APPLIES.get(key, {kind})]:
        del raw[key]
    raw["type"] = kind
    for key, value in begun.items():
        if key in NEEDS.get(kind, ()) or key == "cell":
            raw.setdefault(key, copy.deepcopy(value))
    return changed


def pick_items(document: Document, address: str, part: str, kept: Collection[str]) -> Changed:
    """Which things of a named list a question takes: all of them needs no word."""
    changed = copied(document)
    use = _use(changed, address, part)
    every = [code_of(raw, at) for at, raw in enumerate(_options(changed, use))]
    narrowed = "only" in use
    use.pop("only", None)
    use.pop("without", None)
    chosen, left = [code for code in every if code in kept], [code for code in every if code not in kept]
    if not chosen and not use.get("plus"):
        raise EditError("Lasci almeno una voce.")
    if left:
        use.update({"only": chosen} if narrowed else {"without": left})
    return changed


def own_items(document: Document, address: str, part: str) -> Changed:
    """The things that a question takes from a list as its own, to be changed without touching the list."""
    changed = copied(document)
    use = _use(changed, address, part)
    only, without = use.get("only"), use.get("without", ())
    kept = [
        one for one in _options(changed, use) if (only is None or one["code"] in only) and one["code"] not in without
    ]
    own = copy.deepcopy([*kept, *use.get("plus", ())])
    find(changed, address).raw[part] = own if part == "options" else [_axis(one) for one in own]
    return changed


def _axis(option: Mapping[str, Any]) -> Changed:
    """A row of a table, which knows less than an answer does."""
    return {key: value for key, value in option.items() if key in ("code", "text", "visible_if")}


def _use(document: Changed, address: str, part: str) -> Changed:
    use = find(document, address).raw.get(part)
    if not isinstance(use, dict) or part not in ADDED.values():
        raise EditError(_NO_LIST)
    return use


def _options(document: Document, use: Mapping[str, Any]) -> list[Any]:
    """The things of a named list. Raises EditError for one that is shared, whose things stand elsewhere."""
    listed = document.get("lists", {}).get(use["list"], {}).get("options")
    if listed is None:
        raise EditError("L'elenco è condiviso: nella sua pagina ne copi prima le voci nel documento.")
    return list(listed)


def set_open_cells(document: Document, address: str, every: Collection[Cell], open_: Collection[Cell]) -> Changed:
    """Which cells of a table are filled in. A cell that closes loses its condition."""
    changed = copied(document)
    raw = find(changed, address).raw
    if not open_:
        raise EditError("Lasci almeno una casella.")
    closed = [list(cell) for cell in every if cell not in open_]
    rules = [rule for rule in raw.get("cell_rules", ()) if [rule["row"], rule["column"]] not in closed]
    for key, listed in (("blocked", closed), ("cell_rules", rules)):
        if listed:
            raw[key] = listed
        else:
            raw.pop(key, None)
    return changed


def ask_detail(document: Document, address: str, words: str) -> Changed:
    """An answer that asks to be specified."""
    changed = copied(document)
    raw = find(changed, address).raw
    if DETAIL in raw:
        raise EditError("Questa risposta chiede già di specificare.")
    raw[DETAIL] = {"text": {"it": words.strip() or "Specifichi"}, "required": True}
    return changed


def set_cell(document: Document, address: str, kind: str) -> Changed:
    """What the cells of a table hold: of choices there are two to begin with, of anything else none."""
    changed = copied(document)
    raw = find(changed, address).raw
    raw["cell"] = kind
    if kind == "choice":
        raw.setdefault("options", copy.deepcopy(SKELETONS["choice"]["options"]))
    else:
        raw.pop("options", None)
    return changed


def set_detail_type(document: Document, address: str, typed: str) -> Changed:
    """What is specified: a type, ``list:`` and the list of the document from which one chooses, or ``own``: a choice of
    its own, whose answers become a list of the document, so that they are changed like any others.
    """
    changed = copied(document)
    raw = find(changed, address).raw
    kind, _, name = typed.partition(":")
    if kind == OWN:
        name = _own_list(changed, address, raw)
    elif kind == "list" and name not in document.get("lists", {}):
        raise EditError("L'elenco non c'è più: ne scelga un altro.")
    wanted = "choice" if kind in (OWN, "list") else kind
    for key in [key for key in raw if wanted not in APPLIES.get(key, {wanted})]:
        del raw[key]
    raw["type"] = wanted
    if wanted == "choice" and name:
        raw["options"] = {"list": name}
    return changed


def _own_list(changed: Changed, address: str, raw: Mapping[str, Any]) -> str:
    """A new list of the document with the answers that the detail has, or two to begin with."""
    at, lists = Address.of(address), changed.setdefault("lists", {})
    present = raw.get("options")
    begun = present if isinstance(present, list) else SKELETONS["choice"]["options"]
    stem = f"L_{at.code.replace('.', '_')}_{at.item}"[:28]
    name = stem if stem not in lists else free_code("", (), lists, f"{stem}_")
    lists[new_code(name, lists)] = {"options": copy.deepcopy(begun)}
    return name


def add_top(document: Document, kind: str, made: Changed) -> Changed:
    """A new effect, indicator or line of the preparation sheet, at the end."""
    changed = copied(document)
    listed = changed.setdefault(TOP[kind], [])
    if "code" in made:
        made = {**made, "code": new_code(made["code"], [one["code"] for one in listed])}
    listed.append(made)
    return changed


def set_compare(document: Document, address: str, relative: str, absolute: str) -> Changed:
    """How much an answer may move since the previous round: per cent, and units; both blank: any."""
    changed = copied(document)
    raw = find(changed, address).raw
    if relative.strip() or absolute.strip():
        share = number(relative or "0") / 100
        raw["compare_previous"] = {"relative": share, "absolute": number(absolute or "0")}
    else:
        raw.pop("compare_previous", None)
    return changed


def set_notice(document: Document, version: str, said: Mapping[str, str]) -> Changed:
    """The privacy notice and its version; a blank version takes the notice away."""
    changed = copied(document)
    before = changed.get("notice", {}).get("text", {})
    for language, words in said.items():
        if words.strip() != before.get(language, ""):
            unsign(changed, language)
    text = {**changed.get("notice", {}).get("text", {}), **{name: words.strip() for name, words in said.items()}}
    if version.strip():
        changed["notice"] = {"version": version.strip(), "text": {name: words for name, words in text.items() if words}}
    else:
        changed.pop("notice", None)
    return changed
