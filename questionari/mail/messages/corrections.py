"""The text of a correction, which staff write: the placeholders it may use, what is wrong with it."""

import re
from collections.abc import Iterator, Mapping

from questionari.mail.messages.kind import PERSONAL
from questionari.mail.messages.templates import PLACEHOLDER, fill, placeholders

#: Every recipient of an act has these; a link is added by the message itself, where the act carried one.
KNOWN = frozenset({"tornata", "scadenza", "proroga", "periodo", "telefono", "email", "orari"})
CORRECTIONS = ("correction", "correction_plain")
ADDRESS = re.compile(r"(?i)\b(?:https?://|www\.)")


def text_faults(text: str) -> list[str]:
    """Everything wrong with it, in Italian; nothing: it can be sent."""
    return list(_faults(text))


def _faults(text: str) -> Iterator[str]:
    names = ", ".join(f"{{{name}}}" for name in sorted(KNOWN))
    for name in sorted(placeholders(text) - KNOWN):
        why = "il collegamento lo aggiunge il messaggio, dove serve" if name in PERSONAL else f"esistono: {names}"
        yield f"{{{name}}} qui non si può usare: {why}."
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        yield "Le graffe servono solo ai segnaposto, scritti in minuscolo: per esempio {scadenza}."
    if ADDRESS.search(text):
        yield "Non scriva indirizzi di pagine: chi riceve deve potersi fidare del solo collegamento del messaggio."


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced. Raises MessageFault for one that has no value."""
    return fill(text, {name: values[name] for name in KNOWN if name in values})
