"""What a kind of message is: its text, to whom it goes, the placeholders it knows."""

from collections.abc import Mapping
from dataclasses import dataclass

HELP = frozenset({"telefono", "email", "orari", "verifica", "codice"})
ROUND = HELP | {"tornata", "scadenza", "proroga", "periodo", "atr"}
UNIT = ROUND | {"servizio", "stato_compilazione", "link", "link_variazione", "link_preparazione"}
READS = frozenset({"link_visto"})
PASSING = frozenset({"nome", "indirizzo", "chiede", "link_passaggio"})
#: Placeholders that carry a personal token: never in a message to anyone but the unit's contact (decisions.md 30).
PERSONAL = frozenset({"link", "link_variazione"})

#: Placeholders that become links, and what their button or anchor says.
ADDRESSES: Mapping[str, str] = {
    "link": "Apri il questionario",
    "link_variazione": "Segnala una variazione",
    "link_preparazione": "Foglio di preparazione",
    "link_password": "Scegli la password",
    "link_consultazione": "Leggi la bozza e commenta",
    "link_area": "Leggi la bozza e commenta",
    "link_visto": "Leggi le risposte",
    "link_delega": "Apri le sezioni affidate",
    "link_passaggio": "Leggi e rispondi",
    "verifica": "",  # shown as it is, to be read and typed
}


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind. `title` names it to people; `to_contact`: goes to the contact of a unit and to nobody else.

    `subject`, `body`: the product's own text. `required`: placeholders without which the body is pointless.
    `known`: placeholders it may use; `without`: facts not repeated at its end. `link_text`: words of the main button.
    """

    name: str
    title: str
    subject: str
    body: str
    known: frozenset[str]
    required: frozenset[str] = frozenset()
    to_contact: bool = True
    link_text: str = ADDRESSES["link"]
    without: frozenset[str] = frozenset()
    unit_word: str = "Servizio"  # what who answers is called at its end
