"""Coded things of a part: answers, rows, columns, what is taken of a named list, the cells of a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.definition import Questionnaire, say
from questionari.engine.editing.places import ADDED, PARTS, Address, code_of, is_taken

TITLES: Mapping[str, str] = {
    "options": "Risposte possibili",
    "rows": "Righe",
    "columns": "Colonne",
    "fixed_rows": "Righe fisse",
    "options+": "Risposte in più",
    "rows+": "Righe in più",
}
_EMPTY: Mapping[str, tuple[str, str]] = {
    "columns": ("matrix", "Una sola, senza titolo. Se ne aggiunge, la prima prende il posto di quella."),
    "fixed_rows": ("roster", "Nessuna: le righe le aggiunge chi risponde."),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Coded things of a part, changed in one form. ``source`` names the list they come from, "" where they are own;
    ``picks`` are then its things (code, text, whether it is taken); ``empty`` says what it means that there are none.
    """

    part: str
    title: str
    items: tuple[Mapping[str, Any], ...]
    source: str = ""
    picks: tuple[tuple[str, str, bool], ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table as the form shows it."""

    name: str
    label: str
    open: bool
    conditional: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table, row by row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def tables_of(document: Mapping[str, Any], at: Address, raw: Mapping[str, Any]) -> Iterator[Table]:
    """The coded things of a part."""
    if at.part:
        return
    for part in PARTS:
        source = raw.get(part)
        if isinstance(source, list):
            yield Table(part, TITLES[part], _coded(source))
        elif isinstance(source, Mapping):
            yield from _used(document, part, source)
        elif part in _EMPTY and raw.get("type") == _EMPTY[part][0]:
            yield Table(part, TITLES[part], (), empty=_EMPTY[part][1])


def _coded(listed: list[Any]) -> tuple[Mapping[str, Any], ...]:
    return tuple({**one, "code": code_of(one, at)} for at, one in enumerate(listed))


def _used(document: Mapping[str, Any], part: str, use: Mapping[str, Any]) -> Iterator[Table]:
    """What a question takes of a named list, and what it adds."""
    listed = document.get("lists", {}).get(use["list"], {}).get("options", ())
    picks = tuple((one["code"], say(one["text"]), is_taken(use, one["code"])) for one in listed)
    yield Table(part, TITLES[part], (), use["list"], picks)
    added = next(name for name, key in ADDED.items() if key == part)
    yield Table(added, TITLES[added], _coded(use.get("plus", [])), empty="Nessuna oltre a quelle dell'elenco.")


def grid_of(definition: Questionnaire, at: Address) -> Grid | None:
    """The cells of a table; None for what is none."""
    question = definition.questions.get(at.code) if at.kind == "domanda" and not at.part else None
    shape = question.matrix if question else None
    if shape is None:
        return None
    columns = tuple(say(column.text) or column.code for column in shape.columns)
    rows = tuple(
        (
            say(row.text),
            tuple(_cell(shape.blocked, shape.cell_rules, row.code, column.code) for column in shape.columns),
        )
        for row in shape.rows
    )
    return Grid(columns, rows)


def _cell(blocked: Any, rules: Any, row: str, column: str) -> Cell:
    here = (row, column)
    return Cell(f"{row}:{column}", f"riga {row}, colonna {column}", here not in blocked, here in rules)
