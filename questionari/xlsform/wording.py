"""Texts: labels, hints and messages in the languages of the document, with their placeholders."""

import re
from collections.abc import Mapping

from questionari.xlsform import xpath
from questionari.xlsform.conditions import exact, written
from questionari.xlsform.form import Form
from questionari.xlsform.markup import INVISIBLE, plain
from questionari.xlsform.tables import Row
from questionari.xlsform.terms import Place, term
from questionari.xlsform.xpath import XPathError

Texts = Mapping[str, str]
_PLACEHOLDER = re.compile(r"\$\{([^{}]{1,200})\}")

MADE: Mapping[str, Texts] = {
    "other": {"it": "Altro", "de": "Anderes", "fr": "Autre", "sl": "Drugo"},
    "specify": {"it": "Specificare", "de": "Bitte angeben", "fr": "Préciser", "sl": "Navedite"},
    "constraint": {
        "it": "La risposta non rientra fra quelle ammesse: la corregga.",
        "de": "Die Antwort ist nicht zulässig: bitte korrigieren.",
        "fr": "La réponse n’est pas admise : veuillez la corriger.",
        "sl": "Odgovor ni dopusten: popravite ga.",
    },
    "rows": {
        "it": "Il numero di righe non è quello indicato: aggiunga o tolga righe.",
        "de": "Die Zahl der Zeilen stimmt nicht: bitte Zeilen hinzufügen oder entfernen.",
        "fr": "Le nombre de lignes ne correspond pas : veuillez en ajouter ou en retirer.",
        "sl": "Število vrstic ni pravo: dodajte ali odstranite vrstice.",
    },
    "step": {
        "it": "Il valore non è fra quelli della scala: la corregga.",
        "de": "Der Wert liegt nicht auf der Skala: bitte korrigieren.",
        "fr": "La valeur n’est pas sur l’échelle : veuillez la corriger.",
        "sl": "Vrednost ni na lestvici: popravite jo.",
    },
    "ok": {"it": "Ho letto", "de": "Gelesen", "fr": "J’ai lu", "sl": "Prebrano"},
}


def made(form: Form, key: str) -> Texts:
    """A text of ours in the form's languages."""
    return {language: MADE[key][language] for language in form.languages.offered}


def texts(form: Form, row: Row, column: str, place: Place | None = None) -> dict[str, str]:
    """A column of a row, by language; empty when nothing is written. What stands as Italian is never missing."""
    cells = row.texts(column)
    found = {form.languages.read[spelt]: text for spelt, text in cells.items() if spelt in form.languages.read}
    if cells and "it" not in found:
        found["it"] = cells.get("") or next(iter(cells.values()))
    where = place or form.place(row)
    clean = {language: _clean(form, row, column, text, where) for language, text in found.items()}
    return {language: text for language, text in sorted(clean.items(), key=_italian_first) if text}


def _italian_first(item: tuple[str, str]) -> tuple[bool, str]:
    return item[0] != "it", item[0]


def _clean(form: Form, row: Row, column: str, text: str, place: Place) -> str:
    words = plain(text)
    if "<" in text and words.count("<") < text.count("<"):
        form.tell("text.changed", row, f"HTML in {column} is left out; stress is kept as Markdown")
    if INVISIBLE.search(text):
        form.tell("text.changed", row, f"{column} holds characters that show nothing: they are left out")
    pieces = _PLACEHOLDER.split(words)
    if not form.ours:  # in a workbook of ours braces mean what they mean in a document
        pieces[::2] = [piece.replace("{", "{{").replace("}", "}}") for piece in pieces[::2]]
    pieces[1::2] = [_piped(form, row, column, name.strip(), place) for name in pieces[1::2]]
    return "".join(pieces)


def _piped(form: Form, row: Row, column: str, name: str, place: Place) -> str:
    """The placeholder of an answer."""
    try:
        return f"{{{written(term(xpath.Reference(name), place, exact).node)}}}"
    except XPathError as error:
        form.tell("text.lost", row, f"{column} cannot show ${{{name}}}: {error}; an ellipsis stands in its place")
        return "…"


def label(form: Form, row: Row, code: str, place: Place | None = None) -> dict[str, str]:
    """The text of a question or an option: its label, else its hint, else its name."""
    found = texts(form, row, "label", place) or texts(form, row, "hint", place)
    if found:
        return found
    form.tell("text.made", row, f"there is no label: the name {row.get('name') or code!r} stands in its place")
    return dict.fromkeys(form.languages.offered, row.get("name").replace("{", "").replace("}", "") or code)
