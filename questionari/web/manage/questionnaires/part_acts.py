"""What the forms of the structured editor ask for: posted fields -> an act on the document."""

from collections.abc import Callable, Iterable, Mapping

from questionari.engine.definition import Questionnaire
from questionari.engine.editing import acts, adding, copying, details, profiles, renaming
from questionari.engine.editing.acts import Changed
from questionari.engine.editing.places import ADDED, Address, Document, EditError, code_of, coded, find
from questionari.usecases.responding.fact_sources import read_elsewhere
from questionari.usecases.workbench import shared_lists
from questionari.usecases.workbench.fields import Field
from questionari.usecases.workbench.profiles import supposed
from questionari.usecases.workbench.structured import Act
from questionari.web.manage.questionnaires import field_acts
from questionari.web.manage.questionnaires.adding_acts import add
from questionari.web.manage.questionnaires.field_acts import Posted

MOVES = {"up": -1, "down": 1}
READ = "Altri questionari della Rete leggono questa domanda con il suo codice: non si cambia."


def items(address: str, posted: Posted) -> Act:
    """The texts of a list's things as typed, then what the pressed button asks: "up/01", "down/01", "remove/01"."""
    part = posted.get("part", "")
    button, _, code = posted.get("do", "save").partition("/")

    def act(document: Document, _definition: Questionnaire) -> Changed:
        changed = _retold(document, address, part, posted)
        if posted.get("new-code", "").strip() or posted.get("new-text", "").strip():
            given = (posted.get("new-code", ""), posted.get("new-text", ""))
            changed = adding.add_item(changed, address, part, *given)
        item = f"{address}/{part}/{code}"
        if button == "remove":
            return acts.remove(changed, item)
        return acts.move(changed, item, MOVES[button]) if button in MOVES else changed

    return act


def _retold(document: Document, address: str, part: str, posted: Posted) -> Changed:
    changed, owner = dict(document), find(document, address).raw
    present: Iterable[tuple[int, Document]] = enumerate(coded(owner, part)) if part in owner or part in ADDED else ()
    for at, raw in present:
        code = code_of(raw, at)
        field = Field("text", "text", "", raw["text"])
        told = {
            name.removeprefix(f"item-{code}-"): words
            for name, words in posted.items()
            if name.startswith(f"item-{code}-")
        }
        texts = {f"text-{language}": words for language, words in told.items()}
        changed = field_acts.text(changed, f"{address}/{part}/{code}", field, texts)
    return changed


def place(address: str, posted: Posted) -> Act:
    """Up, down, into another page or section, away."""
    button = posted.get("do", "")

    def act(document: Document, _definition: Questionnaire) -> Changed:
        if button in MOVES:
            return acts.move(document, address, MOVES[button])
        if button == "remove":
            return acts.remove(document, address)
        return acts.put_into(document, address, posted.get("home", ""))

    return act


def rename(address: str, posted: Posted) -> Act:
    """Another code, everywhere in the document."""

    def act(document: Document, definition: Questionnaire) -> Changed:
        if Address.of(address).code in read_elsewhere(definition.code):
            raise EditError(READ)
        return renaming.rename(document, address, posted.get("code", ""))

    return act


def renamed(at: Address, code: str) -> str:
    """The address of a part under its new code."""
    if at.part:
        return f"{at.owner}/{at.part}/{code}"
    holder, dot, _ = at.code.rpartition(".") if at.kind == "domanda" else ("", "", "")
    return f"{at.kind}/{holder}{dot}{code}"


def use_list(address: str, posted: Posted) -> Act:
    """The answers of a question from a list of the document."""
    return lambda document, _: adding.use_list(document, Address.of(address).code, posted.get("list", ""))


def pick(address: str, posted: Posted) -> Act:
    """Which things of a named list a question takes, or all of them as its own."""
    part = posted.get("part", "")
    kept = frozenset(name.removeprefix("pick-") for name in posted if name.startswith("pick-"))
    if posted.get("do") == "own":
        return lambda document, _: details.own_items(document, address, part)
    return lambda document, _: details.pick_items(document, address, part, kept)


def cells(address: str, posted: Posted) -> Act:
    """Which cells of a table are filled in."""
    ticked = {tuple(name.removeprefix("open-").split(":", 1)) for name in posted if name.startswith("open-")}

    def act(document: Document, definition: Questionnaire) -> Changed:
        shape = definition.questions[Address.of(address).code].matrix
        if shape is None:
            raise EditError("Questa domanda non è una tabella.")
        every = [(row.code, column.code) for row in shape.rows for column in shape.columns]
        return details.set_open_cells(document, address, every, [cell for cell in every if cell in ticked])

    return act


def retype(address: str, posted: Posted) -> Act:
    """Another answer type."""
    return lambda document, _: details.retype(document, address, posted.get("type", ""))


def copy(address: str, posted: Posted) -> Act:
    """A copy of a question, beside it or on another page."""
    page, here = posted.get("copy-home", ""), posted.get("copy-here", "")
    target = "" if page == here else page
    return lambda document, _: copying.copy_question(document, address, posted.get("copy-code", ""), target)


def copied_at(document: Document, address: str, posted: Posted) -> str:
    """The address of the copy made a moment ago."""
    spot, page = find(document, address), posted.get("copy-home", "")
    holder, dot, _ = Address.of(address).code.rpartition(".")
    if page == posted.get("copy-here", ""):
        return f"domanda/{holder}{dot}{spot.listed[spot.at + 1]['code']}"
    return f"domanda/{find(document, page).raw['questions'][-1]['code']}"


def suppose(address: str, posted: Posted) -> Act:
    """One more answer that a profile of effort supposes, as it was typed."""
    code, typed = posted.get("assume-question", ""), posted.get("assume-answer", "")
    return lambda document, definition: profiles.assume(document, address, supposed(definition, code, typed))


def embed(address: str, _posted: Posted) -> Act:
    """The things of a shared list as the document's own."""
    return lambda document, _: shared_lists.embed(document, Address.of(address).code)


#: act of the form -> what it does, and what the history says of it
PART_ACTS: Mapping[str, tuple[Callable[[str, Posted], Act], str]] = {
    "save": (field_acts.save, "Testi e dati:"),
    "items": (items, "Voci:"),
    "place": (place, "Posto:"),
    "list": (use_list, "Elenco usato da"),
    "rename": (rename, "Codice nuovo di"),
    "pick": (pick, "Voci prese dall'elenco:"),
    "cells": (cells, "Caselle:"),
    "retype": (retype, "Tipo di"),
    "add": (add, "Aggiunta in"),
    "copy": (copy, "Copia di"),
    "embed": (embed, "Voci copiate nel documento:"),
    "suppose": (suppose, "Risposta supposta in"),
}
