"""What every format of a dataset offers: tables that grow together, then files that stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeAlias

import pandas as pd

from esportazioni.facts import FileFacts
from esportazioni.sheets import Sheet

Append: TypeAlias = Callable[[pd.DataFrame], None]


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows of a table stand in one place (a file, a sheet of a workbook)."""

    sheet: Sheet
    place: str
    rows: int


class Output(Protocol):
    """The tables of a dataset in one format, inside a ``with`` block. ``form``: the name of the format."""

    form: str
    folder: Path

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def add(self, sheet: Sheet) -> Append:
        """Begin a table; what is returned appends the rows of a frame to it."""
        ...

    def written(self) -> Sequence[Written]:
        """How many rows stand where."""
        ...

    def files(self) -> list[FileFacts]:
        """The files, once the block has ended."""
        ...
