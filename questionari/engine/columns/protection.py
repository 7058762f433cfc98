"""Text cells that a spreadsheet would take for a formula bear an apostrophe (decisions.md 38): set and taken away."""

import re

#: What such a cell begins with, as a class of a regular expression.
STARTS = "=+\\-@\t\r\n"
_PROTECTED = re.compile(f"'+[{STARTS}]")
_DANGEROUS = re.compile(f"'*[{STARTS}]")


def protected(cell: str) -> str:
    """A text cell as a CSV file may hold it.

    >>> protected("=1+1"), protected("l'ascolto"), protected("'-")
    ("'=1+1", "l'ascolto", "''-")
    """
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def restore(cell: str) -> str:
    """What was answered, from a text cell of a CSV file.

    >>> restore("'=1+1"), restore("l'ascolto"), restore("''-")
    ('=1+1', "l'ascolto", "'-")
    """
    return cell[1:] if _PROTECTED.match(cell) else cell
