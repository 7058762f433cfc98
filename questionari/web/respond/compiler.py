""" "Chi ha compilato" on the pages that send: what they ask, what was typed, what was wrong with it."""

from dataclasses import dataclass

from questionari.usecases.house import Refused
from questionari.usecases.responding import Compiler, CompilerAsked

#: What may be wrong with it -> the field that is led to.
FAULTS = {"compiler_missing": "chi", "compiler_role": "funzione"}


@dataclass(frozen=True, slots=True)
class Asking:
    """``typed``: what a form said that was refused by ``error``."""

    asked: CompilerAsked
    typed: Compiler | None = None
    error: Refused | None = None

    @property
    def shown(self) -> Compiler:
        """What the fields hold."""
        return self.typed or self.asked.said

    @property
    def leads(self) -> str:
        """The field at fault."""
        return FAULTS[self.error.code] if self.error else ""
