"""A form while it becomes a document: what every step reads, and the report every step writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from questionari.xlsform import xpath
from questionari.xlsform.choices import ChoiceList
from questionari.xlsform.conditions import condition, written
from questionari.xlsform.findings import FormError, Report
from questionari.xlsform.languages import Languages
from questionari.xlsform.outline import Item
from questionari.xlsform.symbols import Symbol
from questionari.xlsform.tables import Row, Tables
from questionari.xlsform.terms import Place
from questionari.xlsform.xpath import XPathError

MOST_TRANSLATED = 400_000
MOST_OPTIONS = 20_000  # of a document
TRUE, FALSE = frozenset({"yes", "true", "true()", "1", "x"}), frozenset({"", "no", "false", "false()", "0"})


@dataclass(slots=True)
class Form:
    """``symbols`` by the names that ``${…}`` writes."""

    tables: Tables
    report: Report
    languages: Languages
    lists: Mapping[str, ChoiceList]
    items: list[Item]
    symbols: dict[str, Symbol] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    ours: bool = False  # a workbook that was exported from a document
    named: dict[str, str] = field(default_factory=dict)  # lists that several questions use -> their code here
    written_out: int = 0  # options so far
    translated: int = 0  # characters of conditions so far

    def write_out(self, options: int) -> None:
        """Count options before they are made. Raises FormError beyond what a document bears."""
        self.written_out += options
        if self.written_out > MOST_OPTIONS:
            raise FormError(f"its choices would be more than {MOST_OPTIONS} options: filter less, or use fewer lists")

    def tell(self, code: str, row: Row, message: str) -> None:
        """Note a finding of a row."""
        self.report.add(code, row.sheet, row.number, message)

    def spend(self, source: str, times: int = 1) -> None:
        """Count what is translated, again and again where a group says it of many. Raises FormError beyond reason."""
        self.translated += len(source) * times
        if self.translated > MOST_TRANSLATED:
            raise FormError(
                f"its conditions are more than {MOST_TRANSLATED} characters: use calculations for what recurs"
            )

    def place(self, row: Row, here: Symbol | None = None, roster: str | None = None) -> Place:
        """Where the expressions of a row stand."""
        return Place(self.symbols, here, roster, unknown_option=partial(self.tell, "option.unknown", row))

    def condition(self, row: Row, source: str, place: Place, column: str, code: str = "condition.lost") -> str | None:
        """A condition of ours; None, with a finding, for what has no counterpart."""
        self.spend(source)
        try:
            return written(condition(xpath.parse(source), place))
        except XPathError as error:
            self.tell(code, row, f"{column} {source!r} has no counterpart: {error}")
            return None


def is_true(cell: str) -> bool:
    """Whether a cell says yes."""
    return cell.strip().casefold() in TRUE


def is_false(cell: str) -> bool:
    """Whether a cell says no, or nothing."""
    return cell.strip().casefold() in FALSE
