"""The choices sheet: lists of options, each with the columns that choice filters read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from questionari.xlsform.findings import Report
from questionari.xlsform.naming import option_code
from questionari.xlsform.tables import DEFAULT, Row, enabled


@dataclass(slots=True)
class Choice:
    """An option. ``rows``: where it stands; more than one where the form allows a name twice in a list."""

    name: str
    code: str
    rows: list[Row]

    @property
    def columns(self) -> Iterator[Mapping[str, str]]:
        """Of each row, what a filter reads by the column's name."""
        return (
            {name: text for (name, language), text in row.cells.items() if language == DEFAULT} for row in self.rows
        )


@dataclass(slots=True)
class ChoiceList:
    """A list, its choices in order."""

    choices: list[Choice] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    @property
    def codes(self) -> dict[str, str]:
        """Name in the form -> code here."""
        return {choice.name: choice.code for choice in reversed(self.choices)}


def choice_lists(rows: Sequence[Row], repeats_allowed: bool, report: Report) -> dict[str, ChoiceList]:
    """Every list by its name."""
    lists: dict[str, ChoiceList] = {}
    known: dict[tuple[str, str], Choice] = {}
    for row in enabled(rows):
        listed, name = row.get("list_name"), row.get("name")
        if not listed or not name:
            _incomplete(row, listed, name, report)
            continue
        before = known.get((listed, name))
        if before is not None and repeats_allowed:
            before.rows.append(row)
            continue
        if before is not None:
            message = f"the list {listed} has {name!r} already in row {before.rows[0].number}"
            report.add("form.duplicate", row.sheet, row.number, message)
        choice = _added(lists.setdefault(listed, ChoiceList()), row, name, report)
        known.setdefault((listed, name), choice)
    return lists


def _incomplete(row: Row, listed: str, name: str, report: Report) -> None:
    if listed or name or row.get("label"):
        lacking = "name" if listed else "list_name"
        report.add("form.missing", row.sheet, row.number, f"the choice has no {lacking}: it is left out")


def _added(to: ChoiceList, row: Row, name: str, report: Report) -> Choice:
    code = option_code(name, to.taken)
    if code != name:
        report.add("name.changed", row.sheet, row.number, f"the choice {name!r} has the code {code!r} here")
    choice = Choice(name, code, [row])
    to.choices.append(choice)
    return choice
