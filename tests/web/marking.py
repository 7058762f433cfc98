"""German as a language in which each message of ours stands between marks, so that other words can be seen."""

import re
from html.parser import HTMLParser
from typing import Any

from questionari.engine import wording

#: What stays as it is in every language: proper names, addresses, hours the installation writes, names of languages.
NAMES = (
    "Presidenza del Consiglio dei Ministri – Dipartimento per le Pari Opportunità",
    *("Rete Nazionale Antiviolenza", "Tornata di prova", "Sportello Aurora", "Comune di Bari", "Italiano", "Deutsch"),
    *("assistenza@rete.example", "aurora@servizio.example", "dal lunedì al venerdì, 9.00–13.00", "bozza-1"),
    *("Centro antiviolenza", "Fondazione", "Poche risorse.", "Bari (BA)", "Ja", "Nein"),
)
TOLD = ("aria-label", "title", "data-label", "data-short", "placeholder", "alt")


class Everything(dict[str, Any]):
    """A catalogue that marks whatever it is asked for."""

    def get(self, key: str, _default: object = None) -> Any:
        return f"‹{key}›"


class Plurals(dict[str, Any]):
    def get(self, key: str, _default: object = None) -> Any:
        return (f"‹{key}›",)


#: Marks all messages, singular and plural.
MARKED = wording.Catalogue(Everything(), Plurals(), {}, "")


class Visible(HTMLParser):
    """What a page shows or tells, its title included."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += [value or "" for name, value in attrs if name in TOLD]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def italian_left(html: str) -> list[str]:
    """The words of a page that neither a catalogue nor the questionnaire said."""
    reader = Visible()
    reader.feed(html)
    text = "\n".join(piece for piece in reader.text if piece.strip())
    for name in NAMES:
        text = text.replace(name, "")
    while text != (shorter := re.sub(r"‹[^‹›]*›", "", text)):
        text = shorter
    codes = r"\b(?:[A-Z][A-Z0-9]*\d(?:_\d+)?(?:\.\w+)?|[0-9A-Z]{4}-[0-9A-Z]{4}-\w+|[0-9A-Fa-f]{8,})\b"
    return re.findall(r"[^\W\d_]{2,}", re.sub(codes, "", text))
