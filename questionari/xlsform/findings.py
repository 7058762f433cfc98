"""What an import has to say about a form: where, how grave, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from questionari.engine.definition import Severity


class FormError(ValueError):
    """A file that is no form at all, or one beyond what is read. The message is English and says what to do."""


@dataclass(frozen=True, slots=True)
class FormFinding:
    """Something of a form that did not come over as it was. ``row`` counts from 1 as the spreadsheet does."""

    code: str
    severity: Severity
    sheet: str
    row: int
    message: str

    def as_json(self) -> dict[str, str | int]:
        """The finding as it is written in a report."""
        return {
            "code": self.code,
            "severity": self.severity,
            "sheet": self.sheet,
            "row": self.row,
            "message": self.message,
        }


#: Code -> how grave it is: an error changes who is asked or what is kept, a warning loses something, a note tells.
SEVERITIES: dict[str, Severity] = {
    "form.structure": "error",
    "form.list": "error",
    "form.duplicate": "error",
    "form.type": "error",
    "form.missing": "error",
    "condition.lost": "error",
    "choice.lost": "error",
    "calculation.lost": "warning",
    "constraint.lost": "warning",
    "default.lost": "warning",
    "type.changed": "warning",
    "name.changed": "warning",
    "option.unknown": "warning",
    "question.never": "warning",
    "language.lost": "warning",
    "language.italian": "warning",
    "text.lost": "warning",
    "text.changed": "note",
    "text.made": "note",
    "workbook.edited": "warning",
    "workbook.changed": "note",
    "required.idle": "note",
    "metadata": "note",
    "column.unread": "note",
    "media": "note",
    "identity": "note",
    "language.incomplete": "note",
}


@dataclass(slots=True)
class Report:
    """The findings of one import, in the order they were met, each once."""

    found: dict[FormFinding, None] = field(default_factory=dict)

    def add(self, code: str, sheet: str, row: int, message: str) -> None:
        """Note a finding."""
        self.found.setdefault(FormFinding(code, SEVERITIES[code], sheet, row, message))

    @property
    def findings(self) -> tuple[FormFinding, ...]:
        """All of them."""
        return tuple(self.found)


def refused(findings: Iterable[FormFinding]) -> bool:
    """Whether a strict import stops at these."""
    return any(found.severity == "error" for found in findings)
