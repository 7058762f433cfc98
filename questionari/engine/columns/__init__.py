"""The dataset's columns and one response's row, for files, codebooks and the headless run."""

from questionari.engine.columns.build import layout
from questionari.engine.columns.model import AskedPath, Categories, Column, Exported, ExportRow, Kind, Layout
from questionari.engine.columns.rows import export_row

__all__ = [
    "AskedPath",
    "Categories",
    "Column",
    "ExportRow",
    "Exported",
    "Kind",
    "Layout",
    "export_row",
    "layout",
]
