"""Frames with Arrow types, from columns of plain values."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from esportazioni.errors import ExportError
from esportazioni.fields import Field, schema
from esportazioni.records import Cells
from esportazioni.sheets import Sheet


def frame(sheet: Sheet, columns: Sequence[Cells]) -> pd.DataFrame:
    """A frame of the sheet's types, whatever the values: no column is guessed from its content. Raises ExportError."""
    arrays = [_array(field, cells) for field, cells in zip(sheet.fields, columns, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema(sheet.fields)).to_pandas(types_mapper=pd.ArrowDtype)


def table(sheet: Sheet, found: pd.DataFrame) -> pa.Table:
    """The Arrow table behind a frame, without copying."""
    return pa.Table.from_pandas(found, schema=schema(sheet.fields), preserve_index=False)


def _array(field: Field, cells: Cells) -> pa.Array:
    try:
        return pa.array(cells, field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise ExportError(f"column {field.name}: a value does not fit its type {field.type}: {error}") from error
