"""Reads one workbook in a process of its own: bytes on stdin, JSON on stdout. Imports nothing of the product.

One cell at the far corner of a sheet makes the reader ask for 550 GB: here that ends this process alone.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time

import python_calamine

MOST_MEMORY, MOST_SECONDS, MOST_CELLS, MOST_TEXT = map(int, sys.argv[1:5])
SKIPPED = frozenset(sys.argv[5:])  # sheets that nobody asks for


def text(cell: object) -> str:
    """A cell as an author sees it: whole numbers without a point, days as YYYY-MM-DD."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def main() -> None:
    """Every sheet with its rows, the empty ones too, so that row numbers are the spreadsheet's."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    sheets: dict[str, list[list[str]]] = {}
    cells = size = 0
    for name in (name for name in book.sheet_names if name not in SKIPPED):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        sheets[name] = [[text(cell) for cell in row] for row in rows]
        cells += sum(map(len, sheets[name]))
        size += sum(len(cell) for row in sheets[name] for cell in row)
        if cells > MOST_CELLS or size > MOST_TEXT:
            sys.exit(f"Size: {cells} cells with {size} characters are more than a form has")
    json.dump(sheets, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
