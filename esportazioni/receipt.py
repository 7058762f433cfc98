"""What a service keeps of its submission, as a tagged PDF (PDF/UA-1) set as the blank form is, in its own process.

What people write is data of a layout that is not ours to bound: one process sets it, under limits of memory and time,
from its standard input to its standard output. Nothing is kept: no file, no copy in the memory of the pages.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from esportazioni.typesetting import STANDARD, page_words, runs, written
from questionari.engine.answer_types.base import Table
from questionari.engine.answered import AnswerLine, SectionView

MOST_COLUMNS = 6  # of a table that is read as it is; of a wider one the columns become lines
ENTRIES = 4  # side by side in a wide table turned
MOST_MEMORY = 2 << 30  # address space of the process that sets the PDF
MOST_SECONDS = 20
_TEMPLATE = Path(__file__).with_suffix(".typ")
_CHILD = Path(__file__).with_name("receipt_child.py")
_COMMAND = (sys.executable, "-I", str(_CHILD), str(_TEMPLATE), STANDARD, str(MOST_MEMORY), str(MOST_SECONDS))


class PdfNotMade(Exception):
    """The PDF asks for too much memory or time. The message is English and says which."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in the file. ``facts``: (name, words) under the title; ``note`` is said in small letters."""

    title: str
    name: str  # at the foot of each page
    language: str
    facts: tuple[tuple[str, str], ...]
    note: str
    sections: tuple[SectionView, ...]


def pdf(kept: Kept) -> bytes:
    """The file. Raises PdfNotMade."""
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell
            _COMMAND, input=_data(kept), capture_output=True, timeout=2 * MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PdfNotMade(f"no PDF after {2 * MOST_SECONDS} s") from error
    if done.returncode:
        raise PdfNotMade(f"the process that sets PDFs ended with {done.returncode}")  # its words may quote an answer
    return done.stdout


def _data(kept: Kept) -> bytes:
    """What the template reads, as JSON."""
    found = {
        "title": kept.title,
        "name": kept.name,
        "language": kept.language,
        "page": page_words(kept.language),
        "heading": runs(kept.title),
        "facts": kept.facts,
        "note": kept.note,
        "sections": [
            {"title": runs(section.title), "lines": [_line(one) for one in section.lines]} for section in kept.sections
        ],
    }
    return written(found).encode()


def _line(one: AnswerLine) -> dict[str, Any]:
    tables = list(_tables(one.table)) if one.table and one.table.rows else []
    return {"code": one.code, "label": runs(one.label), "text": "" if tables else one.text, "tables": tables}


def _tables(table: Table) -> Iterator[dict[str, Any]]:
    """A table as it is; one too wide for the sheet is turned, some entries at a time, so that no column is a thread."""
    titled = table.headers[:1] == ("",)
    if len(table.headers) <= MOST_COLUMNS:
        yield _table(table.headers, table.rows, titled)
        return
    fields = table.headers[1:] if titled else table.headers
    for start in range(0, len(table.rows), ENTRIES):
        rows = table.rows[start : start + ENTRIES]
        names = [row[0] if titled else str(number) for number, row in enumerate(rows, start + 1)]
        cells = [row[1:] if titled else row for row in rows]
        yield _table(("", *names), [(field, *(row[i] for row in cells)) for i, field in enumerate(fields)], True)


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]], titled: bool) -> dict[str, Any]:
    return {"headers": headers, "rows": [[cell or "–" for cell in row] for row in rows], "titled": titled}
