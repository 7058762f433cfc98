"""The cells of a table of ours, come back: rows are read where a cell says them, the rest is carried whole."""

from typing import Any

from questionari.xlsform.form import Form
from questionari.xlsform.merging import changed
from questionari.xlsform.outline import Item
from questionari.xlsform.wording import texts

Raw = dict[str, Any]
LABEL = "label"


def table(form: Form, item: Item, raw: Raw) -> Raw:
    """A matrix. In one with a single column the label of a cell is the text of its row; nothing else is lost unsaid."""
    kept = item.kept or {}
    cells = [cell for cell in item.children if cell.kept is not None]
    for cell in item.children:
        if cell.kept is None:
            form.tell("workbook.edited", cell.row, "a row was put into a table: tables are changed in the document")
    if len(cells) < int(kept.get("cells", 0)):
        form.tell("workbook.edited", item.row, "rows of a table were taken out: tables are changed in the document")
    said = {code: text for cell in cells for code, text in _said(form, item, raw, cell)}
    return {**raw, "rows": [_row(row, at, said) for at, row in enumerate(raw["rows"], 1)]} if said else raw


def _said(form: Form, item: Item, raw: Raw, cell: Item) -> list[tuple[str, dict[str, str]]]:
    """The new text of a row, by its code; what else was changed is told."""
    kept, name = cell.kept or {}, cell.row.get("name")
    touched = changed(cell.row, kept) if "was" in kept else set()
    single = isinstance(raw.get("rows"), list) and len(raw.get("columns", ())) < 2
    text = texts(form, cell.row, LABEL, form.place(cell.row)) if single and LABEL in touched else {}
    rest = ", ".join(sorted(touched - ({LABEL} if text else set())))
    if text:
        form.tell("workbook.changed", cell.row, f"{name}: changed {LABEL}")
    if rest:
        message = f"{name}: changed {rest}, which a table does not take from here: change it in the document"
        form.tell("workbook.edited", cell.row, message)
    return [(name[len(item.code) + 1 :].partition(".")[0], text)] if text else []


def _row(row: Raw, at: int, said: dict[str, dict[str, str]]) -> Raw:
    text = said.get(str(row.get("code", at)))
    return {**row, "text": text} if text else row
