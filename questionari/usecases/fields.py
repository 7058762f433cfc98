"""What staff type, judged in one place for pages, commands and imports: text in, value out, or an Italian reason."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from questionari.engine.answer_types.base import Problem, ScalarType
from questionari.engine.answer_types.contacts import NOT_A_PEC, NOT_AN_EMAIL, Email, Phone
from questionari.engine.definition import Question, say
from questionari.mail.messages.safety import MessageFault, address, fault_in_header
from questionari.usecases.house import Refused

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_ITALIAN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


ADDRESSES = frozenset({"nuovo", "nuova", "storica"})  # codes stand in addresses beside these words


class FieldError(ValueError):
    """A text that cannot be taken; the message is Italian and says what to do."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field of a form."""

    field: str
    message: str


class Invalid(Refused):
    """Some fields cannot be taken: all of them are named at once."""

    def __init__(self, faults: tuple[FieldFault, ...]) -> None:
        super().__init__("invalid", " ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


Reader = Callable[[str], Any]


def read_fields(values: Mapping[str, str], readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Every field read by its reader, a missing one as blank. Raises Invalid with all the faults at once."""
    read: dict[str, Any] = {}
    faults = []
    for field, reader in readers.items():
        try:
            read[field] = reader((values.get(field) or "").strip())
        except FieldError as error:
            faults.append(FieldFault(field, str(error)))
    if faults:
        raise Invalid(tuple(faults))
    return read


def refuse(field: str, message: str) -> Invalid:
    """The exception for one wrong field."""
    return Invalid((FieldFault(field, message),))


def line(longest: int = 200, required: bool = False) -> Reader:
    """One line of text that may enter a mail header: no control characters, no encoded words (CVE-2024-6923)."""

    def read(text: str) -> str:
        if required and not text:
            raise FieldError("Questo campo è obbligatorio.")
        if len(text) > longest:
            raise FieldError(f"Il testo ha {len(text)} caratteri: al massimo {longest}.")
        if _CONTROL.search(text) or fault_in_header(text):
            raise FieldError("Il testo contiene caratteri non ammessi (a capo, caratteri di controllo o «=?»).")
        return text

    return read


def paragraphs(longest: int = 5000) -> Reader:
    """Text of several lines."""

    def read(text: str) -> str:
        plain = text.replace("\r\n", "\n")
        if len(plain) > longest:
            raise FieldError(f"Il testo ha {len(plain)} caratteri: al massimo {longest}.")
        if _CONTROL.search(plain.replace("\n", " ").replace("\t", " ")):
            raise FieldError("Il testo contiene caratteri di controllo: lo riscriva senza.")
        return plain

    return read


def code(text: str) -> str:
    """A stable code of ours: letters, digits, dot, hyphen, underscore."""
    if not text:
        raise FieldError("Questo campo è obbligatorio.")
    if not _CODE.fullmatch(text):
        raise FieldError("Usi solo lettere senza accenti, cifre, punto, trattino e «_» (al massimo 40).")
    if text in ADDRESSES:
        raise FieldError(f"«{text}» è un indirizzo del sito: scelga un altro codice.")
    return text


def one_of(choices: Mapping[str, str], required: bool = True) -> Reader:
    """A code among those of a list."""

    def read(text: str) -> str:
        if not text and not required:
            return ""
        if not text:
            raise FieldError("Scelga una voce dell'elenco.")
        if text not in choices:
            raise FieldError(f"«{text}» non è fra le scelte possibili: {', '.join(choices)}.")
        return text

    return read


def optional(reader: Reader) -> Reader:
    """None for a blank field, else what the reader reads."""
    return lambda text: reader(text) if text else None


def required(reader: Reader) -> Reader:
    """Refuses a blank field before the reader sees it."""

    def read(text: str) -> Any:
        if not text:
            raise FieldError("Questo campo è obbligatorio.")
        return reader(text)

    return read


def _as_answer(kind: ScalarType) -> Reader:
    """The rule of an answer type holds for the census as well: an address is judged in one place."""

    def read(text: str) -> str:
        value = kind.parse(_PROBE, text)
        if isinstance(value, Problem):
            raise FieldError(say(value.message))
        return str(line(kind.longest)(str(value)))

    return read


_PROBE = Question("census", "text", {})
_email = _as_answer(Email(NOT_AN_EMAIL))
pec = _as_answer(Email(NOT_A_PEC))
phone = _as_answer(Phone())


def email(text: str) -> str:
    """An address that a mail can be sent to: what freezing would refuse later is refused where it is typed."""
    try:
        return address("e-mail", _email(text))
    except MessageFault as error:
        raise FieldError("Scriva l'indirizzo senza lettere accentate, com'è registrato nella posta.") from error


def day(text: str) -> date:
    """A local day typed as 31/12/2026 or 2026-12-31."""
    match = _ITALIAN_DAY.fullmatch(text)
    iso = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else text
    try:
        return date.fromisoformat(iso)
    except ValueError as error:
        raise FieldError("Scriva la data come giorno/mese/anno, ad esempio 31/12/2026.") from error
