"""Text cells that a spreadsheet would take for a formula get an apostrophe before them (decisions.md 38).

The rule is reversible: a cell of apostrophes followed by a formula character gets one more, so that taking one away
always gives back what was answered.
"""

import pyarrow as pa
import pyarrow.compute as pc

from questionari.engine.columns.protection import STARTS

_DANGEROUS = f"^'*[{STARTS}]"


def protect(column: pa.Array) -> pa.Array:
    """A text column with every dangerous cell protected; absent cells stay absent."""
    dangerous = pc.match_substring_regex(column, _DANGEROUS)
    if not pc.any(dangerous).as_py():
        return column
    return pc.if_else(dangerous, pc.binary_join_element_wise("'", column, ""), column)
