"""A form while it becomes a document: what every step reads, and the report every step writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from questionari.xlsform import xpath
from questionari.xlsform.choices import ChoiceList
from questionari.xlsform.conditions import condition, written
from questionari.xlsform.findings import Report
from questionari.xlsform.languages import Languages
from questionari.xlsform.outline import Item
from questionari.xlsform.symbols import Symbol
from questionari.xlsform.tables import Row, Tables
from questionari.xlsform.terms import Place
from questionari.xlsform.xpath import XPathError

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

    def tell(self, code: str, row: Row, message: str) -> None:
        """Note a finding of a row."""
        self.report.add(code, row.sheet, row.number, message)

    def place(self, row: Row, here: Symbol | None = None, roster: str | None = None) -> Place:
        """Where the expressions of a row stand."""
        return Place(self.symbols, here, roster, unknown_option=partial(self.tell, "option.unknown", row))

    def condition(self, row: Row, source: str, place: Place, column: str, code: str = "condition.lost") -> str | None:
        """A condition of ours; None, with a finding, for what has no counterpart."""
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
