"""What every use-case may need besides the session and the hour: keys, addresses, compiled questionnaires, who acts."""

from dataclasses import dataclass
from typing import Literal

from questionari.settings import Settings
from questionari.store.sealing import Keyring


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the kind and the stable id that the audit trail keeps (never a name)."""

    kind: Literal["staff", "atr", "respondent", "system", "anonymous"]
    id: str | None = None


SYSTEM = Actor("system")


@dataclass(frozen=True, slots=True)
class House:
    """The frozen surroundings of a use-case, made once per process."""

    settings: Settings
    keyring: Keyring


class Refused(Exception):
    """An act that the rules forbid. `message` is Italian, for the person; `code` is stable, for tests and API."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotFound(Refused):
    """The object does not exist, or is not this actor's to see: both look the same (ASVS 8.2: foreign -> 404)."""

    def __init__(self, what: str = "oggetto") -> None:
        super().__init__("not_found", f"{what.capitalize()} non trovato.")
