"""How the columns of a workbook look: number and date formats, widths, the header."""

from typing import Any

import pyarrow as pa

from esportazioni.fields import Field
from questionari.engine.answer_types.numbers import MOST_PLACES

DAY, LOOSE, TEXT = "dd/mm/yyyy", "#,##0.0#####", "@"
WHOLE, GROUPED = "0", "#,##0"  # a whole number may be a year
#: Height of the header in points: names stand on one line, words on several.
HEADER = {False: 20, True: 75}
NARROWEST, WIDEST, PROSE = 11, 34, 60


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.header = book.add_format({"bold": True, "bg_color": "#E6ECF2", "text_wrap": True, "valign": "top"})

    def of(self, field: Field) -> Any:
        """The format of a column's cells."""
        shape = number_format(field)
        if shape not in self._made:
            self._made[shape] = self._book.add_format({"num_format": shape, "valign": "top"})
        return self._made[shape]


def number_format(field: Field) -> str:
    """Numbers with their typed places, days as dd/mm/yyyy, everything else as text.

    >>> from esportazioni.fields import plain
    >>> from questionari.engine.columns import Column
    >>> number_format(plain(Column("euro", "", ("euro",), "decimal", {"it": ""}), 2))
    '#,##0.00'
    """
    kind = field.type
    if pa.types.is_decimal(kind):
        return LOOSE if kind.scale == MOST_PLACES else f"{GROUPED}.{'0' * kind.scale}".rstrip(".")
    if pa.types.is_integer(kind):
        return WHOLE
    return DAY if pa.types.is_date(kind) else TEXT


def width(field: Field, said: bool) -> int:
    """Width in characters: of its name and content, wider in words."""
    if field.column.kind == "text":
        return PROSE if field.free and field.column.question else WIDEST
    return min(WIDEST, max(NARROWEST, len(field.name) + 4, 24 if said else 0))
