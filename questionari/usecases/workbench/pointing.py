"""Where in a document something stands, in the words of the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from questionari.engine.editing.places import WHOLE, Address, Document, address_at, code_of

NAMES: Mapping[str, str] = {
    WHOLE: "Il documento",
    "sezione": "Sezione",
    "pagina": "Pagina",
    "domanda": "Domanda",
    "controllo": "Regola",
    "elenco": "Elenco",
    "effetto": "Avviso",
    "indicatore": "Indicatore",
    "preparazione": "Riga della scheda di preparazione",
    "carico": "Profilo di carico",
}
ITEM_NAMES: Mapping[str, str] = {
    "options": "Risposta",
    "options+": "Risposta",
    "rows": "Riga",
    "rows+": "Riga",
    "columns": "Colonna",
    "fixed_rows": "Riga",
    "cells": "Casella",
}
#: The last of these keys on the way to a place says which side of a part it is.
SIDES: Mapping[str, str] = {
    "visible_if": "quando si chiede",
    "required_if": "quando è obbligatoria",
    "require": "che cosa deve valere",
    "when": "quando vale",
    "expression": "il calcolo",
    "numerator": "quelle che si contano",
    "suggest": "il valore proposto",
    "within": "dove può essere",
    "text": "il testo",
    "title": "il titolo",
    "help": "la spiegazione",
    "intro": "il testo di apertura",
    "message": "il messaggio",
    "blocked": "le caselle",
    "cell_rules": "le caselle",
    "detail": "che cosa si specifica",
    "fields": "le domande che riguarda",
    "foreach": "per ogni riga",
    "options_from": "le voci offerte",
    "prefill": "che cosa c'è già nel campo",
    "code": "il codice",
    "languages": "le lingue",
    "translations": "le traduzioni",
    "assume": "le risposte supposte",
}
LONGEST = 120  # characters of what stands there


def title_of(at: Address) -> str:
    """The name of a part."""
    if at.inner:
        return f"Che cosa specificare con {at.item} di {at.code}"
    if at.part:
        return f"{ITEM_NAMES[at.part]} {at.item.replace(':', ', ')} di {at.code}"
    return f"{NAMES[at.kind]} {at.code}".strip()


def place_words(document: Document, pointer: str) -> str:
    """A place of a document: its part, which side of it, what is written there; "" for a place of no part."""
    address = address_at(document, pointer)
    if not address:
        return ""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    side = next((SIDES[step] for step in reversed(steps) if step in SIDES and step not in ITEM_NAMES), "")
    said = filter(None, (title_of(Address.of(address)), _item(document, steps), side))
    return ", ".join(said) + _written(_at(document, steps))


def beyond(place: str, particular: str) -> str:
    """What a finding says in particular, "" where its place has said it: "Domanda Q1", "la domanda Q1"."""
    bare = particular.removeprefix("la ").removeprefix("l'").casefold()
    return "" if place.casefold().startswith(bare) else particular


def _item(document: Document, steps: Sequence[str]) -> str:
    """The answer, row or column in which a place stands: by its code."""
    for at, step in enumerate(steps[:-1]):
        if step in ITEM_NAMES and steps[at + 1].isdecimal():
            raw = _at(document, steps[: at + 2])
            return f"{ITEM_NAMES[step].lower()} {code_of(raw, int(steps[at + 1]))}" if isinstance(raw, Mapping) else ""
    return ""


def _at(document: Any, steps: Sequence[str]) -> Any:
    """What stands at a place, None where nothing does."""
    here = document
    for step in steps:
        if isinstance(here, list):
            here = here[int(step)] if step.isdecimal() and int(step) < len(here) else None
        else:
            here = here.get(step) if isinstance(here, Mapping) else None
    return here


def _written(found: Any) -> str:
    """What is written there, where it is a few words."""
    return f": {found}" if isinstance(found, str) and 0 < len(found) <= LONGEST else ""
