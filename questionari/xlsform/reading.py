"""Bytes to sheets of texts. What a file is, its content says, never its name: xlsx, xls, csv or Markdown.

A workbook is looked at before it is unpacked and read in a process of its own, under limits of memory and time.
"""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from questionari.engine.files.archives import require_plain
from questionari.engine.files.office import BROKEN
from questionari.xlsform.findings import FormError

Sheets: TypeAlias = Mapping[str, Sequence[Sequence[str]]]

MOST_BYTES = 10_000_000  # of the file
MOST_UNPACKED = 50_000_000  # of all members of a workbook
MOST_MEMBERS = 500
MOST_ROWS, MOST_CELLS = 20_000, 500_000
MOST_TEXT = 5_000_000  # characters of all cells
MOST_CELL = 32_767  # characters of one, as in Excel
MOST_MEMORY = 300 << 20  # address space of the process that reads
MOST_SECONDS = 2
_CHILD = Path(__file__).with_name("workbook_child.py")
_CHILD_LIMITS = (MOST_MEMORY, MOST_SECONDS, MOST_CELLS, MOST_TEXT)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL_END = re.compile(r"(?<!\\)\|")


def read_sheets(content: bytes) -> Sheets:
    """The sheets of a file by their names, rows from the first. Raises FormError."""
    if len(content) > MOST_BYTES:
        raise FormError(f"the file has {len(content)} bytes, at most {MOST_BYTES} are read")
    sheets = _reader(content)(content)
    rows = max((len(rows) for rows in sheets.values()), default=0)
    if rows > MOST_ROWS:
        raise FormError(f"a sheet has {rows} rows, at most {MOST_ROWS} are read")
    cells = [len(cell) for rows in sheets.values() for row in rows for cell in row]
    if len(cells) > MOST_CELLS or sum(cells) > MOST_TEXT or max(cells, default=0) > MOST_CELL:
        limits = f"{MOST_CELLS} cells, {MOST_TEXT} characters, or {MOST_CELL} in one"
        raise FormError(f"more than {limits}: leave the form alone in the file")
    return sheets


def read_workbook(content: bytes) -> Sheets:
    """The same of a workbook alone. Raises FormError."""
    if not content.startswith((_ZIP, _OLE)):
        raise FormError("not an XLSX workbook")
    return read_sheets(content)


def _reader(content: bytes) -> Callable[[bytes], Sheets]:
    for start, reader in ((_ZIP, _packed), (_OLE, _unpacked)):
        if content.startswith(start):
            return reader
    return _written


def _packed(content: bytes) -> Sheets:
    """An xlsx: what it would unpack to is known before anything is read."""
    look_into(content, MOST_UNPACKED)
    return _unpacked(content)


def look_into(content: bytes, most_unpacked: int) -> Sequence[str]:
    """The names of a workbook's parts, if it may be unpacked. Raises FormError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            for part in parts:
                require_plain(part)
    except BROKEN as error:
        raise FormError(f"not a workbook: {error}") from error
    size = sum(part.file_size for part in parts)
    if size > most_unpacked or len(parts) > MOST_MEMBERS:
        raise FormError(f"the workbook would unpack to {size} bytes in {len(parts)} parts: it is no form")
    return [part.filename for part in parts]


def _unpacked(content: bytes) -> Sheets:
    """An xlsx or xls, by the child process."""
    return read_apart(content, _CHILD_LIMITS)


def read_apart(content: bytes, limits: Sequence[int], skipped: Sequence[str] = ()) -> Sheets:
    """The sheets of a workbook, but for some, by a process of its own under limits of memory (bytes), processor
    (seconds), cells and characters. Raises FormError.
    """
    command = [sys.executable, "-I", str(_CHILD), *map(str, limits), *skipped]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell
            command, input=content, capture_output=True, timeout=5 * MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FormError("the workbook takes too long to read: save it again with the form alone") from error
    if done.returncode:
        raise FormError(f"the workbook cannot be read: {_reason(done.stderr)}")
    sheets: dict[str, list[list[str]]] = json.loads(done.stdout)
    return sheets


def _reason(stderr: bytes) -> str:
    """The last line of the child's complaint, if it had time to complain."""
    last = stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    told = last.partition(": ")[2] if "CalamineError" in last or last.startswith("Size") else ""
    return told or "it asks for too much memory or time; save it again with the form alone"


def _written(content: bytes) -> Sheets:
    """csv or Markdown."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormError(f"neither a workbook nor UTF-8 text: byte {error.start} cannot be read") from error
    if "\x00" in text:
        raise FormError("neither a workbook nor text: it holds zero bytes")
    if text.count("\n") > 2 * MOST_ROWS or text.count("|") + text.count(",") > 2 * MOST_CELLS:
        raise FormError(f"more than {MOST_ROWS} rows or {MOST_CELLS} cells: it is no form")
    return _markdown(text) if text.lstrip().startswith("|") else _csv(text)


def _markdown(text: str) -> Sheets:
    """Tables of pyxform's kind: the first cell of a line names a sheet, or is blank. Row numbers are lines."""
    lines = (line.strip() for line in text.splitlines())
    cells = [_markdown_cells(line) if line.startswith("|") else [] for line in lines]
    return _stacked([row for row in cells if not _is_rule(row)])


def _markdown_cells(line: str) -> list[str]:
    parts = _CELL_END.split(line)
    return [part.strip().replace("\\|", "|") for part in parts[1 : -1 if line.endswith("|") else None]]


def _is_rule(row: Sequence[str]) -> bool:
    """The line under a table's head."""
    return any(row) and all(not cell.strip("-: ") for cell in row)


def _csv(text: str) -> Sheets:
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error as error:
        raise FormError(f"not a CSV file: {error}") from error
    return _stacked(rows)


def _stacked(rows: Sequence[Sequence[str]]) -> Sheets:
    """Sheets one under the other: a row with a first cell begins the sheet of that name. Its rows keep their count."""
    sheets: dict[str, list[list[str]]] = {}
    name = ""
    for row in rows:
        if row and row[0]:
            name = row[0]
            sheets.setdefault(name, [])
        if name and (len(row) > 1 and any(row[1:])):
            sheets[name].append(list(row[1:]))
    if not sheets:
        raise FormError("there is no sheet: a form has a sheet named survey")
    return sheets
