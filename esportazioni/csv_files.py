"""CSV files, written batch by batch: a clean one (UTF-8, comma) and one that an Italian Excel opens by itself."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from esportazioni.facts import FileFacts, facts
from esportazioni.fields import Field
from esportazioni.formulas import protect
from esportazioni.frames import table
from esportazioni.output import Append, Written
from esportazioni.sheets import Sheet

BOM = b"\xef\xbb\xbf"
Convert = Callable[[pa.Array], pa.Array]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written. ``suffix`` ends the name of the file."""

    suffix: str
    delimiter: str
    begins: bytes
    comma: bool  # decimals with a comma


CLEAN = Dialect("", ",", b"", False)
EXCEL = Dialect("_excel", ";", BOM, True)
DIALECTS = (CLEAN, EXCEL)


class CsvFile:
    """One CSV file while it grows. The header is written also when no row ever comes."""

    def __init__(self, folder: Path, sheet: Sheet, dialect: Dialect) -> None:
        self.path = folder / f"{sheet.name}{dialect.suffix}.csv"
        self.sheet, self.dialect, self.rows = sheet, dialect, 0
        self._converts = tuple(_convert(field, dialect) for field in sheet.fields)
        self._schema = pa.schema([(f.name, _type(f, dialect)) for f in sheet.fields])

    def __enter__(self) -> Self:
        self._file: BinaryIO = self.path.open("xb")
        self._file.write(self.dialect.begins)
        options = pa_csv.WriteOptions(delimiter=self.dialect.delimiter, eol="\r\n")
        self._writer = pa_csv.CSVWriter(self._file, self._schema, write_options=options)
        return self

    def write(self, found: pa.Table) -> None:
        """Append the rows of a table whose texts are protected."""
        columns = [convert(column) for convert, column in zip(self._converts, found.columns, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema))
        self.rows += found.num_rows

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        self._file.close()

    def facts(self) -> FileFacts:
        """What the manifest says of the closed file."""
        return facts(self.path, self.sheet.title, self.rows, len(self.sheet.fields))


class CsvFolder:
    """Every table as two CSV files of a folder."""

    form = "csv"

    def __init__(self, folder: Path) -> None:
        self.folder, self._stack = folder, ExitStack()
        self._files: list[CsvFile] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, sheet: Sheet) -> Append:
        """Begin the two files of a table."""
        files = [self._stack.enter_context(CsvFile(self.folder, sheet, dialect)) for dialect in DIALECTS]
        self._files += files

        def append(batch: pd.DataFrame) -> None:
            found = protected(sheet, table(sheet, batch))
            for file in files:
                file.write(found)

        return append

    def written(self) -> Sequence[Written]:
        """The rows of each file."""
        return [Written(file.sheet, file.path.name, file.rows) for file in self._files]

    def files(self) -> list[FileFacts]:
        """The closed files."""
        return [file.facts() for file in self._files]


def _type(field: Field, dialect: Dialect) -> pa.DataType:
    return pa.string() if dialect.comma and pa.types.is_decimal(field.type) else field.type


def _convert(field: Field, dialect: Dialect) -> Convert:
    if dialect.comma and pa.types.is_decimal(field.type):
        return italian_decimals
    return _as_it_is


def _as_it_is(column: pa.Array) -> pa.Array:
    return column


def protected(sheet: Sheet, found: pa.Table) -> pa.Table:
    """The table with every cell of typed text that a spreadsheet might take for a formula made harmless."""
    whole = (column.combine_chunks() for column in found.columns)
    columns = [protect(c) if f.free else c for f, c in zip(sheet.fields, whole, strict=True)]
    return pa.Table.from_arrays(columns, schema=found.schema)


def italian_decimals(column: pa.Array) -> pa.Array:
    """12.500000 -> 12,5. With at most six places Arrow never writes an exponent."""
    text = pc.cast(column, pa.string())
    if column.type.scale:
        text = pc.utf8_rtrim(pc.utf8_rtrim(text, "0"), ".")
    return pc.replace_substring(text, ".", ",")
