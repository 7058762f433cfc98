"""What a workbook of ours carries beside what a form can say, and the marks by which an edited cell is known."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from questionari.xlsform.tables import KEPT

Cells = dict[str, str]
LONGEST_CELL = 32_000


def mark(cell: str) -> str:
    """A short mark of a cell: equal cells have equal marks."""
    return format(zlib.crc32(cell.encode()), "x") if cell else ""


def packed(value: Mapping[str, Any]) -> str:
    """A piece of a document as letters without spaces, so that no program tidies it."""
    return base64.b64encode(zlib.compress(json.dumps(value, ensure_ascii=False).encode())).decode()


def kept(cells: Cells, raw: Mapping[str, Any]) -> Cells:
    """The cells with the column of what a form cannot say: the piece of the document, and the marks of the cells."""
    marks = {column: mark(cell) for column, cell in cells.items() if cell and column != "name"}
    return cells | {KEPT: json.dumps({**raw, "was": marks}, ensure_ascii=False, separators=(",", ":"))}


def pieces(whole: str) -> Iterator[tuple[str, str]]:
    """A long text over several columns: a cell has its limit."""
    for number, start in enumerate(range(0, len(whole), LONGEST_CELL), 1):
        yield f"{KEPT}_{number}", whole[start : start + LONGEST_CELL]
