"""The dataset's columns and one response's row, for files, codebooks and the headless run."""

from questionari.engine.columns.build import layout
from questionari.engine.columns.cells import Content, column_states, column_values
from questionari.engine.columns.intake import intake
from questionari.engine.columns.model import AskedPath, Categories, Column, Exported, ExportRow, Kind, Layout
from questionari.engine.columns.rows import export_row, long_rows
from questionari.engine.columns.table import wide_columns

__all__ = [
    "AskedPath",
    "Categories",
    "Column",
    "Content",
    "ExportRow",
    "Exported",
    "Kind",
    "Layout",
    "column_states",
    "column_values",
    "export_row",
    "intake",
    "layout",
    "long_rows",
    "wide_columns",
]
