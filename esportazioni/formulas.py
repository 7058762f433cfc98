"""Text cells that a spreadsheet would take for a formula get an apostrophe before them (decisions.md 38).

The rule is reversible: a cell of apostrophes followed by a formula character gets one more, so that taking one away
always gives back what was answered.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

STARTS = "=+\\-@\t\r\n"
_DANGEROUS = f"^'*[{STARTS}]"
_PROTECTED = re.compile(f"'+[{STARTS}]")


def protect(column: pa.Array) -> pa.Array:
    """A text column with every dangerous cell protected; absent cells stay absent."""
    dangerous = pc.match_substring_regex(column, _DANGEROUS)
    if not pc.any(dangerous).as_py():
        return column
    return pc.if_else(dangerous, pc.binary_join_element_wise("'", column, ""), column)


def restore(cell: str) -> str:
    """What was answered, from a text cell of the file.

    >>> restore("'=1+1"), restore("l'ascolto"), restore("''-")
    ('=1+1', "l'ascolto", "'-")
    """
    return cell[1:] if _PROTECTED.match(cell) else cell
